// An open-loop HTTP load generator: requests arrive on a clock, whether or not earlier ones were answered.
//
// Request n is due at start + n / rate. Its latency runs from that instant, not from when a connection was free to send
// it, so that a server that stalls for a second is charged for every request that was due in that second.
//
//   openloop --target 127.0.0.1:8080 --path /v1/... --rate 20000 --seconds 10 --connections 256 --tokens FILE --bodies FILE
//
// Each request carries its own token in a header field, behind what `--field` says (default: "Authorization: Bearer "); the run
// fails before it starts when there are too few. Body n goes with token n, and the bodies begin again when they are used up.
// Prints one JSON object. Requests still unanswered GRACE seconds after the last was due count with the time they waited.

#define _GNU_SOURCE
#include "../common/net.h"
#include "../common/answer.h"

enum { GRACE_SECONDS = 10, READ_SIZE = 65536, EVENTS = 256 };

struct connection {
    int fd;
    bool busy;
    size_t request, sent, length;
    char *text;
    struct answer answer;
};

static struct connection *connections;
static size_t *idle, idle_count;
static uint32_t *latency_us;  // by request; UINT32_MAX while unanswered
static struct lines tokens, bodies;
static const char *path, *field;
static int epoll_fd;
static int64_t start, step_rate;
static size_t sent_count, answered, refused, broken;
static struct sockaddr_in target;
static int64_t worst_lateness;

static int64_t due(size_t request) { return start + (int64_t)((__int128)request * 1000000000 / step_rate); }

static void open_connection(size_t index) {
    struct connection *c = &connections[index];
    c->fd = begin_connection(&target, NULL);
    if (c->fd < 0) fail("connect: %s", strerror(errno));
    c->busy = false;
    c->answer.head_length = c->answer.in_body = 0;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u64 = index};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

static void reopen(size_t index) {
    close(connections[index].fd);
    if (connections[index].busy) broken++, idle[idle_count++] = index;
    open_connection(index);
}

static void push(size_t index) {
    struct connection *c = &connections[index];
    while (c->sent < c->length) {
        ssize_t n = send(c->fd, c->text + c->sent, c->length - c->sent, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == ENOTCONN)) {
            struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP, .data.u64 = index};
            epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &event);
            return;
        }
        if (n < 0) return reopen(index);
        c->sent += (size_t)n;
    }
}

static void send_request(size_t request) {
    size_t index = idle[--idle_count];
    struct connection *c = &connections[index];
    const char *body = bodies.items[request % bodies.count];
    c->length = (size_t)snprintf(c->text, 8192,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n%s%s\r\n"
        "Content-Length: %zu\r\n\r\n%s",
        path, field, tokens.items[request], strlen(body), body);
    if (c->length >= 8192) fail("request %zu is too long", request);
    c->busy = true;
    c->request = request;
    c->sent = 0;
    push(index);
}

static void receive(size_t index) {
    static char buffer[READ_SIZE];
    struct connection *c = &connections[index];
    ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || !c->busy) return reopen(index);
    int state = answer_take(&c->answer, buffer, (size_t)n);
    if (state < 0) return reopen(index);
    if (state == 0) return;
    int64_t waited = (now_ns() - due(c->request)) / 1000;
    latency_us[c->request] = waited < UINT32_MAX ? (uint32_t)waited : UINT32_MAX - 1;
    answered++;
    if (c->answer.status < 200 || c->answer.status > 299) refused++;
    c->busy = false;
    idle[idle_count++] = index;
}

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void report(size_t count, double seconds, size_t connection_count) {
    size_t unanswered = 0;
    int64_t end = now_ns();
    for (size_t i = 0; i < count; i++)
        if (latency_us[i] == UINT32_MAX) unanswered++, latency_us[i] = (uint32_t)((end - due(i)) / 1000);
    qsort(latency_us, count, sizeof *latency_us, ascending);
    printf("{\"requests\":%zu,\"rate\":%lld,\"seconds\":%.3f,\"connections\":%zu,\"answered\":%zu,\"non2xx\":%zu,\"unanswered\":%zu,"
           "\"brokenConnections\":%zu,\"generatorLatenessUs\":%lld,\"latencyUs\":{", count, (long long)step_rate, seconds,
           connection_count, answered, refused, unanswered, broken, (long long)(worst_lateness / 1000));
    static const struct { const char *name; double share; } ranks[] = {{"p50", .5}, {"p90", .9}, {"p99", .99}, {"p99.9", .999}};
    for (size_t i = 0; i < 4; i++) printf("\"%s\":%u,", ranks[i].name, latency_us[(size_t)((double)count * ranks[i].share)]);
    printf("\"max\":%u}}\n", latency_us[count - 1]);
}

int main(int argc, char **argv) {
    target = parse_address(option(argc, argv, "--target", NULL));
    path = option(argc, argv, "--path", NULL);
    field = option(argc, argv, "--field", "Authorization: Bearer ");
    step_rate = atoll(option(argc, argv, "--rate", NULL));
    double seconds = atof(option(argc, argv, "--seconds", "10"));
    size_t connection_count = (size_t)atoi(option(argc, argv, "--connections", "256"));
    tokens = read_lines(option(argc, argv, "--tokens", NULL));
    bodies = read_lines(option(argc, argv, "--bodies", NULL));
    size_t count = (size_t)((double)step_rate * seconds);
    if (step_rate < 1 || !count || !connection_count || !bodies.count) fail("nothing to do");
    if (tokens.count < count) fail("%zu requests need as many tokens; there are %zu", count, tokens.count);
    allow_files(connection_count);

    connections = calloc(connection_count, sizeof *connections);
    idle = calloc(connection_count, sizeof *idle);
    latency_us = malloc(count * sizeof *latency_us);
    memset(latency_us, 0xff, count * sizeof *latency_us);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < connection_count; i++) {
        connections[i].text = malloc(8192);
        open_connection(i);
        idle[idle_count++] = i;
    }
    struct timespec settle = {.tv_nsec = 300000000};
    nanosleep(&settle, NULL);

    start = now_ns();
    int64_t deadline = start + (int64_t)((seconds + GRACE_SECONDS) * 1e9);
    struct epoll_event events[EVENTS];
    while (answered + broken < count) {
        int64_t now = now_ns();
        if (now > deadline) break;
        while (sent_count < count && idle_count && due(sent_count) <= now) {
            if (idle_count == connection_count && now - due(sent_count) > worst_lateness) worst_lateness = now - due(sent_count);
            send_request(sent_count++);
        }
        int64_t wait = sent_count < count && idle_count ? due(sent_count) - now_ns() : 100000000;
        if (wait < 0) wait = 0;
        struct timespec timeout = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
        int n = epoll_pwait2(epoll_fd, events, EVENTS, &timeout, NULL);
        for (int i = 0; i < n; i++) {
            size_t index = events[i].data.u64;
            if (events[i].events & EPOLLOUT) {
                struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u64 = index};
                epoll_ctl(epoll_fd, EPOLL_CTL_MOD, connections[index].fd, &event);
                push(index);
            }
            if (events[i].events & ~EPOLLOUT) receive(index);
        }
    }
    report(count, (double)(now_ns() - start) / 1e9, connection_count);
    return 0;
}
