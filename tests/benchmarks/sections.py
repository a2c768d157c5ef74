"""Folders of pages and collections of abstracts in, one file of sections out, each an article of its own.

    python tests/benchmarks/sections.py FILE.jsonl.gz COUNT PAGES [COLLECTIONS]

PAGES is a folder with HTML files somewhere below it; COLLECTIONS one with folders that each hold a `corpus.jsonl.gz`
of documents with id, title and text. English pages are read in a random order, always the same, until there are COUNT
sections; a long section counts as several. No two say the same. A file that is there already is left as it is.
"""

import gzip
import json
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from random import Random

from index import Article, PageError, Section, TextBlock, article_id, texts
from index.article import Block
from index.output.shape import article_shape, dumped
from ingest import read_article

# Words from which on the blocks of a section make an article; what is left makes another.
ENOUGH = 100
LANGUAGE = "en"


def main() -> None:
    """Read until there are enough, mix, and write."""
    out, count, pages = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).resolve()
    if out.exists():
        return
    abstracts = _abstracts(Path(sys.argv[4])) if len(sys.argv) > 4 else iter(())
    with multiprocessing.Pool() as pool:
        read = pool.imap(_of_page, _mixed(pages), chunksize=16)
        found = list(islice(_distinct(chain(abstracts, chain.from_iterable(read))), count))
    # Whoever takes the first of them takes some of every kind.
    Random(1).shuffle(found)  # noqa: S311 - the same each time
    print(f"{len(found):,} sections read; the first of {count:,} wanted")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".part")
    with gzip.open(unfinished, "wt", encoding="utf-8", errors="surrogatepass", compresslevel=4) as lines:
        lines.writelines(f"{dumped(article_shape(section))}\n" for section in found)
    unfinished.rename(out)


def _mixed(pages: Path) -> list[Path]:
    found = sorted(path for path in pages.rglob("*.htm*") if path.is_file() and not path.is_symlink())
    Random(1).shuffle(found)  # noqa: S311 - the same each time
    return found


def _distinct(sections: Iterator[Article]) -> Iterator[Article]:
    said = set()
    for section in sections:
        own = hash((section.title, section.sections[0].heading, section.sections[0].blocks))
        if own not in said:
            said.add(own)
            yield section


def _of_page(page: Path) -> list[Article]:
    try:
        article = read_article(page.read_bytes(), source=str(page))
    except PageError:
        return []
    return list(_sections(article)) if article.lang == LANGUAGE else []


def _sections(article: Article) -> Iterator[Article]:
    groups = [(section, group) for section in article.sections for group in _groups(section.blocks)]
    for number, (section, group) in enumerate(groups):
        yield _article(
            f"{article.source}#{number}",
            article.title,
            Section(section.anchor, section.level, section.heading, (), group),
        )


def _article(source: str, title: str, section: Section) -> Article:
    return Article(article_id(source), title, source, lang=LANGUAGE, sections=(section,))


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    group: list[Block] = []
    words = 0
    for block in blocks:
        group.append(block)
        words += sum(len(text.split()) for text in texts(block))
        if words >= ENOUGH:
            yield tuple(group)
            group, words = [], 0
    if words:
        yield tuple(group)


def _abstracts(collections: Path) -> Iterator[Article]:
    for file in sorted(collections.glob("*/corpus.jsonl.gz")):
        with gzip.open(file, "rt") as lines:
            for held in map(json.loads, lines):
                blocks = (TextBlock("paragraph", held["text"]),)
                yield _article(
                    f"{file.parent.name}/{held['id']}", held["title"] or "Untitled", Section("top", 1, "", (), blocks)
                )


if __name__ == "__main__":
    main()
