// What the readers of one process saw of each event: how many, when, and how late.
#ifndef BENCH_TALLY_H
#define BENCH_TALLY_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SUB_BUCKETS = 64, BUCKETS = SUB_BUCKETS * 28 };

struct seen_event {
    uint64_t id;
    int64_t first_ns, last_ns, max_us;
    uint64_t count;      // readers that saw it
    uint32_t *latency;   // BUCKETS counters; below 128 us exact, above to 1 part in 64
};

struct tally {
    struct seen_event *events;  // by rising id
    size_t count, capacity;
};

static inline size_t bucket_of(int64_t us) {
    if (us < 2 * SUB_BUCKETS) return us < 0 ? 0 : (size_t)us;
    int shift = 63 - __builtin_clzll((unsigned long long)us) - 6;
    size_t index = (size_t)(shift + 1) * SUB_BUCKETS + (size_t)((us >> shift) - SUB_BUCKETS);
    return index < BUCKETS ? index : BUCKETS - 1;
}

/// The largest value that falls into a bucket.
static inline int64_t bucket_top(size_t bucket) {
    if (bucket < 2 * SUB_BUCKETS) return (int64_t)bucket;
    int shift = (int)(bucket / SUB_BUCKETS) - 1;
    return (((int64_t)(bucket % SUB_BUCKETS) + SUB_BUCKETS + 1) << shift) - 1;
}

/// The record of event `id`, made on first sight. Events come nearly in order, so the search starts at the end.
static inline struct seen_event *tally_event(struct tally *tally, uint64_t id) {
    size_t at = tally->count;
    while (at && tally->events[at - 1].id > id) at--;
    if (at && tally->events[at - 1].id == id) return &tally->events[at - 1];
    if (tally->count == tally->capacity) {
        tally->capacity = tally->capacity ? tally->capacity * 2 : 64;
        tally->events = realloc(tally->events, tally->capacity * sizeof *tally->events);
    }
    for (size_t i = tally->count++; i > at; i--) tally->events[i] = tally->events[i - 1];
    tally->events[at] = (struct seen_event){.id = id, .latency = calloc(BUCKETS, sizeof(uint32_t))};
    return &tally->events[at];
}

static inline size_t tally_after(const struct tally *tally, uint64_t id) {
    size_t at = tally->count;
    while (at && tally->events[at - 1].id > id) at--;
    return tally->count - at;
}

static inline void tally_print(const struct tally *tally) {
    for (size_t i = 0; i < tally->count; i++) {
        const struct seen_event *e = &tally->events[i];
        printf("%s{\"id\":%llu,\"count\":%llu,\"firstNs\":%lld,\"lastNs\":%lld,\"maxUs\":%lld,\"latencyUs\":[", i ? "," : "",
               (unsigned long long)e->id, (unsigned long long)e->count, (long long)e->first_ns, (long long)e->last_ns,
               (long long)e->max_us);
        const char *separator = "";
        for (size_t b = 0; b < BUCKETS; b++)
            if (e->latency[b]) printf("%s[%lld,%u]", separator, (long long)bucket_top(b), e->latency[b]), separator = ",";
        printf("]}");
    }
}

#endif
