// Checks the stream parser on every way to cut one stream in two, and byte by byte. `Benchmarks/run` runs it before it measures.

#define _GNU_SOURCE
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char chunked[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    "d\r\nretry: 4321\n\n\r\n"
    "3a\r\nid: 17\nevent: results\ndata: {\"a\":1,\"stamp\":123456789012}\n\n\r\n"
    "3\r\n:\n\n\r\n"
    "10\r\nid: 18\nevent: re\r\n"
    "27\r\nsults\r\ndata: {}\r\ndata: {\"stamp\": 5}\r\n\r\n\r\n"
    "14\r\nevent: other\ndata: x\r\n"
    "2\r\n\n\n\r\n";

static struct event seen[16];
static int count;

static void note(void *context, const struct event *event) {
    (void)context;
    if (count < 16) seen[count++] = *event;
}

static void check(struct stream *stream, const char *how, size_t at) {
    bool good = count == 3 && stream->status == 200 && stream->retry_ms == 4321
        && seen[0].is_results && seen[0].id == 17 && seen[0].stamp_ns == 123456789012
        && seen[1].is_results && seen[1].id == 18 && seen[1].stamp_ns == 5
        && !seen[2].is_results && !seen[2].has_id;
    if (!good) {
        fprintf(stderr, "the stream parser fails when cut %s %zu: %d events\n", how, at, count);
        exit(1);
    }
}

static void feed(struct stream *stream, const char *bytes, size_t length) {
    if (!stream_take(stream, bytes, length, note, NULL)) {
        fprintf(stderr, "the stream parser refuses a good stream\n");
        exit(1);
    }
}

int main(void) {
    size_t length = sizeof chunked - 1;
    for (size_t cut = 0; cut <= length; cut++) {
        struct stream stream = {0};
        count = 0;
        feed(&stream, chunked, cut);
        feed(&stream, chunked + cut, length - cut);
        check(&stream, "at", cut);
        stream_reset(&stream);
    }
    struct stream stream = {0};
    count = 0;
    for (size_t i = 0; i < length; i++) feed(&stream, chunked + i, 1);
    check(&stream, "after every byte, all", length);

    static const char refused[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    struct stream other = {0};
    if (stream_take(&other, refused, sizeof refused - 1, note, NULL) || other.status != 503) return 1;
    if (stream_id("9-2", 3) <= stream_id("8-900", 5) || stream_id("9:3", 3) <= stream_id("9:2", 3) || stream_id("41", 2) != 41) return 1;
    return 0;
}
