"""Read one page in a worker, within the limits of an ingest, and keep all that people ask of how it was read."""

from dataclasses import dataclass
from functools import partial

from index import Article, PageError, UnreadablePage
from ingest.pipeline.workers import Limits, Lost, result
from ingest.reader import Reading, reading
from ingest.siterules import SiteRules
from ingest.sources.origin import Entry, Origin
from ingest.sources.page_kinds import check_is_page
from ingest.why import Dropped, contents, dropped

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Extract:
    """An article, which elements hold it, what was left out of its page, and what is to be said of the rule for it."""

    article: Article
    contents: str
    dropped: tuple[Dropped, ...]
    rule: str = ""
    rule_note: str = ""


def extracted(origin: Origin, entry: Entry, rules: SiteRules, *, largest: int) -> Extract:
    """Return how an entry is read. Raises what `read_article` raises, and UnreadablePage beyond the limits."""
    found = result(entry, partial(_extract, origin=origin, rules=rules, largest=largest), limits=LIMITS)
    if isinstance(found, Lost):
        raise UnreadablePage(f"{entry.name}: {found.reason}")
    if isinstance(found, PageError):
        raise found
    return found


def _extract(entry: Entry, *, origin: Origin, rules: SiteRules, largest: int) -> Extract | PageError:
    try:
        capture = origin.open(entry, largest=largest)
        check_is_page(capture.content, entry.name)
        read = reading(
            capture.content,
            source=entry.name,
            encoding=capture.charset or None,
            address=capture.address,
            rules=rules,
            largest=largest,
        )
    except PageError as error:
        return error
    return Extract(
        read.article, contents(read), tuple(dropped(read)), read.rule.name if read.rule else "", _rule_note(read)
    )


def _rule_note(read: Reading) -> str:
    rule = read.rule
    if rule and rule.selectors.get("content") and not read.body.is_ruled:
        return f"{rule.name}: its content selects nothing here, so the page is read as if it had none"
    return f"read by {rule.name}" if rule else ""
