#define _GNU_SOURCE
#include "stream.h"

#include <stdlib.h>
#include <string.h>

enum stream_state { HEAD, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, PLAIN, ENDED };
enum { LINE_MAX_BYTES = 1 << 20 };

void stream_reset(struct stream *stream) {
    uint32_t retry = stream->retry_ms;
    free(stream->line);
    memset(stream, 0, sizeof *stream);
    stream->retry_ms = retry;
}

uint64_t stream_id(const char *text, size_t length) {
    uint64_t parts[2] = {0};
    int part = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9') parts[part] = parts[part] * 10 + (uint64_t)(text[i] - '0');
        else if (part == 0) part = 1;
        else break;
    }
    return part ? (parts[0] << 24) + parts[1] : parts[0];
}

static int64_t find_stamp(const char *data, size_t length) {
    static const char name[] = "\"stamp\":";
    const char *at = memmem(data, length, name, sizeof name - 1);
    if (!at) return 0;
    int64_t value = 0;
    for (at += sizeof name - 1; at < data + length && (*at == ' ' || (*at >= '0' && *at <= '9')); at++)
        if (*at != ' ') value = value * 10 + (*at - '0');
    return value;
}

/// The value of a field: after the colon and at most one space.
static const char *value_of(const char *line, size_t length, size_t name, size_t *value_length) {
    size_t from = name + 1 + (length > name + 1 && line[name + 1] == ' ');
    *value_length = length > from ? length - from : 0;
    return line + from;
}

static bool is_field(const char *line, size_t length, const char *name, size_t name_length) {
    return length > name_length && line[name_length] == ':' && !memcmp(line, name, name_length);
}

/// One whole line of the event stream, without its end.
static void take_line(struct stream *s, const char *line, size_t length, event_handler handler, void *context) {
    size_t n;
    const char *value;
    if (length && line[length - 1] == '\r') length--;
    if (length == 0) {
        if (s->pending.data_bytes) handler(context, &s->pending);
        s->pending = (struct event){0};
    } else if (is_field(line, length, "data", 4)) {
        value = value_of(line, length, 4, &n);
        s->pending.data_bytes += (uint32_t)length;
        if (!s->pending.stamp_ns) s->pending.stamp_ns = find_stamp(value, n);
    } else if (is_field(line, length, "id", 2)) {
        value = value_of(line, length, 2, &n);
        s->pending.id = stream_id(value, n);
        s->pending.has_id = true;
    } else if (is_field(line, length, "event", 5)) {
        value = value_of(line, length, 5, &n);
        s->pending.is_results = n == 7 && !memcmp(value, "results", 7);
    } else if (is_field(line, length, "retry", 5)) {
        value = value_of(line, length, 5, &n);
        s->retry_ms = (uint32_t)stream_id(value, n);
    }
}

/// Adds to the unfinished line. Returns false when it grows beyond any line we expect.
static bool keep(struct stream *s, const char *bytes, size_t length) {
    if (s->line_length + length > LINE_MAX_BYTES) return false;
    s->line = realloc(s->line, s->line_length + length + 1);
    memcpy(s->line + s->line_length, bytes, length);
    s->line_length += (uint32_t)length;
    s->line[s->line_length] = 0;
    return true;
}

static void drop_line(struct stream *s) {
    free(s->line);
    s->line = NULL;
    s->line_length = 0;
}

static bool take_payload(struct stream *s, const char *bytes, size_t length, event_handler handler, void *context) {
    while (length) {
        const char *end = memchr(bytes, '\n', length);
        if (!end) return keep(s, bytes, length);
        size_t n = (size_t)(end - bytes);
        if (s->line) {
            if (!keep(s, bytes, n)) return false;
            take_line(s, s->line, s->line_length, handler, context);
            drop_line(s);
        } else {
            take_line(s, bytes, n, handler, context);
        }
        bytes = end + 1;
        length -= n + 1;
    }
    return true;
}

/// Collects the head; returns how many bytes it took, or -1 when it is no good.
static ssize_t take_head(struct stream *s, const char *bytes, size_t length) {
    size_t before = s->line_length;
    if (!keep(s, bytes, length) || before > 16384) return -1;
    char *end = memmem(s->line, s->line_length, "\r\n\r\n", 4);
    if (!end) return (ssize_t)length;
    size_t taken = (size_t)(end + 4 - s->line) - before;
    end[2] = 0;
    if (strncmp(s->line, "HTTP/1.", 7)) return -1;
    s->status = (uint16_t)atoi(s->line + 9);
    s->chunked = strcasestr(s->line, "\r\ntransfer-encoding: chunked") != NULL;
    bool is_stream = strcasestr(s->line, "\r\ncontent-type: text/event-stream") != NULL;
    s->state = s->chunked ? CHUNK_SIZE : PLAIN;
    drop_line(s);
    return s->status == 200 && is_stream ? (ssize_t)taken : -1;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

bool stream_take(struct stream *s, const char *bytes, size_t length, event_handler handler, void *context) {
    const char *end = bytes + length;
    while (bytes < end) {
        size_t left = (size_t)(end - bytes), n;
        switch (s->state) {
        case HEAD: {
            ssize_t taken = take_head(s, bytes, left);
            if (taken < 0) return false;
            bytes += taken;
            break;
        }
        case CHUNK_SIZE:  // chunk extensions are not expected: a stream's chunks are its events
            if (*bytes == '\n') s->state = s->chunk_left ? CHUNK_DATA : ENDED;
            else if (hex_digit(*bytes) >= 0) s->chunk_left = s->chunk_left * 16 + (uint32_t)hex_digit(*bytes);
            else if (*bytes != '\r') return false;
            bytes++;
            break;
        case CHUNK_DATA:
            n = left < s->chunk_left ? left : s->chunk_left;
            if (!take_payload(s, bytes, n, handler, context)) return false;
            bytes += n;
            s->chunk_left -= (uint32_t)n;
            if (!s->chunk_left) s->state = CHUNK_END;
            break;
        case CHUNK_END:
            if (*bytes == '\n') s->state = CHUNK_SIZE;
            else if (*bytes != '\r') return false;
            bytes++;
            break;
        case PLAIN:
            if (!take_payload(s, bytes, left, handler, context)) return false;
            bytes = end;
            break;
        default:
            return false;  // the server ended the stream
        }
    }
    return true;
}
