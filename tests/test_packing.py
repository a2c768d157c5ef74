"""Any lists of numbers come back from their packed bytes, all at once, one by one, and some of their values."""

from itertools import chain, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index.engines.columns.packing import ESCAPES, WIDTHS, PackedList, joined, packed, ranges, starts_of, unpacked

# What lies on either side of each width, and the largest numbers that fit it.
edges = st.sampled_from((0, 1, 2, 3, 4, 14, 15, 16, 0xFE, 0xFF, 0x100, 0xFFFE, 0xFFFF, 0x10000, 2**31, 2**32 - 1))
small, any_number = st.integers(0, 3), st.integers(0, 2**32 - 1)
# Mostly small, with a few that do not fit: long enough for the large ones to be worth their own places.
mixed = st.lists(st.one_of(small, small, small, edges), max_size=60)
lists = st.lists(
    st.one_of(
        mixed,
        st.lists(any_number, max_size=8),
        st.integers(0, 40).map(lambda n: [0] * n),
        st.builds(lambda n, at, value: [1] * n + [value] + [2] * at, st.integers(0, 90), st.integers(0, 90), edges),
    ),
    max_size=8,
)
thorough = settings(max_examples=examples(150), deadline=None)


def columns(found: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Give lists as one column of values, and their counts."""
    return np.array(list(chain.from_iterable(found)), dtype=np.uint32), np.array(list(map(len, found)), dtype=np.int64)


@thorough
@given(lists)
def test_any_lists_come_back_all_at_once(found: list[list[int]]) -> None:
    values, counts = columns(found)
    blob, places = packed(values, counts)
    back, ends = unpacked(blob, places[:-1], counts)
    assert back.tolist() == values.tolist()
    assert (ends.tolist(), len(blob)) == (places[1:].tolist(), places[-1])


@thorough
@given(lists)
def test_any_list_comes_back_alone(found: list[list[int]]) -> None:
    blob, places = packed(*columns(found))
    alone = [PackedList.at(blob, place, len(own)) for place, own in zip(places[:-1].tolist(), found, strict=True)]
    assert [one.all().tolist() for one in alone] == found
    assert [one.end for one in alone] == places[1:].tolist()


@thorough
@given(lists, st.data())
def test_some_values_of_a_list_come_back_in_the_order_asked_for(found: list[list[int]], data: st.DataObject) -> None:
    blob, places = packed(*columns(found))
    for place, own in zip(places[:-1].tolist(), found, strict=True):
        at = data.draw(st.lists(st.sampled_from(range(len(own))), max_size=12)) if own else []
        some = PackedList.at(blob, place, len(own)).some(np.array(at, dtype=np.int64))
        assert some.tolist() == [own[i] for i in at]


@thorough
@given(lists, st.data())
def test_some_of_the_lists_come_back_in_any_order(found: list[list[int]], data: st.DataObject) -> None:
    blob, places = packed(*columns(found))
    which = np.array(data.draw(st.permutations(range(len(found))))[: len(found) // 2 + 1], dtype=np.int64)
    counts = columns(found)[1][which]
    back, ends = unpacked(blob, places[which], counts)
    assert back.tolist() == list(chain.from_iterable(found[i] for i in which))
    assert ends.tolist() == places[which + 1].tolist()


@thorough
@given(lists)
def test_each_list_takes_the_fewest_bytes_of_all_widths(found: list[list[int]]) -> None:
    sizes = np.diff(packed(*columns(found))[1]).tolist()
    assert sizes == [min(as_wide(own, bits) for bits in WIDTHS) for own in found]
    assert all(size <= 1 + 4 * len(own) for size, own in zip(sizes, found, strict=True))


def as_wide(own: list[int], bits: int) -> int:
    """Give the bytes that a list takes with values of so many bits."""
    large = sum(value >= ESCAPES[bits] for value in own) if bits in ESCAPES else 0
    impossible = 10**9 if bits == 0 and any(own) else 0
    return 1 + (bits * len(own) + 7) // 8 + (4 + 8 * large if large else 0) + impossible


@thorough
@given(st.integers(0, 6), st.data())
def test_joined_lists_come_apart_again(count: int, data: st.DataObject) -> None:
    parts = [data.draw(st.lists(mixed, min_size=count, max_size=count)) for _ in range(3)]
    blob, places = joined([packed(*columns(part)) for part in parts])
    for i in range(count):
        place = int(places[i])
        for part in parts:
            own = PackedList.at(blob, place, len(part[i]))
            assert own.all().tolist() == part[i]
            place = own.end
        assert place == places[i + 1]


@thorough
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 9)), max_size=20))
def test_ranges_go_on_from_each_start(pairs: list[tuple[int, int]]) -> None:
    starts, counts = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
    assert ranges(starts, counts).tolist() == [start + i for start, count in pairs for i in range(count)]
    assert starts_of(counts).tolist() == [int(counts[:i].sum()) for i in range(len(pairs) + 1)]


def test_the_bytes_are_those_that_are_described() -> None:
    few_large = [7, 0x12345, 9, *[1] * 20]
    blob, places = packed(
        *columns([[0, 0, 0], [1, 2, 0, 2, 1], [1, 14, 7], [1, 2, 254], [0x1234, 0xABCD], [0x12345], few_large])
    )
    assert [blob[a:b].tobytes().hex(" ") for a, b in pairwise(places)] == [
        "00",
        "01 89 01",
        "02 e1 07",
        "03 01 02 fe",
        "04 34 12 cd ab",
        "05 45 23 01 00",
        "0a 01 00 00 00 f7 19" + " 11" * 9 + " 01 01 00 00 00 45 23 01 00",
    ]
