"""Save the articles that a program gives, in batches, and tell which of them were new."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.article import Article
from index.storage.addresses import canonical_address
from index.storage.entries import EntryRecord
from index.storage.identity import article_id
from index.storage.prepared import prepared
from index.storage.record import Record
from index.storage.saving import Page, save_page
from index.storage.transaction import Outcome

BATCH = 500


@dataclass(frozen=True, slots=True)
class Added:
    """The ids of the articles that were added, replaced, and already there as they are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def add(record: Record, articles: Iterable[Article]) -> Added:
    """Put the articles on record; an error in the stream keeps those that came before the batch it happened in."""
    outcomes: dict[Outcome, list[str]] = {"new": [], "changed": [], "unchanged": []}
    for batch in _batches(articles):
        with record.writing() as transaction:
            for article in batch:
                saved = save_page(transaction, _given(article), _always)
                outcomes[saved.outcome].append(saved.id)
    return Added(*(tuple(ids) for ids in outcomes.values()))


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _given(article: Article) -> Page:
    """Return the article as the entry that a program gave: known by its source, or by an id of the program's own."""
    made = (article_id(article.source), article_id(canonical_address(article.url)))
    key = article.source if article.source and article.id in made else article.id
    return Page(EntryRecord("", key, article.source, "article"), prepared(article), given=article.id)


def _always(_origin: str, _key: str) -> bool:
    return True
