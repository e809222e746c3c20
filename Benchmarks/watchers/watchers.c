// Holds many server-sent event streams open and says what their readers saw.
//
//   watchers --target 127.0.0.1:8080 --path /v1/... --connections 18000 --sources 127.0.10.2,127.0.10.3 --readers 0.02
//            [--reconnect yes]
//
// One process, one epoll set. A share of the connections (`--readers`, 0 to 1) are read as events come; the rest are drained,
// uncopied, every DRAIN_SECONDS, so that their sockets don't fill. Latency is the instant after `recv` minus the
// CLOCK_MONOTONIC instant that the event carries as "stamp".
//
// It prints `ready NS` once all are open, and `back NS` whenever all are open again after some were lost. On standard input it
// takes `m` (mark: measure from here; older events count no more) and `r` (report as one JSON object, and end).

#define _GNU_SOURCE
#include "../common/net.h"
#include "stream.h"
#include "tally.h"

enum { OUTSTANDING = 128, DRAIN_SECONDS = 30, TICK_MS = 20, EVENTS = 512, READ_SIZE = 65536, SOURCES = 16 };
enum { RETRY_MS = 3000, RETRY_JITTER_MS = 4000, STALLED_SECONDS = 20 };

enum condition { AWAY, CONNECTING, ASKED, OPEN };

struct watcher {
    struct stream stream;
    int fd;
    uint8_t condition;
    bool reads, resumed;
    uint64_t base_id, last_id;  // events after base_id are expected; last_id is the newest seen
    uint32_t seen;
    int64_t opened_ns, retry_at_ns, lost_at_ns;
};

static struct watcher *watchers;
static size_t watcher_count, open_count, outstanding;
static size_t *away, away_count;  // indices of watchers to connect, in no order
static struct sockaddr_in target, sources[SOURCES];
static size_t source_count;
static const char *path;
static bool reconnects, measuring, was_ready;
static int epoll_fd;
static struct tally tally;
static uint64_t baseline_id;
static int64_t ready_ns, begun_ns, longest_away_ns;
static size_t closed, refused, resumed, backwards, repeated, unstamped;
static uint64_t data_bytes, data_events;

static void watch_for(size_t index, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.u64 = index};
    if (epoll_ctl(epoll_fd, operation, watchers[index].fd, &event) < 0) fail("epoll_ctl: %s", strerror(errno));
}

static void lose(size_t index, int64_t now) {
    struct watcher *w = &watchers[index];
    close(w->fd);
    w->fd = -1;
    if (w->condition == OPEN) {
        open_count--;
        closed++;
        w->lost_at_ns = now;
    } else {
        outstanding--;
        refused++;
    }
    w->condition = AWAY;
    uint32_t wait = w->stream.retry_ms ? w->stream.retry_ms : RETRY_MS + (uint32_t)(rand() % RETRY_JITTER_MS);
    w->retry_at_ns = now + (int64_t)wait * 1000000;
    stream_reset(&w->stream);
    if (reconnects || !was_ready) away[away_count++] = index;
}

static void connect_some(int64_t now) {
    for (size_t i = away_count; i-- > 0 && outstanding < OUTSTANDING;) {
        size_t index = away[i];
        struct watcher *w = &watchers[index];
        if (w->retry_at_ns > now) continue;
        away[i] = away[--away_count];
        w->fd = begin_connection(&target, source_count ? &sources[index % source_count] : NULL);
        if (w->fd < 0) fail("connect: %s", strerror(errno));
        w->condition = CONNECTING;
        outstanding++;
        watch_for(index, EPOLLOUT, EPOLL_CTL_ADD);
    }
}

static void ask(size_t index, int64_t now) {
    struct watcher *w = &watchers[index];
    char resume[64] = "", text[1024];
    if (w->last_id) snprintf(resume, sizeof resume, "Last-Event-ID: %llu\r\n", (unsigned long long)w->last_id);
    int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n%s\r\n", path, resume);
    if (send(w->fd, text, (size_t)length, MSG_NOSIGNAL) != length) return lose(index, now);
    w->condition = ASKED;
    watch_for(index, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_MOD);
}

/// The answer's head has come: from here the watcher counts as open.
static void opened(size_t index, int64_t now) {
    struct watcher *w = &watchers[index];
    w->condition = OPEN;
    w->opened_ns = now;
    outstanding--;
    open_count++;
    if (w->lost_at_ns) {
        resumed++;
        w->resumed = true;
        if (now - w->lost_at_ns > longest_away_ns) longest_away_ns = now - w->lost_at_ns;
    }
    if (!w->reads) {
        uint32_t retry = w->stream.retry_ms;
        stream_reset(&w->stream);
        w->stream.retry_ms = retry;
        watch_for(index, reconnects ? EPOLLRDHUP : 0, reconnects ? EPOLL_CTL_MOD : EPOLL_CTL_DEL);
    }
    if (open_count == watcher_count) {
        printf("%s %lld\n", was_ready ? "back" : "ready", (long long)now);
        fflush(stdout);
        if (!was_ready) ready_ns = now;
        was_ready = true;
    }
}

static void saw(void *context, const struct event *event) {
    struct watcher *w = context;
    if (!event->is_results || !event->has_id) return;
    if (w->last_id && event->id < w->last_id) backwards++;
    // A resumed watcher is told the newest state again; otherwise every event must be news.
    if (event->id == w->last_id && !w->resumed) repeated++;
    if (w->resumed) w->base_id = event->id, w->seen = 0;
    w->resumed = false;
    bool news = event->id > w->last_id;
    if (news) w->last_id = event->id;
    if (!news || !measuring || event->id <= baseline_id || event->id <= w->base_id) return;
    int64_t now = now_ns();
    struct seen_event *record = tally_event(&tally, event->id);
    w->seen++;
    record->count++;
    if (!record->first_ns) record->first_ns = now;
    record->last_ns = now;
    data_bytes += event->data_bytes;
    data_events++;
    if (!event->stamp_ns) unstamped++;
    if (event->stamp_ns < w->opened_ns) return;  // published before this watcher came: its age is not latency
    int64_t us = (now - event->stamp_ns) / 1000;
    record->latency[bucket_of(us)]++;
    if (us > record->max_us) record->max_us = us;
}

static void receive(size_t index, int64_t now) {
    static char buffer[READ_SIZE];
    struct watcher *w = &watchers[index];
    ssize_t n = recv(w->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || !stream_take(&w->stream, buffer, (size_t)n, saw, w)) return lose(index, now);
    if (w->condition == ASKED && w->stream.status) opened(index, now);
}

/// Empties the sockets of those who don't read, a few at each tick: MSG_TRUNC discards without copying.
static void drain_some(int64_t now) {
    static size_t next;
    static char unused[1];
    size_t share = watcher_count * TICK_MS / (DRAIN_SECONDS * 1000) + 1;
    for (size_t i = 0; i < share; i++, next = (next + 1) % watcher_count) {
        struct watcher *w = &watchers[next];
        if (w->reads || w->condition != OPEN) continue;
        ssize_t n;
        while ((n = recv(w->fd, unused, 1 << 20, MSG_TRUNC | MSG_DONTWAIT)) > 0) {}
        if (n == 0 || errno != EAGAIN) lose(next, now);
    }
}

static void mark(void) {
    for (size_t i = 0; i < watcher_count; i++) {
        if (watchers[i].last_id > baseline_id) baseline_id = watchers[i].last_id;
        watchers[i].seen = 0;
    }
    for (size_t i = 0; i < watcher_count; i++) watchers[i].base_id = baseline_id;
    closed = refused = resumed = backwards = repeated = unstamped = 0;
    measuring = true;
    puts("marked");
    fflush(stdout);
}

static void report(void) {
    uint64_t seen = 0, lost = 0, readers = 0;
    for (size_t i = 0; i < watcher_count; i++) {
        struct watcher *w = &watchers[i];
        if (!w->reads) continue;
        readers++;
        size_t expected = tally_after(&tally, w->base_id);
        seen += w->seen;
        // A reader that is away at the end is counted as closed; what it missed is not lost on a live connection.
        if (w->condition == OPEN && expected > w->seen) lost += expected - w->seen;
    }
    printf("{\"connections\":%zu,\"readers\":%llu,\"open\":%zu,\"rampMs\":%lld,\"closed\":%zu,\"refused\":%zu,\"resumed\":%zu,"
           "\"longestAwayMs\":%lld,\"seen\":%llu,\"lost\":%llu,\"repeated\":%zu,\"backwards\":%zu,\"unstamped\":%zu,\"dataBytes\":%llu,"
           "\"events\":[", watcher_count, (unsigned long long)readers, open_count, (long long)(ready_ns - begun_ns) / 1000000, closed,
           refused, resumed, (long long)longest_away_ns / 1000000, (unsigned long long)seen, (unsigned long long)lost, repeated,
           backwards, unstamped, (unsigned long long)(data_events ? data_bytes / data_events : 0));
    tally_print(&tally);
    puts("]}");
    fflush(stdout);
}

/// Returns false when it is time to end.
static bool obey(void) {
    char commands[16];
    ssize_t n = read(STDIN_FILENO, commands, sizeof commands);
    if (n <= 0) return false;
    for (ssize_t i = 0; i < n; i++) {
        if (commands[i] == 'm') mark();
        if (commands[i] == 'r') {
            report();
            return false;
        }
    }
    return true;
}

static void set_up(int argc, char **argv) {
    target = parse_address(option(argc, argv, "--target", NULL));
    path = option(argc, argv, "--path", NULL);
    watcher_count = (size_t)atoi(option(argc, argv, "--connections", NULL));
    double readers = atof(option(argc, argv, "--readers", "1"));
    reconnects = !strcmp(option(argc, argv, "--reconnect", "no"), "yes");
    char *list = strdup(option(argc, argv, "--sources", ""));
    for (char *s = strtok(list, ","); s && source_count < SOURCES; s = strtok(NULL, ",")) sources[source_count++] = parse_address(s);
    if (!watcher_count || readers < 0 || readers > 1) fail("nothing to do");
    allow_files(watcher_count);
    watchers = calloc(watcher_count, sizeof *watchers);
    away = calloc(watcher_count, sizeof *away);
    for (size_t i = 0; i < watcher_count; i++) {
        watchers[i].fd = -1;
        watchers[i].reads = (size_t)((double)(i + 1) * readers) > (size_t)((double)i * readers);
        away[away_count++] = i;
    }
    srand((unsigned)getpid());
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event commands = {.events = EPOLLIN, .data.u64 = UINT64_MAX};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
}

int main(int argc, char **argv) {
    set_up(argc, argv);
    begun_ns = now_ns();
    int64_t ticked = begun_ns, progressed = begun_ns;
    size_t progress = 0;
    struct epoll_event events[EVENTS];
    for (;;) {
        if (outstanding < OUTSTANDING && away_count) connect_some(now_ns());
        int n = epoll_wait(epoll_fd, events, EVENTS, TICK_MS);
        int64_t now = now_ns();
        for (int i = 0; i < n; i++) {
            size_t index = events[i].data.u64;
            if (index == UINT64_MAX) {
                if (!obey()) return 0;
            } else if (watchers[index].condition == CONNECTING) {
                if (events[i].events & (EPOLLERR | EPOLLHUP)) lose(index, now);
                else ask(index, now);
            } else if (watchers[index].condition == OPEN && !watchers[index].reads) {
                lose(index, now);
            } else if (watchers[index].condition != AWAY) {
                receive(index, now);
            }
        }
        if (now - ticked >= (int64_t)TICK_MS * 1000000) {
            ticked = now;
            drain_some(now);
        }
        if (!was_ready && open_count > progress) progress = open_count, progressed = now;
        if (!was_ready && now - progressed > (int64_t)STALLED_SECONDS * 1000000000)
            fail("only %zu of %zu connections opened; %zu refused", open_count, watcher_count, refused);
    }
}
