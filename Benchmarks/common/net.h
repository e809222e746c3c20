// What the load generators share: the clock, non-blocking connections, and giving up with a message.
#ifndef BENCH_NET_H
#define BENCH_NET_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

__attribute__((noreturn, format(printf, 1, 2))) static inline void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

/// CLOCK_MONOTONIC in nanoseconds: the same clock in every process of one machine.
static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/// Raises the soft limit of open files to the hard one; fails when that leaves no room for `wanted` connections.
static inline void allow_files(size_t wanted) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted + 64) fail("%zu connections need more than %zu open files", wanted, (size_t)limit.rlim_cur);
}

/// Parses "a.b.c.d:port".
static inline struct sockaddr_in parse_address(const char *text) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    char host[64];
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    if (length >= sizeof host) fail("bad address %s", text);
    memcpy(host, text, length);
    host[length] = 0;
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) fail("bad address %s", text);
    address.sin_port = htons(colon ? (uint16_t)atoi(colon + 1) : 0);
    return address;
}

/// Begins a connection from `source` (or any address when null); returns the socket, or -1.
///
/// The source port is chosen at connect (IP_BIND_ADDRESS_NO_PORT), so that one port serves many destinations.
static inline int begin_connection(const struct sockaddr_in *target, const struct sockaddr_in *source) {
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (source) {
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(fd, (const struct sockaddr *)source, sizeof *source) < 0) fail("bind: %s", strerror(errno));
    }
    if (connect(fd, (const struct sockaddr *)target, sizeof *target) < 0 && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

/// The value that follows `name` on the command line, or `otherwise`.
static inline const char *option(int argc, char **argv, const char *name, const char *otherwise) {
    for (int i = 1; i + 1 < argc; i++)
        if (!strcmp(argv[i], name)) return argv[i + 1];
    if (!otherwise) fail("%s is missing", name);
    return otherwise;
}

/// The lines of a file, without their ends. The memory is never freed: it lives as long as the program.
struct lines {
    char **items;
    size_t count;
};

static inline struct lines read_lines(const char *path) {
    struct lines lines = {0};
    FILE *file = fopen(path, "r");
    if (!file) fail("%s: %s", path, strerror(errno));
    size_t capacity = 0, room = 0;
    char *line = NULL;
    ssize_t length;
    while ((length = getline(&line, &room, file)) > 0) {
        if (line[length - 1] == '\n') line[--length] = 0;
        if (lines.count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            lines.items = realloc(lines.items, capacity * sizeof(char *));
        }
        lines.items[lines.count++] = strdup(line);
    }
    free(line);
    fclose(file);
    return lines;
}

#endif
