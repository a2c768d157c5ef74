"""A segment holds what its articles say, merged or built anew; it is whole, or said to be damaged."""

import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, made
from index import Article, Item, LibraryDamaged, ListBlock, Section, TextBlock
from index.analysis.fields import FACTS, SPOKEN, fields
from index.analysis.tokens import form
from index.engines.columns.building import Run
from index.engines.columns.file import ColumnsFile, ColumnsWriter
from index.engines.columns.merging import merge_segments
from index.engines.columns.segment import Segment, stands

WORDS = (
    "running",
    "runs",
    "ran",
    "cat",
    "C++",
    "c#",
    ".NET",
    "3.11",
    "1,000",
    "café",
    "Ünïcode",
    "昼寝の仕方",
    "ひるね",
    "x" * 70,
    "—",
)
said = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
names = st.lists(st.sampled_from(("Ann", "ANN", "Böll", "", "昼")), max_size=2).map(tuple)


def article(number: int, title: str, spoken: tuple[str, str, str], **facts: Any) -> Article:
    heading, text, bullet = spoken
    blocks = (TextBlock("paragraph", text), ListBlock("bullets", (Item(bullet), Item(text))))
    return made(str(number), title or "x", sections=(Section("top", 1, heading, (), blocks),), **facts)


articles = st.builds(
    article,
    st.integers(0, 9),
    said,
    st.tuples(said, said, said),
    lang=st.sampled_from(("en", "de", "ja", "")),
    site=st.sampled_from(("", "a.example")),
    authors=names,
    tags=names,
    published_at=st.sampled_from(("", "2024-01-05", "1999-12-31")),
)
piles = st.lists(articles, max_size=8)
EMPTY = made("empty", "…", sections=())


def built(folder: Path, pile: list[Article]) -> Segment | None:
    run = Run()
    for one in pile:
        run.add(one)
    path = folder / f"{len(list(folder.iterdir()))}.columns"
    return Segment(path) if run.write(path) else None


def split(folder: Path, pile: list[Article], cuts: list[int]) -> list[Segment]:
    """Build the articles as several segments, and delete what comes again in a later one."""
    edges = [0, *sorted(min(cut, len(pile)) for cut in cuts), len(pile)]
    segments = [segment for a, b in pairwise(edges) if (segment := built(folder, pile[a:b]))]
    later: set[bytes] = set()
    for segment in reversed(segments):
        delete(segment, later)
        later |= set(segment.ids)
    return segments


def delete(segment: Segment, ids: set[bytes]) -> None:
    dead = np.array([id in ids for id in segment.ids], dtype=np.bool_)
    segment.dead = dead if segment.dead is None else segment.dead | dead
    if not segment.dead.any():
        segment.dead = None


def content(segment: Segment) -> dict[str, object]:
    """Give all that a segment says, by names and not by numbers."""
    ids = list(segment.ids)
    held: dict[str, object] = {
        "ids": ids,
        "days": segment.days.tolist(),
        "titles": [segment.titles[code] for code in segment.title_of.tolist()],
        "order": sorted(set(segment.titles)) == list(segment.titles),
        "numbers": [segment.number(id) for id in ids] == list(range(len(ids))),
        "terms": list(segment.terms),
        "words": list(segment.words),
    }
    for name, fact in segment.facts.items():
        values = [value.decode() for value in fact.values]
        held[name] = [[values[code] for code in fact.codes[a:b]] for a, b in pairwise(fact.starts.tolist())], values
    for name, field in segment.fields.items():
        held[name] = {segment.terms[int(term)]: postings(segment, name, row) for row, term in enumerate(field.terms)}
        held[f"{name} lengths"] = field.lengths.tolist()
    return held


def postings(segment: Segment, name: str, row: int) -> list[tuple[int, list[int]]]:
    """Give the documents that hold the term in this row, each with the term's positions."""
    found = segment.fields[name].postings(row)
    positions, counts = stands(found, np.arange(len(found.docs)))
    ends = np.cumsum(counts)
    assert counts.tolist() == found.times.tolist()
    return [
        (doc, positions[end - n : end].tolist())
        for doc, n, end in zip(found.docs.tolist(), counts.tolist(), ends.tolist(), strict=True)
    ]


def expected(pile: list[Article]) -> dict[str, object]:
    """Give what a segment of these articles must say, written from what each article says."""
    found = [(one, fields(one)) for one in pile]
    facts = [one.facts for _, one in found]
    held: dict[str, object] = {
        "ids": [one.id.encode() for one, _ in found],
        "days": [one.day for one in facts],
        "titles": [one.title_key.encode() for one in facts],
        "order": True,
        "numbers": True,
        "terms": sorted({term.encode() for _, one in found for term, _ in one.text}),
        "words": sorted({word.encode() for _, one in found for word in one.words}),
    }
    own = {
        "tag": lambda f: f.tags,
        "site": lambda f: (f.site,),
        "lang": lambda f: (f.lang,),
        "author": lambda f: f.authors,
    }
    for name in FACTS:
        values = [list(own[name](one)) for one in facts]
        held[name] = values, sorted({value for of_one in values for value in of_one})
    for name in SPOKEN:
        lists: dict[bytes, dict[int, list[int]]] = {}
        for doc, (_, one) in enumerate(found):
            for term, position in getattr(one, name):
                lists.setdefault(term.encode(), {}).setdefault(doc, []).append(position)
        held[name] = {term: list(of_docs.items()) for term, of_docs in lists.items()}
        held[f"{name} lengths"] = [len(getattr(one, name)) for _, one in found]
    return held


def is_known(word: bytes, terms: list[bytes]) -> bool:
    return any(form(word.decode(), lang).encode() in terms for lang in ("en", "de", "ja", ""))


def last_of_each(pile: list[Article]) -> list[Article]:
    last = {one.id: number for number, one in enumerate(pile)}
    return [one for number, one in enumerate(pile) if last[one.id] == number]


@settings(max_examples=examples(100), deadline=None)
@given(piles)
def test_a_segment_holds_what_its_articles_say(pile: list[Article]) -> None:
    with TemporaryDirectory() as folder:
        segment = built(Path(folder), pile)
        assert (content(segment) if segment else None) == (expected(last_of_each(pile)) if pile else None)


@settings(max_examples=examples(150), deadline=None)
@given(piles, st.lists(st.integers(0, 8), max_size=3), st.sets(st.integers(0, 9), max_size=4))
def test_merged_segments_are_as_one_built_of_the_articles_left(
    pile: list[Article], cuts: list[int], gone: set[int]
) -> None:
    ids = {made(str(number), "x").id for number in gone}
    left = [one for one in last_of_each(pile) if one.id not in ids]
    with TemporaryDirectory() as name:
        folder = Path(name)
        segments = split(folder, pile, cuts)
        for segment in segments:
            delete(segment, {id.encode() for id in ids})
        is_left = merge_segments(segments, folder / "merged")
        assert is_left == bool(left)
        if is_left:
            merged, anew = content(Segment(folder / "merged")), expected(left)
            # Whether a form of a word is still there is known, not whether just this one is.
            words, held = merged.pop("words"), anew.pop("words")
            assert merged == anew
            assert set(words) >= set(held)
            assert set(words) == {w for w in words if is_known(w, anew["terms"])}


@settings(max_examples=examples(50), deadline=None)
@given(piles, st.lists(st.integers(0, 8), max_size=3))
def test_words_are_counted_in_the_documents_that_hold_them(pile: list[Article], cuts: list[int]) -> None:
    pile = last_of_each(pile)
    held = [fields(one).words for one in pile]
    with TemporaryDirectory() as name:
        folder = Path(name)
        if merge_segments(split(folder, pile, cuts), folder / "merged"):
            merged = Segment(folder / "merged")
            counted = dict(zip(merged.words, merged.word_held.tolist(), strict=True))
            assert counted == {word: sum(word.decode() in own for own in held) for word in counted}


def test_an_empty_article_has_its_place(tmp_path: Path) -> None:
    segment = built(tmp_path, [EMPTY, made("cat", "Cat")])
    assert segment
    assert content(segment) == expected([EMPTY, made("cat", "Cat")])
    assert segment.fields["text"].lengths.tolist() == [0, 1]


def test_of_nothing_no_segment_is_made(tmp_path: Path) -> None:
    segment = built(tmp_path, [EMPTY])
    assert segment
    delete(segment, set(segment.ids))
    assert (built(tmp_path, []), merge_segments([segment], tmp_path / "merged")) == (None, False)
    assert [path.name for path in tmp_path.iterdir()] == ["0.columns"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    segment = built(tmp_path, [made("1", "Running cats", "C++ 昼寝"), EMPTY])
    assert segment
    return segment.path


def test_a_file_cut_short_anywhere_is_damaged(file: Path) -> None:
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(LibraryDamaged, match=r"columns.*run vade rebuild"):
            Segment(file)


def test_a_bit_flipped_where_the_columns_are_named_is_damage(file: Path) -> None:
    whole = file.read_bytes()
    directory = whole.index(b'{"ids.bytes"')
    for place in [*range(8), *range(directory, len(whole))]:
        file.write_bytes(whole[:place] + bytes((whole[place] ^ 1 << place % 8,)) + whole[place + 1 :])
        with pytest.raises(LibraryDamaged, match="run vade rebuild"):
            Segment(file)


@given(st.binary(max_size=200))
@settings(max_examples=examples(100), deadline=None)
def test_any_bytes_are_columns_or_damaged(content: bytes) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "x.columns"
        path.write_bytes(b"VADECOL1" + content + b"VADECOL1")
        with pytest.raises(LibraryDamaged):
            ColumnsFile(path)


def test_columns_of_another_kind_of_file_are_no_segment(tmp_path: Path) -> None:
    with ColumnsWriter(tmp_path / "x.columns") as writer:
        writer.add("other", np.arange(3, dtype=np.uint8))
    with pytest.raises(LibraryDamaged, match=r"ids\.bytes.*run vade rebuild"):
        Segment(tmp_path / "x.columns")


def test_a_file_removed_while_it_is_mapped_stays_readable(file: Path) -> None:
    segment = Segment(file)
    file.unlink()
    assert content(segment) == expected([made("1", "Running cats", "C++ 昼寝"), EMPTY])


def test_columns_cannot_be_written_to(file: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        Segment(file).fields["text"].lengths[0] = 1


columns = st.dictionaries(
    st.text(max_size=5),
    st.one_of(
        st.lists(st.integers(0, 255), max_size=9).map(lambda held: np.array(held, dtype=np.uint8)),
        st.lists(st.integers(0, 2**32 - 1), max_size=9).map(lambda held: np.array(held, dtype=np.uint32)),
        st.lists(st.integers(0, 2**64 - 1), max_size=9).map(lambda held: np.array(held, dtype=">u8")),
    ),
    max_size=5,
)


@settings(max_examples=examples(100), deadline=None)
@given(columns, st.integers(1, 4))
def test_any_columns_come_back_little_endian_and_aligned(held: dict[str, np.ndarray], size: int) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "x.columns"
        with ColumnsWriter(path) as writer:
            for key, column in held.items():
                writer.add_pieces(key, column.dtype, [column[i : i + size] for i in range(0, len(column), size)])
        opened = ColumnsFile(path)
        for key, column in held.items():
            assert opened[key].tolist() == column.tolist()
            assert (opened[key].dtype.newbyteorder("<").str, opened[key].ctypes.data % 64) == (opened[key].dtype.str, 0)


FORMAT = (Path(__file__).parent.parent / "index" / "engines" / "columns" / "FORMAT.md").read_text(encoding="utf-8")


def described() -> dict[str, str]:
    """Give the dtype that FORMAT.md names for each column."""
    found = {}
    for name, dtype in re.findall(r"^\| `([\w.]+)` \| (`u\d`|narrow) \|", FORMAT, re.MULTILINE):
        kinds = FACTS if name.startswith("FACT.") else SPOKEN if name.startswith("FIELD.") else ("",)
        found |= {re.sub("^(FACT|FIELD)", kind, name): dtype.strip("`") for kind in kinds}
    return found


def test_each_column_is_described(file: Path) -> None:
    columns = ColumnsFile(file)._columns
    assert columns.keys() == described().keys()
    for name, dtype in described().items():
        assert columns[name].dtype.str[1:] in (("u1", "u2", "u4", "u8") if dtype == "narrow" else (dtype,))


def test_the_bytes_of_the_example_are_those_described(tmp_path: Path) -> None:
    segment = built(tmp_path, [made("1", "Tea", "Green tea, tea again"), made("2", "Cake", "tea")])
    assert segment
    field = segment.fields["text"]
    row = field.row(segment.terms.number(b"tea"))
    assert row is not None
    found = field._postings[field._starts[row] : field._starts[row + 1]].tobytes()
    example = FORMAT.split("### An example")[1].split("```")[1].strip().splitlines()
    assert found == bytes.fromhex("".join(line.split("  ")[0] for line in example))
    assert postings(segment, "text", row) == [(0, [0, 202, 203]), (1, [201])]
