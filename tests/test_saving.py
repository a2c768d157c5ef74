"""What is read is put on record as the article that it is, and what an article was read from is known."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import made, save
from index import EntryRecord, Library, Page, Problem, article_id, canonical_address, prepared

TEA, SOUP = made("tea.html", "Tea", "Green tea."), made("soup.html", "Soup", "Hot soup.")
URL = "https://tea.example/1"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def titles(library: Library) -> list[str]:
    library.catch_up()
    return sorted(hit.article.title for hit in library.search("tea | soup | herb").hits)


def test_the_same_path_in_another_folder_is_another_article(library: Library) -> None:
    other = replace(SOUP, source="tea.html")
    assert [save(library, TEA, "/a").outcome, save(library, other, "/b").outcome] == ["new", "new"]
    assert [save(library, TEA, "/a").outcome, save(library, other, "/b").outcome] == ["unchanged", "unchanged"]
    assert titles(library) == ["Soup", "Tea"]


def test_a_folder_that_was_moved_holds_the_same_articles(library: Library) -> None:
    first = save(library, TEA, "/a")
    moved = save(library, TEA, "/b", gone=[("/a", "tea.html")])
    assert (moved.outcome, moved.id) == ("unchanged", first.id)
    assert [entry.origin for entry in library.intake.entries(article=first.id)] == ["/b"]


def test_another_text_at_the_same_path_of_another_folder_overwrites_nothing(library: Library) -> None:
    save(library, TEA, "/a")
    save(library, replace(SOUP, source="tea.html"), "/b", gone=[("/a", "tea.html")])
    assert "Soup" in titles(library)


def test_of_pages_that_claim_one_address_each_is_kept(library: Library) -> None:
    saved = [save(library, replace(made(f"{n}.html", f"Tea {n}", f"Tea {n}"), url=URL)) for n in range(30)]
    assert [one.outcome for one in saved] == ["new"] * 30
    assert [one.contested for one in saved] == ["", *[canonical_address(URL)] * 29]
    assert library.intake.claimants(canonical_address(URL)) == 30
    again = [save(library, replace(made(f"{n}.html", f"Tea {n}", f"Tea {n}"), url=URL)) for n in range(30)]
    assert {one.outcome for one in again} == {"unchanged"}


def test_the_same_text_at_two_places_is_one_article_known_at_both(library: Library) -> None:
    saved = [save(library, replace(TEA, source=name)) for name in ("a.html", "b.html")]
    assert ([one.outcome for one in saved], saved[0].id) == (["new", "duplicate"], saved[1].id)
    assert [entry.key for entry in library.intake.entries(article=saved[0].id)] == ["a.html", "b.html"]


def test_a_page_that_states_another_address_is_not_kept_twice(library: Library) -> None:
    save(library, replace(TEA, url=URL))
    assert save(library, replace(made("tea.html", "Tea", "More."), url=f"{URL}1")).outcome == "changed"
    assert (titles(library), library.stats().articles) == (["Tea"], 1)


def test_when_one_of_two_places_changes_the_other_keeps_its_text(library: Library) -> None:
    for name in ("a.html", "b.html"):
        save(library, replace(TEA, source=name, url=URL))
    save(library, replace(made("a.html", "Herbs", "Herbs."), url=URL))
    assert titles(library) == ["Herbs", "Tea"]


def test_an_article_is_named_by_a_place_that_it_still_has(library: Library) -> None:
    first = save(library, replace(TEA, source="a.html"))
    save(library, replace(TEA, source="b.html"))
    library.intake.forget([entry for entry in library.intake.entries(article=first.id) if entry.key == "a.html"])
    assert library.article(first.id).source == "b.html"


def test_an_article_goes_with_the_last_place_it_was_read_from(library: Library) -> None:
    first = save(library, replace(TEA, source="a.html"))
    save(library, replace(TEA, source="b.html"))
    entries = library.intake.entries(article=first.id)
    assert [library.intake.forget([entry]) for entry in entries] == [0, 1]
    assert library.stats().articles == 0


@pytest.mark.parametrize(("keeps", "left"), [(True, ["Tea"]), (False, [])])
def test_a_page_emptied_later_loses_its_text_and_one_that_cannot_be_read_keeps_it(
    library: Library, keeps: bool, left: list[str]
) -> None:
    save(library, TEA)
    problem = Problem(EntryRecord("/pages", "tea.html", "tea.html", "failed", "why"), keeps_article=keeps)
    with library.intake.batch(0) as batch:
        batch.note_problem(problem)
    assert titles(library) == left


def test_a_page_that_was_kept_while_it_could_not_be_read_is_the_same_article_again(library: Library) -> None:
    first = save(library, TEA)
    problem = Problem(EntryRecord("/pages", "tea.html", "tea.html", "failed", "why"), keeps_article=True)
    with library.intake.batch(0) as batch:
        batch.note_problem(problem)
    again = save(library, TEA)
    assert (again.outcome, again.id) == ("unchanged", first.id)


def test_a_thousand_pages_of_one_address_are_saved_as_quickly_as_a_few(library: Library) -> None:
    asked: list[tuple[str, ...]] = []
    entry = EntryRecord("/pages", "", "", "article")
    with library.intake.batch(0) as batch:
        for n in range(1_000):
            page = replace(made(f"{n}.html", f"Tea {n}", f"Tea {n}"), url=URL)
            own = replace(entry, key=page.source, name=page.source)
            batch.save(Page(own, prepared(page)), lambda *place: not asked.append(place))
    assert len(asked) <= 1_000 * 60


def test_folders_named_later_as_a_whole_take_over_what_was_known_of_their_files(library: Library) -> None:
    intake = library.intake
    intake.add_origin("/p/sub", whole=True)
    save(library, TEA, "/p/sub")
    intake.add_origin("/p", whole=True)
    assert [origin.name for origin in intake.origins()] == ["/p"]
    assert [entry.key for entry in intake.entries(article=article_id("tea.html"))] == ["sub/tea.html"]
    assert intake.home_of("/p/sub/deep") == intake.home_of("/p") != intake.home_of("/pp")


def test_a_folder_of_single_files_gives_up_those_that_lie_in_a_folder_named_as_a_whole(library: Library) -> None:
    intake = library.intake
    intake.add_origin("/p", whole=False)
    save(library, replace(TEA, source="sub/tea.html"), "/p")
    save(library, SOUP, "/p")
    assert intake.home_of("/p/sub") is None
    intake.add_origin("/p/sub", whole=True)
    assert intake.known("/p/sub", ["tea.html"])
    assert intake.known("/p", ["soup.html"])
