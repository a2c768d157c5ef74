"""Of the documents with the same text the best stays, in whichever segments they are."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.engines.columns.duplicates import group_codes, kept

# A segment: of each document its group, its score, and whether it was found. Numbers of groups may be large.
documents = st.tuples(st.sampled_from([0, 1, 2, 3, 2**40]), st.sampled_from([0.0, 0.5, 1.0]), st.booleans())
segments = st.lists(st.lists(documents, max_size=6), max_size=4)


@given(segments)
@example([[(1, 1.0, True)], [], [(1, 0.5, True), (2**40, 0.0, True)], [(2**40, 0.0, True)]])
def test_of_each_group_the_first_of_the_best_stays(told: list[list[tuple[int, float, bool]]]) -> None:
    codes = group_codes([np.array([group for group, _, _ in own], dtype=np.uint64) for own in told])
    found = [(part, at) for part, own in enumerate(told) for at, (_, _, is_found) in enumerate(own) if is_found]
    best: dict[int, tuple[int, int]] = {}
    for part, at in found:
        group, score, _ = told[part][at]
        if group not in best or score > told[best[group][0]][best[group][1]][1]:
            best[group] = (part, at)
    expected = {(part, at) for part, at in found if told[part][at][0] in (0,) or best[told[part][at][0]] == (part, at)}
    if not codes:
        assert len(expected) == len(found)
        return
    at = [np.flatnonzero([is_found for _, _, is_found in own]) for own in told]
    scores = [np.array([told[part][i][1] for i in own], dtype=np.float32) for part, own in enumerate(at)]
    stays = kept([own[places] for own, places in zip(codes, at, strict=True)], scores)
    left = {
        (part, int(i)) for part, (own, flags) in enumerate(zip(at, stays, strict=True)) for i in own[flags].tolist()
    }
    assert left == expected


@given(segments)
def test_only_documents_that_share_a_group_have_a_code(told: list[list[tuple[int, float, bool]]]) -> None:
    groups = [[group for group, _, _ in own] for own in told]
    everywhere = [group for own in groups for group in own]
    codes = group_codes([np.array(own, dtype=np.uint64) for own in groups])
    is_shared = [[group > 0 and everywhere.count(group) > 1 for group in own] for own in groups]
    assert [(own > 0).tolist() for own in codes] == (is_shared if any(map(any, is_shared)) else [])


def test_no_segments_have_no_groups() -> None:
    assert group_codes([]) == []
