#include "histogram.h"

#include <string.h>

enum { EXACT = 128, HALF = EXACT / 2, HALF_BITS = 6 };

void histogram_clear(struct histogram *histogram) { memset(histogram, 0, sizeof *histogram); }

/* Below EXACT a bucket a microsecond; above, HALF buckets for each power of two. */
static unsigned bucket_of(uint64_t value) {
    if (value < EXACT) return (unsigned)value;
    unsigned shift = 63 - (unsigned)__builtin_clzll(value) - HALF_BITS;
    return shift * HALF + (unsigned)(value >> shift);
}

void histogram_add(struct histogram *histogram, int64_t nanoseconds) {
    uint64_t value = nanoseconds > 0 ? (uint64_t)nanoseconds / 1000 : 0;
    unsigned bucket = bucket_of(value);
    histogram->counts[bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1]++;
    if (value > histogram->longest) histogram->longest = value;
}

void histogram_print(const char *name, const struct histogram *histogram, FILE *out) {
    fprintf(out, "\"%s\":{\"longest\":%llu,\"counts\":{", name, (unsigned long long)histogram->longest);
    const char *comma = "";
    for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        if (!histogram->counts[bucket]) continue;
        fprintf(out, "%s\"%u\":%llu", comma, bucket, (unsigned long long)histogram->counts[bucket]);
        comma = ",";
    }
    fprintf(out, "}}");
}
