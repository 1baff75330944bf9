"""A histogram of times: buckets of equal relative width, as in histogram.c, so that reports can be added up."""


class Histogram:
    def __init__(self):
        self.counts, self.longest = {}, 0

    def add(self, seconds):
        value = max(0, int(seconds * 1e6))
        shift = value.bit_length() - 7
        bucket = value if value < 128 else shift * 64 + (value >> shift)
        self.counts[bucket] = self.counts.get(bucket, 0) + 1
        self.longest = max(self.longest, value)

    def report(self):
        return {"longest": self.longest, "counts": {str(bucket): count for bucket, count in self.counts.items()}}
