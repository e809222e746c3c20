// Takes a server-sent event stream apart as its bytes arrive: HTTP head, chunked framing, lines, events.
//
// Holds no text between reads except an unfinished line, which is freed once it is whole: 252,000 of these are held at once.
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What one event said. `id` orders events; see `stream_id`.
struct event {
    bool is_results;  // its `event:` is "results"
    bool has_id;
    uint64_t id;
    int64_t stamp_ns;  // the publisher's CLOCK_MONOTONIC, from "stamp": in its data; 0 when there is none
    uint32_t data_bytes;
};

struct stream {
    char *line;  // an unfinished line, or NULL
    uint32_t line_length;
    uint32_t chunk_left;
    uint32_t retry_ms;  // the newest `retry:`; 0 until there is one
    uint8_t state;      // enum stream_state
    bool chunked;
    uint16_t status;  // of the answer, once its head is whole
    struct event pending;
};

/// Called for each finished event.
typedef void (*event_handler)(void *context, const struct event *event);

void stream_reset(struct stream *stream);

/// Takes received bytes. Returns false when they are not an HTTP answer that carries an event stream.
bool stream_take(struct stream *stream, const char *bytes, size_t length, event_handler handler, void *context);

/// The order of an event id: "123" is 123; "a-b" and "a:b" are a·2²⁴ + b, for ids of two counters.
uint64_t stream_id(const char *text, size_t length);

#endif
