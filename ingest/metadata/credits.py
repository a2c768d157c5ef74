"""A page's elements in, the names that they credit out: in the lines around its title, or in one named for authors."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.dom.naming import words_of
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES, HEADINGS
from ingest.dom.text import clean, inner
from ingest.metadata.amid import is_in_code, is_in_paragraph, is_in_prose, is_in_sentence
from ingest.metadata.byline import BESIDE, BY, CJK_BY
from ingest.metadata.dates import stated, without_dates
from ingest.metadata.names import LONGEST, is_name, is_person, people
from ingest.metadata.statements import Statements

# What sites call the element of a byline, in class, id, rel and itemprop, and where they link its name to.
CREDIT = re.compile(
    r"author(?!i[tz])|by-?line|auteur|\bautor|creator|contributor|writer|\bp-name\b|redacteur|reporter", re.I
)
PROFILE = re.compile(
    r"/(?:authors?|writers?|contributors?|auteurs?|autor(?:es|en|in)?|autori|journalists?|by|profiles?|staff|people|team|about|users?|bios?|experts?|columnists?|reporters?)/|/@[\w.-]+/?(?:$|\?)",
    re.I,
)
BY_ALONE = re.compile(
    r"^\W*(?:(?:\w+\s+){0,4}(?:by|von|par|por|di|da|door|av|af)|autor(?:in|es)?|authors?|auteurs?|texte?(?=\s*:)|words(?=\s*:)|作者|文|著者|執筆者?|筆者|автор)\s*:?[^\w,]*$",
    re.I,
)
OTHER_CREDIT = re.compile(
    r"\b(?:edited|reviewed|checked|photos?|photograph\w*|images?|illustrat\w+|translat\w+|approved|verified|review|produced"
    r"|fotos?|fotograf\w*|bild(?:er)?|übersetz\w+|geprüft|lektor\w*|traduit\w*|relu|vérifié\w*|traducid[oa]|revisad[oa]|traduzid[oa]"
    r"|tradott[oa]|revision\w*|vertaald|beoordeeld|фото|перевод\w*)\b[^.]{0,20}$",
    re.I,
)
BETWEEN = re.compile(r"^\W*(?:and|und|et|y|e|en|with)?\W*$", re.I)
# What stands beside a name and tells of the person.
ABOUT_WORDS = frozenset(("description", "bio", "biography", "role", "job", "avatar", "position", "credentials"))
# Of these, what is sure enough to look for anywhere on the page.
NAMED = re.compile(r"[Aa]uthor|[Bb]yline|auteur|autor")
# Elements of other articles, of readers and of the site.
ELSEWHERE = frozenset(
    "comment comments commentlist cmt disqus related recommended recommendations recirc promo trending popular recent latest nav menu footer teaser testimonial testimonials review reviews reply".split()  # noqa: SIM905
)
# Of links and elements that name what an article is filed under.
TOPICS = re.compile(r"/(?:category|categories|tags?|topics?|sections?|label)/", re.I)
TOPIC_WORDS = frozenset(
    ("category", "categories", "cat", "tag", "tags", "topic", "topics", "section", "kicker", "label")
)
OWN = frozenset(("post", "entry", "article"))
UNREAD = FOR_MACHINES | frozenset(("form", "nav", "button"))
FOLLOWING = frozenset(("comments", "commentlist", "disqus"))
# What people call themselves by may be written small.
ALIAS = re.compile(r"^[\w.-]+$")
LETTER = re.compile(r"\w\w")
LONGEST_CARD = 600
MOST_TEXT, MOST_RUNS, LONGEST_RUN = 900, 40, 120


class Run(NamedTuple):
    """A run of text and the element that it stands in."""

    text: str
    element: Element


def credited_anywhere(page: Statements, heading: Element | None) -> tuple[str, ...]:
    """Give the names in the first element of the page that is named for authors and belongs to this article."""
    for element in page.naming.like(NAMED):
        if not is_elsewhere(element, heading):
            runs = [Run(text, e) for e in element.iter() if e.tag not in UNREAD for text in (e.text, e.tail) if text]
            if found := credited([run for run in map(_cleaned, runs) if run.text][:MOST_RUNS]):
                return found
    return ()


def credited(runs: Sequence[Run]) -> tuple[str, ...]:
    """Give the names of the first credit in the runs and those that go on from it."""
    for i, run in enumerate(runs):
        before = runs[i - 1].text if i and not is_in_code(runs[i - 1].element) else ""
        task = runs[i - 2].text if i > 1 else ""
        if (found := _names(run, before)) and not _is_other_task(run.text, before, task):
            return tuple(dict.fromkeys((*found, *_continued(runs[i + 1 :], run))))
    return ()


def _is_other_task(text: str, before: str, task: str) -> bool:
    # "Reviewed" and "by" may stand in elements of their own.
    said = "" if BY.match(text) else text
    return any(map(OTHER_CREDIT.search, (before, said, f"{task} {before}" if len(before) < 4 else "")))


def _names(run: Run, before: str) -> tuple[str, ...]:
    if len(run.text) > LONGEST_RUN:
        return ()
    is_by = bool(BY_ALONE.match(before))
    if is_by or BY.match(run.text) or CJK_BY.search(run.text):
        if is_in_code(run.element) or is_in_sentence(run.element):
            return ()
        found = people(run.text)
        may_name = is_person if is_in_paragraph(run.element) else _is_alias if is_by else _is_capitalised
        return found if all(map(may_name, found)) else ()
    named = _named_for_author(run.element)
    if not named:
        return ()
    found = people(run.text)
    return found if named == 1 or all(map(is_person, found)) else ()


def _is_capitalised(name: str) -> bool:
    return name[0].isupper() or not name[0].isascii()


def _is_alias(name: str) -> bool:
    return _is_capitalised(name) or ALIAS.match(name) is not None


def _named_for_author(element: Element) -> int:
    """Say how far above the text an element is named for authors: 1 for its own, 0 for none near."""
    for steps in range(1, 4):
        if _is_credit(element):
            return steps
        parent = element.getparent()
        if parent is None or element.tag in ("article", "main", "body"):
            return 0
        element = parent
    return 0


def _is_credit(element: Element) -> bool:
    named = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
    if CREDIT.search(named):
        return element.tag != "h1" and ABOUT_WORDS.isdisjoint(words_of(element))
    # In a sentence a link leads to whom it tells of.
    return element.tag == "a" and bool(PROFILE.search(element.get("href") or "")) and not is_in_prose(element)


def _continued(runs: Sequence[Run], first: Run) -> Iterator[str]:
    """Give the names that follow the first: in elements like its own, with nothing but "and" between them."""
    for run in runs[:24]:
        if BETWEEN.match(run.text):
            continue
        if run.element.tag != first.element.tag or (run.element.get("class") or "") != (
            first.element.get("class") or ""
        ):
            return
        found = people(run.text) if len(run.text) <= LONGEST else ()
        if not found or not all(map(is_name if _is_credit(run.element) else is_person, found)):
            return
        yield from found


def beside_date(after: Sequence[Run]) -> tuple[str, ...]:
    """Give the name that stands alone right before or after the first date in the runs after the title."""
    runs = [run for run in after if LETTER.search(BESIDE.sub("", run.text))]
    for i, run in enumerate(runs):
        if len(run.text) <= 60 and stated(run.text):
            near = [*reversed(runs[max(0, i - 2) : i]), *runs[i : i + 3]]
            return next(((name,) for one in near for name in _alone(one)), ())
    return ()


def _alone(run: Run) -> Iterator[str]:
    """Give the name that the text is, but for a date or a "by"."""
    if not is_topic(run.element):
        rest = without_dates(run.text, "")
        yield from (name for name in people(run.text) if is_person(name) and len(rest) <= len(name) + 6)


def is_topic(element: Element) -> bool:
    """Say whether the element names what an article is filed under."""
    return bool(TOPICS.search(element.get("href") or "")) or not TOPIC_WORDS.isdisjoint(words_of(element))


def is_elsewhere(element: Element, heading: Element | None) -> bool:
    """Say whether the element belongs to another article or to a reader: a comment, a card with a heading of its own."""
    own = set(heading.iterancestors()) if heading is not None else set()
    for above in (element, *element.iterancestors()):
        if above in own:
            return False
        if above.tag in UNREAD or _is_of_others(above):
            return True
    return False


def _is_of_others(element: Element) -> bool:
    """Say whether it is named for what is not this article, or is a card with a heading of its own."""
    words = words_of(element)
    # The foot of a post is the post's own.
    if not ELSEWHERE.isdisjoint(words - {"footer"} if words & OWN else words):
        return True
    return element.tag in ("article", "li", "a") and any(e is not element for e in element.iter(*HEADINGS))


def _follows(element: Element) -> bool:
    """Say whether it surely stands after an article: comments, cards of others, each with its heading."""
    if not FOLLOWING.isdisjoint(words_of(element)):
        return True
    if element.tag not in ("article", "li"):
        return False
    # A card is little more than a heading that leads to another page.
    is_leading = any(next(heading.iter("a"), None) is not None for heading in element.iter(*HEADINGS))
    return is_leading and len(inner(element)) < LONGEST_CARD


def runs_after(heading: Element) -> list[Run]:
    """Give the first runs of text that follow the title."""
    found: list[Run] = []
    length = 0
    for run in map(_cleaned, _after(heading)):
        if run.text:
            found.append(run)
            length += len(run.text)
        if length > MOST_TEXT or len(found) >= MOST_RUNS:
            break
    return found


def _cleaned(run: Run) -> Run:
    return Run(clean(run.text), run.element)


def _after(element: Element) -> Iterator[Run]:
    """Give the runs of text that follow the element."""
    node: Element | None = element
    while node is not None:
        parent = node.getparent()
        if node.tail and parent is not None:
            yield Run(node.tail, parent)
        for sibling in node.itersiblings():
            yield from _inside_all(sibling)
            if sibling.tail and parent is not None:
                yield Run(sibling.tail, parent)
        node = parent


def _inside_all(element: Element) -> Iterator[Run]:
    if element.tag not in UNREAD and not _follows(element):
        if (text := element.text) and not text.isspace():
            yield Run(text, element)
        yield from _inside(element)


def _inside(element: Element) -> Iterator[Run]:
    for child in element:
        yield from _inside_all(child)
        if (text := child.tail) and not text.isspace():
            yield Run(text, element)
