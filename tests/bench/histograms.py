"""Histograms of latencies as the load generator counts them: buckets at most 1.6 % wide, in microseconds.

load/histogram.c puts values into the same buckets. Histograms of several generators or runs can be added.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

EXACT = 128
HALF = EXACT // 2


class Histogram:
    """`counts` by bucket; `longest` is exact."""

    def __init__(self, counts: Mapping[int, int] | None = None, longest: int = 0):
        self.counts, self.longest = Counter(counts or {}), longest

    @classmethod
    def of_report(cls, report: Mapping[str, Any]) -> "Histogram":
        """From what the generator wrote."""
        return cls({int(bucket): count for bucket, count in report["counts"].items()}, report["longest"])

    @classmethod
    def of_seconds(cls, values) -> "Histogram":
        """From latencies measured in Python."""
        microseconds = [max(0, round(value * 1e6)) for value in values]
        return cls(Counter(map(bucket_of, microseconds)), max(microseconds, default=0))

    def __add__(self, other: "Histogram") -> "Histogram":
        return Histogram(self.counts + other.counts, max(self.longest, other.longest))

    def __len__(self) -> int:
        return self.counts.total()

    def milliseconds(self, share: float) -> float | None:
        """The latency that this share (0 to 1) of all values does not exceed; None without values."""
        wanted = max(1, -(-int(len(self) * share * 1e9) // 10**9))
        seen = 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= wanted:
                return min(upper_bound(bucket), self.longest) / 1000
        return None

    def summary(self) -> dict[str, float | int | None]:
        """p50, p99 and the longest, in milliseconds."""
        return {
            "count": len(self),
            "p50_ms": self.milliseconds(0.5),
            "p99_ms": self.milliseconds(0.99),
            "longest_ms": self.longest / 1000 if len(self) else None,
        }


def bucket_of(value: int) -> int:
    if value < EXACT:
        return value
    shift = value.bit_length() - EXACT.bit_length() + 1
    return shift * HALF + (value >> shift)


def upper_bound(bucket: int) -> int:
    """The largest value in a bucket."""
    if bucket < EXACT:
        return bucket
    shift = bucket // HALF - 1
    return ((bucket - shift * HALF + 1) << shift) - 1
