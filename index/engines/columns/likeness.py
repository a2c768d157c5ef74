"""Words in, for each a mask of its letters out; and by the masks the few words that may be near a mistyped one.

Every letter sets one of 64 bits. An edit takes one letter away and brings one, and so changes at most two bits: a word
whose mask differs in more than twice as many bits as edits are allowed is too far away. Counting bits in a column of
half a million masks takes about a millisecond, and leaves a few hundred words to be compared letter by letter.
"""

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.uint64]
LEAD = 0xC0


def masks(blob: NDArray[np.uint8], starts: NDArray[np.integer]) -> Masks:
    """Give the mask of each of the strings, in UTF-8, that start there."""
    if len(starts) < 2:
        return np.zeros(0, dtype=np.uint64)
    following = np.append(blob[1:], np.uint8(0))
    # A letter of several bytes is told by its first two.
    bits = blob.astype(np.uint32) * 31 + np.where(blob >= LEAD, following, 0)
    flags = np.uint64(1) << (bits & 63).astype(np.uint64)
    flags[(blob >= 0x80) & (blob < LEAD)] = 0
    flags = np.append(flags, np.uint64(0))
    out = np.bitwise_or.reduceat(flags, starts[:-1].astype(np.int64))
    out[starts[1:] == starts[:-1]] = 0
    return out


def mask_of(word: bytes) -> np.uint64:
    """Give the mask of one word."""
    return np.uint64(masks(np.frombuffer(word, dtype=np.uint8), np.array([0, len(word)]))[0])


def candidates(held: Masks, word: bytes, edits: int) -> NDArray[np.int64]:
    """Give the numbers of the words that may be at most so many edits away, by their masks."""
    return np.flatnonzero(np.bitwise_count(held ^ mask_of(word)) <= 2 * edits)
