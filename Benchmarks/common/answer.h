// Reads HTTP/1.1 answers off one connection, a piece at a time, keeping nothing but what it still has to skip.
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ANSWER_HEAD_MAX = 4096 };

struct answer {
    char head[ANSWER_HEAD_MAX];
    size_t head_length;
    size_t body_left;
    bool in_body;
    int status;
};

/// Finds a header field in a complete head; returns its value or NULL.
static inline const char *answer_field(const struct answer *answer, const char *name) {
    size_t length = strlen(name);
    for (const char *line = strstr(answer->head, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, length) && line[2 + length] == ':') return line + 3 + length;
    return NULL;
}

/// Takes `length` received bytes. Returns 1 when an answer is complete (its status in `status`), 0 when more must come,
/// and -1 when the bytes are no answer with a Content-Length. One answer at a time: the client does not pipeline.
static inline int answer_take(struct answer *answer, const char *bytes, size_t length) {
    if (!answer->in_body) {
        size_t before = answer->head_length;
        size_t room = ANSWER_HEAD_MAX - 1 - before;
        size_t taken = length < room ? length : room;
        memcpy(answer->head + before, bytes, taken);
        answer->head[before + taken] = 0;
        char *end = strstr(answer->head, "\r\n\r\n");
        if (!end) {
            answer->head_length = before + taken;
            return taken < length || before + taken == ANSWER_HEAD_MAX - 1 ? -1 : 0;
        }
        end[2] = 0;
        if (strncmp(answer->head, "HTTP/1.1 ", 9)) return -1;
        answer->status = atoi(answer->head + 9);
        const char *field = answer_field(answer, "content-length");
        if (!field && answer->status != 204) return -1;
        answer->body_left = field ? strtoul(field, NULL, 10) : 0;
        answer->in_body = true;
        size_t head_bytes = (size_t)(end + 4 - answer->head) - before;
        bytes += head_bytes;
        length -= head_bytes;
    }
    if (length > answer->body_left) return -1;
    answer->body_left -= length;
    if (answer->body_left) return 0;
    answer->in_body = false;
    answer->head_length = 0;
    return 1;
}

#endif
