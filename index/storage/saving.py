"""Put what was read of an entry on record, as the article that it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.storage.entries import Entries, EntryRecord
from index.storage.identity import Claim, Identity, article_id, identified, own_ids
from index.storage.prepared import Prepared
from index.storage.transaction import Outcome, Transaction

# Whether an entry of an origin, by its key, is still there; None where its origin is not, so that nobody can tell.
IsThere = Callable[[str, str], bool | None]
# Whether the file of an entry is another one now than when it was read, so that it does not say any more what it said.
IsReplaced = Callable[[EntryRecord], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """An entry that was read as an article; `given` is the id that a program gave it, "" for one from an ingest."""

    entry: EntryRecord
    article: Prepared
    given: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page: its article's id, and whether another entry states its address for another text.

    `removed` counts the articles that went because no entry is them any more.
    """

    outcome: Outcome
    id: str
    reason: str
    contested: str = ""
    removed: int = 0


def save_page(
    transaction: Transaction, page: Page, is_there: IsThere, is_replaced: IsReplaced = lambda _: False
) -> Saved:
    """Put a page on record. Entries that are gone give the article up to the page that it moved to."""
    entries, entry, article = transaction.entries, page.entry, page.article
    known = entries.get(entry.origin, entry.key)
    was, name = (known.article, known.name) if known else ("", "")
    identity, claims = identity_of(entries, page, known, is_there)
    for claim in claims:
        if not claim.is_there and claim.article == identity.id:
            entries.drop(claim.origin, claim.key)
    if known and identity.rule == "text" and (twin := _replaced_twin(entries, known, identity, claims, is_replaced)):
        identity = Identity(identity.id, "move", f"moved here from {twin.key}")
        _hand_over(transaction, known, twin)
    outcome = _put(transaction, page, identity, was=was)
    reason = known.reason if known and identity.rule == "before" else identity.reason
    entry = replace(entry, article=identity.id, reason=reason, url=article.url, address=article.address)
    entries.put(replace(entry, text_hash=article.text_hash))
    removed = bool(was) and was != identity.id and transaction.release(was, name)
    contested = article.address if identity.rule == "contested" else ""
    if removed and outcome == "new":
        return Saved("changed", identity.id, reason, contested)
    return Saved(outcome, identity.id, reason, contested, removed=int(removed))


def identity_of(
    entries: Entries, page: Page, known: EntryRecord | None, is_there: IsThere
) -> tuple[Identity, list[Claim]]:
    """Return which article a page is whose entry was known so, and the claims of other entries that decided it."""
    entry, article = page.entry, page.article
    before = _claim(known) if known else None
    me = Claim(entry.origin, entry.key, article.address, article.text_hash)
    ids = {*own_ids(me), page.given, article_id(article.address), before.article if before else ""}
    claims = list(_checked(entries.claims(me, sorted(ids)), is_there))
    return identified(me, before, claims, given=page.given), claims


def is_displaced(entries: Entries, entry: EntryRecord) -> bool:
    """Return whether an entry that states an address is known by its place, and could be known by the address."""
    is_known_by_place = entry.article in own_ids(_claim(entry)) and len(entries.of_article(entry.article, 2)) == 1
    return is_known_by_place and not entries.of_article(article_id(entry.address), 1)


def save_problem(transaction: Transaction, entry: EntryRecord, *, keeps_article: bool) -> int:
    """Put on record why an entry is no article; return how many articles went with that.

    What it was read as before goes, unless the entry could not be looked into: then it is as good as it was.
    """
    known = transaction.entries.get(entry.origin, entry.key)
    if not known or not known.article:
        transaction.entries.put(entry)
        return 0
    if keeps_article:
        facts = {"article": known.article, "url": known.url, "address": known.address, "text_hash": known.text_hash}
        transaction.entries.put(replace(entry, reader=known.reader, **facts))  # type: ignore[arg-type]  # all are text
        return 0
    transaction.entries.put(entry)
    return int(transaction.release(known.article, known.name))


def _replaced_twin(
    entries: Entries, known: EntryRecord, identity: Identity, claims: Sequence[Claim], is_replaced: IsReplaced
) -> EntryRecord | None:
    """Return the entry that an article moved from to the place of another, where its own file was replaced as well."""
    if not known.article or known.article == identity.id:
        return None
    if any(len(entries.of_article(id, 2)) > 1 for id in (known.article, identity.id)):
        return None
    twins = (entries.get(*claim.place) for claim in claims if claim.article == identity.id)
    return next((twin for twin in twins if twin and is_replaced(twin)), None)


def _hand_over(transaction: Transaction, known: EntryRecord, twin: EntryRecord) -> None:
    """Let a twin be the article that an entry was, until it is read: the two may have changed places."""
    was = replace(known, origin=twin.origin, key=twin.key, name=twin.name)
    transaction.entries.put(was)
    transaction.entries.expire(was)
    transaction.rename(known.article, twin.name)


def _put(transaction: Transaction, page: Page, identity: Identity, *, was: str) -> Outcome:
    name = page.entry.name
    if identity.rule != "text" or (was == identity.id and transaction.source(was) == name):
        return transaction.put(identity.id, page.article, source=name)
    return "unchanged" if was == identity.id else "duplicate"


def _checked(claims: Iterator[Claim], is_there: IsThere) -> Iterator[Claim]:
    """Yield each claim once, with whether its entry is still there."""
    seen = set()
    for claim in claims:
        if claim.place not in seen:
            seen.add(claim.place)
            yield replace(claim, is_there=is_there(*claim.place))


def _claim(entry: EntryRecord) -> Claim:
    return Claim(entry.origin, entry.key, entry.address, entry.text_hash, entry.article)
