"""The documents found and the groups of those with the same text in, of each group the best document alone out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columns.found import Scores

# For each document the number of its group among those that have several documents, from 1; 0 where it is alone.
GroupCodes = NDArray[np.uint32]


def group_codes(columns: Sequence[NDArray[np.unsignedinteger]]) -> list[GroupCodes]:
    """Give the codes of the documents of each segment, by their columns of groups; none where no two share one."""
    everywhere = np.sort(np.concatenate([np.zeros(0, np.uint64), *columns]).astype(np.uint64))
    shared = np.unique(everywhere[1:][everywhere[1:] == everywhere[:-1]])
    shared = shared[shared > 0]
    return [_codes(column.astype(np.uint64), shared) for column in columns] if len(shared) else []


def _codes(groups: NDArray[np.uint64], shared: NDArray[np.uint64]) -> GroupCodes:
    at = shared.searchsorted(groups)
    at[at == len(shared)] = 0
    return np.where(shared[at] == groups, at + 1, 0).astype(np.uint32)


def kept(codes: Sequence[GroupCodes], scores: Sequence[Scores]) -> list[NDArray[np.bool_]]:
    """Say of each document found in each segment whether it stays: it is alone, or the best of its group.

    Of equally good ones the first stays. The codes and scores are those of the documents found.
    """
    stays = [own == 0 for own in codes]
    places = [np.flatnonzero(~alone) for alone in stays]
    groups = np.concatenate([np.zeros(0, np.uint32), *(own[at] for own, at in zip(codes, places, strict=True))])
    best = np.concatenate([np.zeros(0, np.float32), *(own[at] for own, at in zip(scores, places, strict=True))])
    order = np.lexsort((-best, groups))
    is_best = np.zeros(len(groups), dtype=np.bool_)
    is_best[order[np.flatnonzero(np.diff(groups[order], prepend=0))]] = True
    start = 0
    for alone, at in zip(stays, places, strict=True):
        alone[at] = is_best[start : start + len(at)]
        start += len(at)
    return stays
