"""Grams, and filters made of them: which blocks of messages may hold a word, told by a few bytes each.

A gram is one to three characters in a row inside a word of a folded text. A filter (Bloom's) answers for a gram "not in
here" or "perhaps": it never misses one, and with ten bits a gram it is wrong about one in a hundred. Made by
indexing.py, asked by search.py. Whoever changes how texts are folded or grams are chosen raises VERSION: filters of
another version are made anew.
"""

import zlib
from collections.abc import Iterable

from services.chat.folding import fold

VERSION = 1
LONGEST = 3
BITS_A_GRAM = 10
SMALLEST_BYTES, LARGEST_BYTES = 32, 16_384
"""A filter that would need more lets more through: 16 KB hold about 13,000 grams."""

_MIX, _MASK = 0x9E3779B97F4A7C15, 2**64 - 1


def words_of(text: str) -> set[str]:
    """The folded words of a text; a word is what stands between spaces."""
    return set(fold(text).split())


def make_filter(words: Iterable[str]) -> bytes:
    """Knows every gram of these folded words."""
    grams = {word[at : at + size] for word in words for size in _sizes(word) for at in range(len(word) - size + 1)}
    length = SMALLEST_BYTES
    while length < LARGEST_BYTES and length * 8 < len(grams) * BITS_A_GRAM:
        length *= 2
    bits = bytearray(length)
    for gram in grams:
        for place in _places(gram, length * 8):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


class Probe:
    """What a block must hold to be worth reading: the longest grams of the words that are sought."""

    def __init__(self, words: Iterable[str]):
        self._grams = {
            word[at : at + min(len(word), LONGEST)]
            for word in words
            for at in range(max(1, len(word) - LONGEST + 1))
            if word
        }
        self._masks: dict[int, int] = {}

    def may_be_in(self, bits: bytes) -> bool:
        mask = self._masks.get(len(bits))
        if mask is None:
            mask = self._masks[len(bits)] = self._mask(len(bits) * 8)
        return int.from_bytes(bits, "little") & mask == mask

    def _mask(self, length: int) -> int:
        mask = 0
        for gram in self._grams:
            for place in _places(gram, length):
                mask |= 1 << place
        return mask


def _sizes(word: str) -> range:
    return range(1, min(len(word), LONGEST) + 1)


def _places(gram: str, length: int) -> tuple[int, int, int]:
    """Where a gram is marked in a filter of `length` bits, a power of two."""
    mixed = zlib.crc32(gram.encode()) * _MIX & _MASK
    first, step, last = mixed >> 40, mixed >> 16 | 1, length - 1
    return first & last, first + step & last, first + step + step & last
