/* Latencies in microseconds, counted in buckets that are at most 1.6 % wide (as HDR histograms do).
   tests/bench/histograms.py reads what `histogram_print` writes and knows the same buckets. */
#pragma once
#include <stdint.h>
#include <stdio.h>

enum { HISTOGRAM_BUCKETS = 2048 };

struct histogram {
    uint64_t counts[HISTOGRAM_BUCKETS];
    uint64_t longest;
};

void histogram_clear(struct histogram *histogram);
void histogram_add(struct histogram *histogram, int64_t nanoseconds);
void histogram_print(const char *name, const struct histogram *histogram, FILE *out);
