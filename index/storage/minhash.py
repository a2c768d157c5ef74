"""Words in, a MinHash signature out: of two signatures, so large a share is equal as their texts have in common.

Texts are compared as sets of shingles, runs of some words (Broder 1997); of each value only eight bits are kept (Li and
König 2010).
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 128
# Shingles that are permuted at once, so that a book takes no more memory than a page.
AT_ONCE = 2_048
# Two values of eight bits are equal by chance in one case of so many.
VALUES = 256
MOST_WORDS_IN_A_SHINGLE = 5

Hashes = NDArray[np.uint32]


def _mixed(numbers: NDArray[np.uint64]) -> Hashes:
    """Return numbers in which what tells the given ones apart is spread over all bits, as SplitMix64 does."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (numbers >> np.uint64(32)).astype(np.uint32)


def _constants(count: int, seed: int) -> Hashes:
    """Return so many odd numbers without a pattern, by SplitMix64."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return _mixed(steps + np.uint64(seed)) | np.uint32(1)


PLACES = _constants(MOST_WORDS_IN_A_SHINGLE, 1).astype(np.uint64)
FACTORS, ADDENDS = _constants(PERMUTATIONS, 2)[:, None], _constants(PERMUTATIONS, 3)[:, None]


def hashed(words: Sequence[str]) -> tuple[Hashes, Hashes]:
    """Return a hash of each word, the same in every process; and those of the different words, each once."""
    different = list(set(words))
    codes = [crc32(word.encode("utf-8", "surrogatepass")) for word in different]
    known = dict(zip(different, codes, strict=True))
    return _spread(list(map(known.__getitem__, words))), _spread(codes)


def shingles(words: Hashes, size: int) -> Hashes:
    """Return a hash of each run of so many words, at most five; none of fewer words."""
    count = max(0, len(words) - size + 1)
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        runs += words[place : place + count] * PLACES[place]
    return _mixed(runs)


def signature(found: Hashes) -> bytes:
    """Return the signature of some shingles, a byte for each permutation; nothing of none."""
    if not len(found):
        return b""
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for first in range(0, len(found), AT_ONCE):
        permuted = found[first : first + AT_ONCE] * FACTORS
        permuted += ADDENDS
        np.minimum(least, permuted.min(axis=1), out=least)
    return least.astype(np.uint8).tobytes()


def resemblance(one: bytes, other: bytes) -> float:
    """Return the share of all shingles that two texts have both, as their signatures tell it, from 0 to 1."""
    if len(one) != len(other) or not one:
        return 0.0
    equal = float((np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8)).mean())
    return max(0.0, (equal - 1 / VALUES) / (1 - 1 / VALUES))


def _spread(codes: list[int]) -> Hashes:
    return _mixed(np.array(codes, dtype=np.uint64))
