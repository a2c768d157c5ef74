"""The documents found and the groups of those with the same text in, of each group the best document alone out."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.engines.columns.found import Scores

# For each document the number of its group among those that have several documents, from 1; 0 where it is alone.
GroupCodes = NDArray[np.uint32]
# Groups are looked up by their numbers where these are at most so many times as large as there are documents.
SPARSE = 16


def group_codes(columns: Sequence[NDArray[np.unsignedinteger]]) -> list[GroupCodes]:
    """Give the codes of the documents of each segment, by their columns of groups; none where no two share one."""
    groups = np.concatenate([np.zeros(1, dtype=np.int64), *(column.astype(np.int64) for column in columns)])
    if int(groups.max()) > SPARSE * len(groups):
        groups = np.unique(groups, return_inverse=True)[1]
    is_shared = np.bincount(groups) > 1
    is_shared[0] = False
    if not is_shared.any():
        return []
    codes = np.where(is_shared, is_shared.cumsum(), 0).astype(np.uint32)[groups[1:]]
    return np.split(codes, list(accumulate(map(len, columns)))[:-1])


def kept(codes: Sequence[GroupCodes], scores: Sequence[Scores]) -> list[NDArray[np.bool_]]:
    """Say of each document found in each segment whether it stays: it is alone, or the best of its group.

    Of equally good ones the first stays. The codes and scores are those of the documents found.
    """
    stays = [own == 0 for own in codes]
    places = [np.flatnonzero(~alone) for alone in stays]
    groups = np.concatenate([np.zeros(0, np.uint32), *(own[at] for own, at in zip(codes, places, strict=True))])
    reached = np.concatenate([np.zeros(0, np.float32), *(own[at] for own, at in zip(scores, places, strict=True))])
    is_best = _are_best(groups, reached)
    start = 0
    for alone, at in zip(stays, places, strict=True):
        alone[at] = is_best[start : start + len(at)]
        start += len(at)
    return stays


def _are_best(groups: GroupCodes, scores: Scores) -> NDArray[np.bool_]:
    """Say of each document whether it is the first of those with the best score in its group."""
    size = int(groups.max(initial=0)) + 1
    # Only what stands at the groups that were found is written and read, however many there are.
    best, first = np.empty(size, dtype=np.float32), np.zeros(size, dtype=np.int64)
    best[groups] = -np.inf
    np.maximum.at(best, groups, scores)
    candidates = np.flatnonzero(scores == best[groups])
    first[groups[candidates[::-1]]] = candidates[::-1]
    is_best = np.zeros(len(groups), dtype=np.bool_)
    is_best[first[groups]] = True
    return is_best
