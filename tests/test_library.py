"""A library keeps what it is given, finds it, and mends its index by itself."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import made, save
from index import (
    Article,
    ArticleNotFound,
    Filters,
    Library,
    LibraryError,
    LibraryLocked,
    QueryError,
    Section,
    TextBlock,
    article_id,
    canonical_address,
    prepared,
)

SOUP = made("soup.html", "Onion soup", "Slice the onions thin and let them brown slowly in butter.")
FLU = made("flu.html", "After the flu", "A short nap at noon helps recovery. Walking comes back slowly.")
NAPS = made("naps.html", "Naps", "Sleeping by day: keep a nap under half an hour.", published_at="2025-09-28")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def found(library: Library, query: str, **how: object) -> list[str]:
    return [hit.article.title for hit in library.search(query, **how).hits]  # type: ignore[arg-type]


def test_what_is_added_is_found(library: Library) -> None:
    added = library.add([SOUP, FLU, NAPS])
    assert (len(added.new), found(library, "onions")) == (3, ["Onion soup"])


def test_a_word_is_found_in_its_other_forms_and_marked(library: Library) -> None:
    library.add([NAPS])
    [hit] = library.search("sleep").hits
    [passage] = hit.passages
    assert [passage.text[a:b] for a, b in passage.marks] == ["Sleeping"]


def test_an_article_without_a_language_is_found_by_its_words_as_written(library: Library) -> None:
    library.add([NAPS, made("plain.html", "Plain", "Sleeping", lang="")])
    assert set(found(library, "sleeping")) == {"Naps", "Plain"}


def test_adding_again_changes_nothing_and_a_changed_article_replaces(library: Library) -> None:
    library.add([SOUP])
    assert library.add([SOUP]).unchanged == (SOUP.id,)
    leek = replace(SOUP, sections=(Section("top", 1, "", (), (TextBlock("paragraph", "Now with leeks."),)),))
    assert library.add([leek]).changed == (SOUP.id,)
    assert (found(library, "leeks"), found(library, "butter"), library.stats().articles) == (["Onion soup"], [], 1)


def test_what_is_removed_is_found_no_more(library: Library) -> None:
    library.add([SOUP, FLU])
    library.remove([SOUP.id])
    assert (found(library, "onions"), library.stats().articles, library.check()) == ([], 1, [])
    with pytest.raises(ArticleNotFound):
        library.article(SOUP.id)


def test_a_library_opened_again_answers_the_same(library: Library) -> None:
    library.add([SOUP, FLU, NAPS])
    before = found(library, "nap")
    with Library.open(library.folder) as again:
        assert found(again, "nap") == before != []


def test_what_another_process_adds_is_seen_without_opening_again(library: Library) -> None:
    library.add([SOUP])
    assert found(library, "nap") == []
    with Library.open(library.folder) as other:
        other.add([NAPS])
    assert found(library, "nap") == ["Naps"]


def test_the_best_partial_answers_name_the_missing_words(library: Library) -> None:
    library.add([SOUP, FLU])
    answer = library.search("nap zebra")
    assert (answer.is_relaxed, answer.dropped, [h.article.title for h in answer.hits]) == (
        True, ("zebra",), ["After the flu"],
    )  # fmt: skip
    assert answer.hits[0].missing == ("zebra",)


def test_a_mistyped_word_is_answered_with_the_right_one(library: Library) -> None:
    library.add([SOUP, FLU])
    assert library.search("recovrey").did_you_mean == "recovery"
    assert library.search("recovery").did_you_mean is None


def test_no_word_of_a_removed_article_is_meant(library: Library) -> None:
    library.add([SOUP, FLU, NAPS])
    library.remove([FLU.id])
    assert library.search("recovrey").did_you_mean is None


def test_what_stands_around_a_mistyped_word_stays(library: Library) -> None:
    library.add([FLU])
    asked = ("how is recovrey?", "(recovrey, nap)", 'title:"Recovrey" nap', "recovrey*")
    assert [library.search(question).did_you_mean for question in asked] == [
        "how is recovery?",
        "(recovery, nap)",
        'title:"recovery" nap',
        None,
    ]


def test_a_question_with_nothing_to_look_for_has_no_hits(library: Library) -> None:
    library.add([SOUP])
    assert [found(library, q) for q in ("", "   ", "…", '""')] == [[]] * 4


def test_filters_alone_are_a_question(library: Library) -> None:
    library.add([SOUP, NAPS])
    assert found(library, "", filters=Filters(after=date(2025, 1, 1))) == ["Naps"]
    assert found(library, "after:2025-01-01") == ["Naps"]


@pytest.mark.parametrize("how", [{"page": 0}, {"per_page": 0}, {"per_page": 101}, {"page": 9999}, {"sort": "x"}])
def test_what_cannot_be_asked_is_refused_in_words(library: Library, how: dict[str, object]) -> None:
    with pytest.raises(QueryError, match=r"\w+ \w+: \w+"):
        library.search("tea", **how)  # type: ignore[arg-type]


def test_pages_of_hits_divide_the_ranking(library: Library) -> None:
    library.add([made(f"{n}.html", f"Tea {n}", "Tea " * n) for n in range(1, 8)])
    pages = [found(library, "tea", page=n, per_page=3) for n in (1, 2, 3)]
    assert [len(p) for p in pages] == [3, 3, 1]
    assert len({title for page in pages for title in page}) == 7


def test_an_index_that_is_behind_catches_up(library: Library) -> None:
    library.add([SOUP])
    save(library, NAPS)
    assert (found(library, "nap"), library.check()[-1][:12]) == ([], "the index is")
    library.catch_up()
    assert (found(library, "nap"), library.check()) == (["Naps"], [])


def test_an_index_that_is_gone_is_made_again(library: Library, tmp_path: Path) -> None:
    library.add([SOUP, NAPS])
    library.close()
    (library.folder / "index").rename(tmp_path / "lost")
    with Library.open(library.folder) as again:
        again.catch_up()
        assert (found(again, "nap"), again.check()) == (["Naps"], [])


def put_back(library: Library, backup: bytes) -> Library:
    """Close the library, and open it again with this record."""
    library.close()
    for file in library.folder.glob("library.db*"):
        file.unlink()
    (library.folder / "library.db").write_bytes(backup)
    return Library.open(library.folder)


def test_an_index_ahead_of_a_record_from_a_backup_is_made_again(library: Library) -> None:
    library.add([SOUP])
    library.close()
    backup = (library.folder / "library.db").read_bytes()
    library.add([NAPS])
    with put_back(library, backup) as again:
        again.catch_up()
        assert (found(again, "nap"), found(again, "onions"), again.check()) == ([], ["Onion soup"], [])


def test_what_is_added_to_a_record_from_a_backup_is_found(library: Library) -> None:
    library.add([SOUP])
    library.close()
    backup = (library.folder / "library.db").read_bytes()
    library.add([NAPS])
    with put_back(library, backup) as again:
        again.add([FLU])
        assert (found(again, "nap"), found(again, "onions"), again.check()) == (["After the flu"], ["Onion soup"], [])


def test_an_index_beside_an_empty_record_is_emptied(library: Library) -> None:
    library.add([SOUP])
    with put_back(library, b"") as again:
        again.catch_up()
        assert (again.search("onions").total, again.check()) == (0, [])


def test_two_writers_at_once_are_kept_apart(library: Library) -> None:
    with Library.open(library.folder) as other, other.writing(), pytest.raises(LibraryLocked, match="try again"):
        library.add([SOUP])
    library.add([SOUP])


def test_a_lock_held_by_a_killed_process_is_free_again(library: Library) -> None:
    program = """
import os, signal, sys
from index import Library
with Library.open(sys.argv[1]) as library, library.writing():
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program, str(library.folder)], check=False)
    library.add([SOUP])


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LibraryError, match="name another folder"):
        Library.open(tmp_path / "file" / "library")


def test_one_article_saved_from_two_places_is_one_hit_that_says_so(library: Library) -> None:
    save(library, made("a.html", "Green tea", "Green tea"))
    assert save(library, made("b.html", "Green tea", "Green tea")).outcome == "duplicate"
    library.catch_up()
    [hit] = library.search("tea").hits
    assert hit.duplicates == 1


def test_articles_without_a_source_are_each_kept(library: Library) -> None:
    added = library.add([Article(f"note {n}", "Note", "", sections=NAPS.sections) for n in range(3)])
    assert (len(added.new), library.stats().articles) == (3, 3)


def test_two_pages_that_state_one_address_are_both_kept(library: Library) -> None:
    url = "https://tea.example/1"
    id = article_id(canonical_address(url))
    library.add([replace(made(name, name, name), id=id, url=url) for name in ("a.html", "b.html")])
    assert sorted(hit.article.title for hit in library.search("html").hits) == ["a.html", "b.html"]


def test_a_library_that_a_killed_process_began_to_make_is_made(tmp_path: Path) -> None:
    for size in (0, 4_096):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / "library.db").write_bytes(bytes(size))
        (folder / "library.db-journal").write_bytes(b"what SQLite had begun to write")
        with Library.open(folder) as library:
            library.add([SOUP])
            assert (found(library, "onions"), library.check()) == (["Onion soup"], [])


def test_adding_articles_starts_no_other_process(library: Library) -> None:
    program = """
import sys
from index import Article, Library
print("run")
with Library.open(sys.argv[1]) as library:
    library.add([Article(str(n), f"Tea {n}", "") for n in range(4_500)])
"""
    script = library.folder.parent / "script.py"
    script.write_text(program)
    done = subprocess.run([sys.executable, script, library.folder], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("run\n", "")


def test_stats_count_what_is_held(library: Library, rich: Article) -> None:
    library.add([rich, SOUP])
    stats = library.stats()
    assert (stats.articles, stats.sections, stats.languages) == (2, 4, (("en", 2),))
    assert (dict(stats.topics)["Health"], stats.change, stats.reached) == (1, 2, 2)


def test_stats_name_the_generation_after_a_rebuild(library: Library) -> None:
    library.add([SOUP])
    before = library.stats()
    library.rebuild()
    assert library.stats().generation != before.generation


def test_what_has_fewer_sections_than_when_it_was_indexed_still_answers(tmp_path: Path) -> None:
    parts = tuple(Section(f"s{n}", 2, f"Part {n}", (), (TextBlock("paragraph", "A heron."),)) for n in range(9))
    book = made("book.html", "Book", sections=parts)
    with Library.open(tmp_path / "library") as reader, Library.open(tmp_path / "library") as writer:
        reader.add([book])
        with writer.writing(), writer._record.writing() as transaction:
            transaction.put(book.id, prepared(replace(book, sections=parts[:1])), source=book.source)
        [hit] = reader.search("heron").hits
        assert [section.heading for section in hit.article.sections] == ["Part 0"]
        assert hit.passages


def test_a_question_of_nothing_but_a_misspelt_word_is_answered_as_it_was_meant_and_says_so(library: Library) -> None:
    library.add([made("kettle", "The kettle", "A kettle boils water.")])
    answer = library.search("kettel")
    assert [hit.article.source for hit in answer.hits] == [made("kettle", "").source]
    assert answer.notes == ("No article holds kettel; this answers kettle.",)
    assert (answer.query, answer.parsed, answer.did_you_mean) == ("kettel", "kettle", "kettle")


def test_a_correction_that_finds_nothing_is_not_answered(library: Library) -> None:
    library.add([made("kettle", "The kettle", "A kettle boils water.")])
    answer = library.search("kettel", filters=Filters(lang=("xx",)))
    assert (answer.total, answer.notes) == (0, ())
