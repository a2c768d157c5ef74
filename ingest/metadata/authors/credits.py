"""Find the names that a page credits below its title or in an element whose class names an author."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.dom.attributes import words_of
from ingest.dom.parser import Element
from ingest.dom.rules import FOR_MACHINES, HEADINGS
from ingest.dom.text import clean, inner
from ingest.metadata.authors.names import MAX_NAME_CHARS, is_name, is_person, names_in
from ingest.metadata.byline import BY, CJK_BY, READING_TIME
from ingest.metadata.dates.parsing import first_date, without_dates
from ingest.metadata.running_text import is_in_code, is_in_long_block, is_in_paragraph, is_in_sentence
from ingest.metadata.structured_data import StructuredData

# What sites call the element of a byline, in class, id, rel and itemprop, and where they link its name to.
AUTHOR_NAME = re.compile(
    r"author(?!i[tz])|by-?line|auteur|\bautor|creator|contributor|writer|\bp-name\b|redacteur|reporter", re.I
)
PROFILE_LINK = re.compile(
    r"/(?:authors?|writers?|contributors?|auteurs?|autor(?:es|en|in)?|autori|journalists?|by|profiles?|staff|people|team|about|users?|bios?|experts?|columnists?|reporters?)/|/@[\w.-]+/?(?:$|\?)",
    re.I,
)
BY_LABEL = re.compile(
    r"^\W*(?:(?:\w+\s+){0,4}(?:by|von|par|por|di|da|door|av|af)|autor(?:in|es)?|authors?|auteurs?|texte?(?=\s*:)|words(?=\s*:)|作者|文|著者|執筆者?|筆者|автор)\s*:?[^\w,]*$",
    re.I,
)
OTHER_ROLE = re.compile(
    r"\b(?:edited|reviewed|checked|photos?|photograph\w*|images?|illustrat\w+|translat\w+|approved|verified|review|produced"
    r"|fotos?|fotograf\w*|bild(?:er)?|übersetz\w+|geprüft|lektor\w*|traduit\w*|relu|vérifié\w*|traducid[oa]|revisad[oa]|traduzid[oa]"
    r"|tradott[oa]|revision\w*|vertaald|beoordeeld|фото|перевод\w*)\b[^.]{0,20}$",
    re.I,
)
NAME_JOINER = re.compile(r"^\W*(?:and|und|et|y|e|en|with)?\W*$", re.I)
# What stands beside a name and tells of the person.
ABOUT_WORDS = frozenset(("description", "bio", "biography", "role", "job", "avatar", "position", "credentials"))
# Of these, what is sure enough to look for anywhere on the page.
AUTHOR_ELEMENT = re.compile(r"[Aa]uthor|[Bb]yline|auteur|autor")
# Elements of other articles, of readers and of the site.
ELSEWHERE_WORDS = frozenset(
    "comment comments commentlist cmt disqus related recommended recommendations recirc promo trending popular recent latest nav menu footer teaser testimonial testimonials review reviews reply".split()  # noqa: SIM905
)
# Of links and elements that name what an article is filed under.
TOPICS = re.compile(r"/(?:category|categories|tags?|topics?|sections?|label)/", re.I)
TOPIC_WORDS = frozenset(
    ("category", "categories", "cat", "tag", "tags", "topic", "topics", "section", "kicker", "label")
)
ARTICLE_WORDS = frozenset(("post", "entry", "article"))
UNREAD = FOR_MACHINES | frozenset(("form", "nav", "button"))
COMMENT_WORDS = frozenset(("comments", "commentlist", "disqus"))
# What people call themselves by may be written small.
USERNAME = re.compile(r"^[\w.-]+$")
LETTER = re.compile(r"\w\w")
MAX_CARD_CHARS = 600
MAX_CHARS_AFTER_TITLE, MAX_RUNS, MAX_RUN_CHARS = 900, 40, 120


class TextRun(NamedTuple):
    """A text and the element that it stands in."""

    text: str
    element: Element


def credited_in_named_element(page: StructuredData, heading: Element | None) -> tuple[str, ...]:
    """Return the names in the first element of this article whose class, id, rel or itemprop names an author."""
    for element in page.attributes.matching(AUTHOR_ELEMENT):
        if not belongs_elsewhere(element, heading):
            runs = [
                TextRun(text, e) for e in element.iter() if e.tag not in UNREAD for text in (e.text, e.tail) if text
            ]
            if found := credited_names([run for run in map(_cleaned, runs) if run.text][:MAX_RUNS]):
                return found
    return ()


def credited_names(runs: Sequence[TextRun]) -> tuple[str, ...]:
    """Return the names of the first credit in the runs and of those that continue it."""
    for i, run in enumerate(runs):
        before = runs[i - 1].text if i and not is_in_code(runs[i - 1].element) else ""
        task = runs[i - 2].text if i > 1 else ""
        if (found := _names_of_run(run, before)) and not _is_other_role(run.text, before, task):
            return tuple(dict.fromkeys((*found, *_further_names(runs[i + 1 :], run))))
    return ()


def _is_other_role(text: str, before: str, task: str) -> bool:
    # "Reviewed" and "by" may stand in elements of their own.
    said = "" if BY.match(text) else text
    return any(map(OTHER_ROLE.search, (before, said, f"{task} {before}" if len(before) < 4 else "")))


def _names_of_run(run: TextRun, before: str) -> tuple[str, ...]:
    if len(run.text) > MAX_RUN_CHARS:
        return ()
    is_by = bool(BY_LABEL.match(before))
    if is_by or BY.match(run.text) or CJK_BY.search(run.text):
        if is_in_code(run.element) or is_in_sentence(run.element):
            return ()
        found = names_in(run.text)
        may_name = is_person if is_in_paragraph(run.element) else _may_be_username if is_by else _is_capitalised
        return found if all(map(may_name, found)) else ()
    named = _named_for_author(run.element)
    if not named:
        return ()
    found = names_in(run.text)
    return found if named == 1 or all(map(is_person, found)) else ()


def _is_capitalised(name: str) -> bool:
    return name[0].isupper() or not name[0].isascii()


def _may_be_username(name: str) -> bool:
    return _is_capitalised(name) or USERNAME.match(name) is not None


def _named_for_author(element: Element) -> int:
    """Return how many steps above the text an element is named for authors: 1 for its own element, 0 if none is near."""
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
    if AUTHOR_NAME.search(named):
        return element.tag != "h1" and ABOUT_WORDS.isdisjoint(words_of(element))
    # In a sentence a link leads to whom it tells of.
    return element.tag == "a" and bool(PROFILE_LINK.search(element.get("href") or "")) and not is_in_long_block(element)


def _further_names(runs: Sequence[TextRun], first: TextRun) -> Iterator[str]:
    """Yield the names that continue a credit: in elements like its own, with nothing but "and" between them."""
    for run in runs[:24]:
        if NAME_JOINER.match(run.text):
            continue
        if run.element.tag != first.element.tag or (run.element.get("class") or "") != (
            first.element.get("class") or ""
        ):
            return
        found = names_in(run.text) if len(run.text) <= MAX_NAME_CHARS else ()
        if not found or not all(map(is_name if _is_credit(run.element) else is_person, found)):
            return
        yield from found


def name_next_to_date(after: Sequence[TextRun]) -> tuple[str, ...]:
    """Return the name that stands alone right before or after the first date in the runs after the title."""
    runs = [run for run in after if LETTER.search(READING_TIME.sub("", run.text))]
    for i, run in enumerate(runs):
        if len(run.text) <= 60 and first_date(run.text):
            near = [*reversed(runs[max(0, i - 2) : i]), *runs[i : i + 3]]
            return next(((name,) for one in near for name in _lone_names(one)), ())
    return ()


def _lone_names(run: TextRun) -> Iterator[str]:
    """Yield the name that makes up the text, apart from a date or "by"."""
    if not is_topic_link(run.element):
        rest = without_dates(run.text, "")
        yield from (name for name in names_in(run.text) if is_person(name) and len(rest) <= len(name) + 6)


def is_topic_link(element: Element) -> bool:
    """Return whether the element names a topic or category."""
    return bool(TOPICS.search(element.get("href") or "")) or not TOPIC_WORDS.isdisjoint(words_of(element))


def belongs_elsewhere(element: Element, heading: Element | None) -> bool:
    """Return whether the element belongs to a comment, to another article's card or to navigation."""
    own = set(heading.iterancestors()) if heading is not None else set()
    for above in (element, *element.iterancestors()):
        if above in own:
            return False
        if above.tag in UNREAD or _is_of_others(above):
            return True
    return False


def _is_of_others(element: Element) -> bool:
    """Return whether an element's names say it is not part of the article, or whether it is a card with its own heading."""
    words = words_of(element)
    # The foot of a post is the post's own.
    if not ELSEWHERE_WORDS.isdisjoint(words - {"footer"} if words & ARTICLE_WORDS else words):
        return True
    return element.tag in ("article", "li", "a") and any(e is not element for e in element.iter(*HEADINGS))


def _follows_article(element: Element) -> bool:
    """Return whether an element marks the end of the article: comments, or the card of another article."""
    if not COMMENT_WORDS.isdisjoint(words_of(element)):
        return True
    if element.tag not in ("article", "li"):
        return False
    # A card is little more than a heading that leads to another page.
    is_leading = any(next(heading.iter("a"), None) is not None for heading in element.iter(*HEADINGS))
    return is_leading and len(inner(element)) < MAX_CARD_CHARS


def text_runs_after(heading: Element) -> list[TextRun]:
    """Return the first runs of text that follow the title."""
    found: list[TextRun] = []
    length = 0
    for run in map(_cleaned, _runs_following(heading)):
        if run.text:
            found.append(run)
            length += len(run.text)
        if length > MAX_CHARS_AFTER_TITLE or len(found) >= MAX_RUNS:
            break
    return found


def _cleaned(run: TextRun) -> TextRun:
    return TextRun(clean(run.text), run.element)


def _runs_following(element: Element) -> Iterator[TextRun]:
    """Yield the runs of text that follow the element."""
    node: Element | None = element
    while node is not None:
        parent = node.getparent()
        if node.tail and parent is not None:
            yield TextRun(node.tail, parent)
        for sibling in node.itersiblings():
            yield from _runs_of_element(sibling)
            if sibling.tail and parent is not None:
                yield TextRun(sibling.tail, parent)
        node = parent


def _runs_of_element(element: Element) -> Iterator[TextRun]:
    if element.tag not in UNREAD and not _follows_article(element):
        if (text := element.text) and not text.isspace():
            yield TextRun(text, element)
        yield from _runs_inside(element)


def _runs_inside(element: Element) -> Iterator[TextRun]:
    for child in element:
        yield from _runs_of_element(child)
        if (text := child.tail) and not text.isspace():
            yield TextRun(text, element)
