"""The counts that a record keeps are those of its articles, whatever was done to them."""

import sqlite3
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples, made, put, save
from index import Library, Section, topics
from index.storage.counts import GIVEN
from index.storage.record import Record

IDS = st.sampled_from("abc")
FACTS = st.fixed_dictionaries(
    {
        "lang": st.sampled_from(["", "en", "de"]),
        "site": st.sampled_from(["", "a.example", "b.example"]),
        "tags": st.lists(st.sampled_from(["Tea", "tea", "Soup"]), max_size=3).map(tuple),
        "breadcrumb": st.lists(st.sampled_from(["Tea", "Home"]), max_size=2).map(tuple),
        "sections": st.integers(0, 3).map(lambda n: tuple(Section(f"s{i}", 2, f"Part {i}") for i in range(n))),
    }
)
PUT = st.tuples(st.just("put"), IDS, FACTS)
SAVED = st.tuples(st.just("save"), IDS, FACTS)
GONE = st.tuples(st.sampled_from(["remove", "forget", "fail", "trial"]), IDS, FACTS)


def counted(record: Record) -> tuple[object, ...]:
    """Count the articles of a record by reading each."""
    articles = [record.article(id) for id in record.ids()]

    def by(values: list[str]) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(Counter(v for v in values if v).items(), key=lambda pair: (-pair[1], pair[0])))

    return (
        len(articles),
        sum(len(article.sections) for article in articles),
        by([article.lang for article in articles]),
        by([article.site for article in articles]),
        by([topic for article in articles for topic in dict.fromkeys(topics(article))]),
    )


def kept(record: Record) -> tuple[object, ...]:
    """Give the counts that a record keeps."""
    counts = record.counts()
    return (counts.articles, counts.sections, counts.languages, counts.sites, counts.topics)


def do(library: Library, step: tuple[str, str, dict[str, object]]) -> None:
    """Do to a library what a step says."""
    what, id, facts = step
    article = made(id, f"Article {id}", **facts)
    if what == "save":
        save(library, article)
    elif what == "forget":
        library.intake.forget(library.intake.entries(article=article.id))
    elif what == "trial":
        with library.trial(), library._record.writing() as transaction:
            put(transaction, article)
    else:
        with suppress(ZeroDivisionError), library._record.writing() as transaction:
            if what == "remove":
                transaction.remove(article.id)
            else:
                put(transaction, article)
            # What fails leaves nothing.
            assert what != "fail" or 1 / 0


@settings(max_examples=examples(60), deadline=None)
@given(steps=st.lists(st.one_of(PUT, SAVED, GONE), max_size=12))
def test_after_any_changes_the_counts_are_those_of_a_count_from_scratch(
    steps: list[tuple[str, str, dict[str, object]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, Library.open(folder) as library:
        for step in steps:
            do(library, step)
            assert kept(library._record) == counted(library._record)
            assert library._record.wrong_counts() == []


def test_what_nothing_is_any_more_is_not_counted(tmp_path: Path) -> None:
    tea = made("tea.html", "Tea", "Green.", site="tea.example", tags=("Tea",))
    with Library.open(tmp_path) as library:
        library.add([tea])
        library.remove([tea.id])
    with sqlite3.connect(tmp_path / "library.db") as direct:
        assert direct.execute("SELECT * FROM counts").fetchall() == []
    direct.close()


def test_of_very_many_sites_those_of_the_most_articles_are_given(tmp_path: Path) -> None:
    many = GIVEN["site"] + 20
    with Library.open(tmp_path) as library:
        with library._record.writing() as transaction:
            for number in range(many):
                put(transaction, made(f"{number}", "Tea", site=f"{number:03}.example"))
            put(transaction, made("more", "Tea", site=f"{many - 1:03}.example"))
        sites = library.stats().sites
    assert (len(sites), sites[0], sites[1]) == (GIVEN["site"], (f"{many - 1:03}.example", 2), ("000.example", 1))


def test_a_wrong_count_is_named_by_a_check_and_mended_by_a_rebuild(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.add([made("tea.html", "Tea", "Green.", site="tea.example"), made("soup.html", "Soup", "Hot.")])
        for change, said in (
            (
                "UPDATE counts SET number = 7 WHERE what = 'lang'",
                "1 count is wrong, as 7 for lang en where there are 2",
            ),
            ("DELETE FROM counts WHERE what = 'site'", "as 0 for site tea.example where there are 1"),
            ("INSERT INTO counts VALUES ('topic', 'Gin', 3)", "as 3 for topic Gin where there are 0"),
            ("DELETE FROM counts WHERE what <> 'lang'", "3 counts are wrong, as 0 for article where there are 2"),
        ):
            with sqlite3.connect(tmp_path / "library.db") as direct:
                direct.execute(change)
            direct.close()
            [problem] = library.check()
            assert said in problem
            assert "run vade rebuild" in problem
            library.rebuild()
            assert library.check() == []
