"""What several test files need: articles made by hand."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index import (
    Article,
    EntryRecord,
    Item,
    Library,
    ListBlock,
    Page,
    Saved,
    Section,
    TableBlock,
    TextBlock,
    article_id,
    prepared,
)
from index.storage.transaction import Transaction
from webapp import create_app


def examples(count: int) -> int:
    """Give how many examples a property is tried on: so many, or for a thorough run what HYPOTHESIS_EXAMPLES says."""
    return int(os.environ.get("HYPOTHESIS_EXAMPLES", count))


def made(source: str, title: str, *paragraphs: str, **facts: object) -> Article:
    """Give an article with these paragraphs under no heading."""
    blocks = tuple(TextBlock("paragraph", p) for p in paragraphs)
    facts.setdefault("sections", (Section("top", 1, "", (), blocks),))
    facts.setdefault("lang", "en")
    return Article(id=article_id(source), title=title, source=source, **facts)  # type: ignore[arg-type]


def put(transaction: Transaction, article: Article) -> str:
    """Put an article on record under its own id, and give the outcome."""
    return transaction.put(article.id, prepared(article), source=article.source)


def save(library: Library, article: Article, origin: str = "/pages", **known: object) -> Saved:
    """Put an article on record as an ingest reads it from an origin, its source being its key; give what became of it.

    `gone` are the places, by origin and key, of which the ingest knows that they are gone.
    """
    gone = known.pop("gone", ())
    entry = EntryRecord(origin, article.source, article.source, "article", **known)  # type: ignore[arg-type]
    with library.intake.batch(0) as batch:
        return batch.save(Page(entry, prepared(article)), lambda *place: place not in gone)  # type: ignore[operator]


@pytest.fixture
def rich() -> Article:
    """Give an article that has one of everything."""
    blocks = (
        TextBlock("paragraph", "A nap of twenty minutes before three o'clock gives back what a short night took:"),
        ListBlock(
            "bullets",
            (
                Item("Place: dark, cool, no telephone.", "Place", "dark, cool, no telephone."),
                Item("Length", items=(Item("twenty minutes"), Item("never an hour"))),
            ),
        ),
        ListBlock(
            "steps",
            (Item("Draw the curtain."), Item("Set a clock.", blocks=(TextBlock("paragraph", "Not by the ear."),))),
        ),
        TableBlock(("Week", "At night"), (("Easy", "7½ h"), ("Hard", "9 h"))),
        ListBlock("definitions", (Item("pulse: beats a minute", "pulse", "beats a minute"),)),
        TextBlock("code", "hours  7.5\npulse  52"),
        TextBlock("quote", "Sleep is training."),
        TextBlock("caption", "A couch by a window"),
    )
    return made(
        "health/naps.html",
        "Sleep is training",
        url="https://stillwater.example/naps",
        site="stillwater.example",
        authors=("Ines Aldana",),
        published_at="2025-09-28T08:31:48+02:00",
        modified_at="2026-01-03",
        tags=("Sleep", "Naps"),
        breadcrumb=("Health", "Recovery"),
        sections=(
            Section("top", 1, "", (), (TextBlock("paragraph", "The body mends itself at night."),)),
            Section("short-rests", 2, "Short rests", (), blocks),
            Section("naps", 3, "Naps", ("Short rests",), (TextBlock("paragraph", "Keep them short."),)),
        ),
    )


@pytest.fixture
def client(rich: Article, tmp_path: Path) -> Iterator[FlaskClient]:
    """Give a client of the application over a library of three articles."""
    with Library.open(tmp_path / "library") as library:
        library.add([rich, made("soup.html", "Onion soup", "Brown the onions slowly."), hostile()])
        yield create_app(library).test_client()


EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def hostile() -> Article:
    """Give an article whose every text would harm, were it taken for markup."""
    blocks = (
        TextBlock("paragraph", f"paragraph {EVIL} heron"),
        ListBlock("bullets", (Item(f"{EVIL}: heron", EVIL, "heron", (Item(f"nested {EVIL}"),)),)),
        ListBlock("definitions", (Item(f"{EVIL}: heron", EVIL, "heron", blocks=(TextBlock("code", EVIL),)),)),
        TableBlock((EVIL, "heron"), ((EVIL, "heron"),)),
        TextBlock("code", EVIL),
        TextBlock("quote", EVIL),
        TextBlock("caption", EVIL),
    )
    return made(
        "evil.html",
        f"Heron {EVIL}",
        url="javascript:alert(1)",
        site=EVIL,
        lang='"><script>',
        authors=(EVIL,),
        tags=(EVIL,),
        breadcrumb=(EVIL,),
        published_at=EVIL,
        sections=(Section('"><script>alert(1)</script>', 2, f"heron {EVIL}", (EVIL,), blocks),),
    )
