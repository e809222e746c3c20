// Opens keep-alive connections, sends at most one request on each, and then holds them all, silent.
//
//   idle --target 127.0.0.1:8080 --connections 10000 --request none|get|ballot --path /healthz [--tokens FILE --body JSON]
//
// At most OUTSTANDING connections wait for their answer at a time. Prints {"open":…,"non2xx":…} once all are up, holds them
// until its standard input ends, and then prints how many the server had closed meanwhile.

#define _GNU_SOURCE
#include "../common/net.h"
#include "../common/answer.h"

enum { OUTSTANDING = 128, READ_SIZE = 65536, EVENTS = 256, ANSWER_SECONDS = 30 };

static size_t write_request(char *text, size_t room, const char *kind, const char *path, const char *token, const char *body) {
    if (!strcmp(kind, "get")) return (size_t)snprintf(text, room, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
    return (size_t)snprintf(text, room,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\n"
        "Content-Length: %zu\r\n\r\n%s",
        path, token, strlen(body), body);
}

int main(int argc, char **argv) {
    struct sockaddr_in target = parse_address(option(argc, argv, "--target", NULL));
    size_t count = (size_t)atoi(option(argc, argv, "--connections", NULL));
    const char *kind = option(argc, argv, "--request", "none");
    const char *path = option(argc, argv, "--path", "/healthz");
    const char *body = option(argc, argv, "--body", "{}");
    struct lines tokens = {0};
    if (!strcmp(kind, "ballot")) {
        tokens = read_lines(option(argc, argv, "--tokens", NULL));
        if (tokens.count < count) fail("%zu ballots need as many tokens; there are %zu", count, tokens.count);
    }
    allow_files(count);
    int *fds = calloc(count, sizeof *fds);
    struct answer *answers = calloc(count, sizeof *answers);
    int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    size_t begun = 0, done = 0, refused = 0;
    struct epoll_event events[EVENTS];
    static char buffer[READ_SIZE];
    int64_t deadline = now_ns() + (int64_t)ANSWER_SECONDS * 1000000000;
    while (done < count) {
        if (now_ns() > deadline) fail("only %zu of %zu connections were served in time", done, count);
        while (begun < count && begun - done < OUTSTANDING) {
            fds[begun] = begin_connection(&target, NULL);
            if (fds[begun] < 0) fail("connect: %s", strerror(errno));
            struct epoll_event event = {.events = EPOLLOUT, .data.u64 = begun};
            epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds[begun++], &event);
        }
        int n = epoll_wait(epoll_fd, events, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            size_t index = events[i].data.u64;
            struct epoll_event event = {.events = EPOLLIN, .data.u64 = index};
            if (events[i].events & EPOLLOUT) {
                if (!strcmp(kind, "none")) {
                    epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fds[index], NULL);
                    done++;
                    continue;
                }
                char text[8192];
                size_t length = write_request(text, sizeof text, kind, path, tokens.count ? tokens.items[index] : "", body);
                if (send(fds[index], text, length, MSG_NOSIGNAL) != (ssize_t)length) fail("send: %s", strerror(errno));
                epoll_ctl(epoll_fd, EPOLL_CTL_MOD, fds[index], &event);
                continue;
            }
            ssize_t got = recv(fds[index], buffer, sizeof buffer, 0);
            int state = got > 0 ? answer_take(&answers[index], buffer, (size_t)got) : -1;
            if (state < 0) fail("connection %zu: closed, or an answer without a Content-Length", index);
            if (state == 0) continue;
            if (answers[index].status < 200 || answers[index].status > 299) refused++;
            epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fds[index], NULL);
            done++;
        }
    }
    printf("{\"open\":%zu,\"non2xx\":%zu}\n", done, refused);
    fflush(stdout);
    while (read(STDIN_FILENO, buffer, sizeof buffer) > 0) {}
    size_t closed = 0;
    for (size_t i = 0; i < count; i++) {
        ssize_t got = recv(fds[i], buffer, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN)) closed++;
    }
    printf("{\"closedByServer\":%zu}\n", closed);
    return 0;
}
