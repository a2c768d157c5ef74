"""Read one entry of an origin into what the record keeps of it, or the reason why it is no article."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from index import EntryRecord, LargePage, NotAPage, PageError, Prepared, SkippedPage, UnreadablePage, prepared
from ingest.reader import reading
from ingest.siterules import SiteRules
from ingest.sources.origin import Entry, Origin
from ingest.sources.page_kinds import check_is_page


@dataclass(frozen=True, slots=True)
class Task:
    """An entry to read, and the most bytes that it may have.

    `digest` is that of the bytes which need not be read again; `known` is what the record knew of the entry; `time` is
    that of its stamp, or 0 where the stamp will not tell whether it is as it was.
    """

    origin: Origin
    entry: Entry
    largest: int
    digest: str = ""
    known: EntryRecord | None = None
    time: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What an entry holds: an article; the bytes that are known; or why it is none.

    `is_opened` says that its bytes were to be had; `is_final` that it would be the same again, for these bytes and this
    reader. Where it is not final, what the entry was read as before may still be right, and is kept.
    """

    outcome: Literal["article", "unchanged", "skipped", "failed", "beside"]
    reason: str = ""
    digest: str = ""
    article: Prepared | None = None
    rule: str = ""
    is_opened: bool = True
    is_final: bool = True


def read(task: Task, rules: SiteRules) -> Read:
    """Read an entry. Raises MemoryError alone: whatever else is wrong with it is told as its outcome."""
    name = task.entry.name
    try:
        capture = task.origin.open(task.entry, largest=task.largest)
    except (LargePage, UnreadablePage) as error:
        return Read(_outcome(error), _reason(error, name), is_opened=False, is_final=False)
    except PageError as error:
        return Read(_outcome(error), _reason(error, name))
    digest = sha256(capture.content).hexdigest()
    if digest == task.digest:
        return Read("unchanged", digest=digest)
    try:
        check_is_page(capture.content, name)
        found = reading(
            capture.content,
            source=name,
            encoding=capture.charset or None,
            address=capture.address,
            rules=rules,
            largest=task.largest,
        )
        article = prepared(found.article)
    except PageError as error:
        return Read(_outcome(error), _reason(error, name), digest)
    except MemoryError:
        raise
    except Exception as error:
        return Read("failed", f"{type(error).__name__}: {error}", digest, is_final=False)
    return Read("article", digest=digest, article=article, rule=found.rule.digest if found.rule else "")


def _outcome(error: PageError) -> Literal["skipped", "failed", "beside"]:
    kinds: Sequence[tuple[type[PageError], Literal["skipped", "failed", "beside"]]]
    kinds = ((NotAPage, "beside"), (SkippedPage, "skipped"))
    return next((outcome for kind, outcome in kinds if isinstance(error, kind)), "failed")


def _reason(error: PageError, name: str) -> str:
    return str(error).removeprefix(f"{name}: ")
