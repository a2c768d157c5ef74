"""A parsed question in, the answer out: planned, ranked, relaxed where need be, each hit with its passages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter

from index.answer import DEEPEST, Answer, Hit
from index.engines.protocol import Ranked, Ranking, Reading
from index.errors import ArticleNotFound, QueryError
from index.query.narrowing import meant
from index.query.parsing import parse
from index.query.plan import Mode, Plan, planned
from index.query.rarities import relative_rarities
from index.query.relaxing import relaxed
from index.query.spelling import corrected
from index.query.typed import Parsed, Typed, alternatives, lacking
from index.search.marks import Marker
from index.search.passages import found
from index.storage.record import Record
from index.tree import Duplicates, Everything, Filters, Sort

MOST_PER_PAGE = 100
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest", "title")


@dataclass(frozen=True, slots=True)
class _Page:
    """Which hits of a ranking are given, in which order, and whether articles with the same text are one."""

    number: int
    size: int
    sort: Sort
    duplicates: Duplicates


def answered(
    parsed: Parsed,
    *,
    record: Record,
    engine: Reading,
    page: int,
    per_page: int,
    filters: Filters,
    sort: Sort,
    start: float,
    mode: Mode = "auto",
    duplicates: Duplicates = "folded",
) -> Answer:
    """Answer the question. `start` is the `perf_counter` reading when it came. Raises QueryError."""
    _refuse_unaskable(page, per_page, sort)
    shown = _Page(page, per_page, sort, duplicates)
    plan = planned(parsed, engine, mode)
    plan = replace(plan, filters=_narrowed(plan.filters, filters))
    is_asked = not isinstance(plan.node, Everything) or plan.filters != Filters()
    ranking = _ranking(plan, engine, shown) if is_asked else Ranking(0, ())
    better = corrected(parsed.text, plan.words, engine)
    asked, is_relaxed = parsed, False
    if is_asked and not ranking.total:
        tried = _otherwise((parsed, plan), _mended(plan, parse(better), engine, mode) if better else None, engine)
        answers = ((*one, _ranking(one[1], engine, shown)) for one in tried)
        nothing = (parsed, plan, False, ranking)
        asked, plan, is_relaxed, ranking = next((one for one in answers if one[-1].total), nothing)
    marker, rarities = Marker(plan.node), relative_rarities(plan.node, engine)
    hits = (
        _hit(ranked, record, marker, rarities, unknown=plan.dropped, duplicates=duplicates) for ranked in ranking.hits
    )
    if not is_relaxed:
        hits = (hit and replace(hit, missing=_lacking(asked.node, hit.missing)) for hit in hits)
    return Answer(
        query=parsed.text,
        parsed=plan.parsed,
        total=ranking.total,
        page=page,
        per_page=per_page,
        hits=tuple(h for h in hits if h),
        facets=ranking.facets,
        filters=plan.filters,
        sort=sort,
        version=engine.version(),
        seconds=perf_counter() - start,
        is_relaxed=is_relaxed,
        is_partial=bool(plan.notes),
        dropped=plan.dropped,
        did_you_mean=better,
        notes=plan.notes,
        complete=ranking.complete,
        folded=ranking.folded,
        duplicates=duplicates,
    )


def _refuse_unaskable(page: int, per_page: int, sort: str) -> None:
    if page < 1:
        raise QueryError(f"page {page}: pages count from 1")
    if not 1 <= per_page <= MOST_PER_PAGE:
        raise QueryError(f"per_page {per_page}: ask for 1 to {MOST_PER_PAGE} articles a page")
    if page * per_page > DEEPEST:
        raise QueryError(f"page {page}: only the first {DEEPEST} articles can be paged through; add a word or a filter")
    if sort not in SORTS:
        raise QueryError(f"sort {sort}: choose one of {', '.join(SORTS)}")


def _narrowed(typed: Filters, chosen: Filters) -> Filters:
    """Give the filters typed in the question together with those chosen beside it."""
    days = [d for d in (typed.after, chosen.after) if d]
    ends = [d for d in (typed.before, chosen.before) if d]
    return Filters(
        lang=typed.lang + chosen.lang,
        tag=typed.tag + chosen.tag,
        author=typed.author + chosen.author,
        site=typed.site + chosen.site,
        after=max(days, default=None),
        before=min(ends, default=None),
    )


def _lacking(asked: Typed | None, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Give what an article lacks without what alternatives to it make up for."""
    spare = alternatives(asked) if missing else frozenset()
    wanted = lacking(asked, missing) if spare else frozenset()
    return tuple(word for word in missing if word in wanted or word not in spare)


def _ranking(plan: Plan, engine: Reading, page: _Page) -> Ranking:
    filters = meant(plan.filters, engine)
    first = (page.number - 1) * page.size
    return engine.ranked(plan.node, filters, sort=page.sort, first=first, count=page.size, duplicates=page.duplicates)


def _mended(plan: Plan, asked: Parsed, engine: Reading, mode: Mode) -> tuple[Parsed, Plan]:
    """Give a question as it was meant and its plan, with the filters of the one that was typed, and say so."""
    mended = planned(asked, engine, mode)
    said = f"No article holds {plan.parsed}; this answers {asked.text}."
    return asked, replace(mended, filters=plan.filters, notes=(said, *mended.notes))


def _otherwise(
    typed: tuple[Parsed, Plan], meant_so: tuple[Parsed, Plan] | None, engine: Reading
) -> Iterator[tuple[Parsed, Plan, bool]]:
    """Yield what to ask where nothing is found: the question as it was meant, what was typed in part, and that in part.

    With each comes whether it is a part.
    """
    if meant_so:
        yield *meant_so, False
    for asked, plan in (typed, meant_so) if meant_so else (typed,):
        for looser in relaxed(plan, engine):
            yield asked, looser, True


def _hit(
    ranked: Ranked,
    record: Record,
    marker: Marker,
    rarities: Mapping[str, float],
    *,
    unknown: tuple[str, ...],
    duplicates: Duplicates,
) -> Hit | None:
    try:
        numbers = [one.number for one in ranked.sections]
        article = record.with_sections(ranked.id, numbers) if numbers else record.article(ranked.id)
    except ArticleNotFound:
        # Removed from the record after the index answered.
        return None
    # Only the sections that answer were read; else the article has changed since it was indexed.
    is_as_indexed = len(article.sections) == len(numbers)
    answering = [replace(one, number=i) for i, one in enumerate(ranked.sections)] if is_as_indexed else []
    best = found(article, answering, marker, rarities)
    copies = record.copies(article, of_others=duplicates == "folded")
    return Hit(
        article=article,
        score=ranked.score,
        passages=best,
        title_marks=marker.spans(article.title, article.lang, field="title"),
        more=max(0, ranked.answering - len({passage.anchor for passage in best})),
        duplicates=copies.count,
        copies=copies.listed,
        missing=tuple(dict.fromkeys((*ranked.missing, *unknown))),
    )
