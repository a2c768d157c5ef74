"""Put in its place the text that a page holds apart: of components, of frames, for readers without scripts."""

from collections import defaultdict
from collections.abc import Iterable

from ingest.dom.editing import become_text, move_into, unwrap
from ingest.dom.parser import DEEPEST, Element, parsed, text_in
from ingest.dom.plain.page import Page, Removed
from ingest.dom.rules import FOR_MACHINES
from ingest.dom.text import clean

# Frames within frames, as deep as browsers themselves go in earnest.
MAX_FRAMES_DEEP = 4
# Letters from which a text is a sentence; and so many in sentences make an article.
MIN_SENTENCE_CHARS, MIN_ARTICLE_CHARS = 60, 250
MAX_DEPTH = DEEPEST + 50
NOT_READ = FOR_MACHINES | {"style", "noscript", "template"}
UNPLACED = "not shown: its component has no place for it"


def embedded_as_text(page: Page) -> bool:
    """Put in the texts, and say whether there were any; what a component does not show is noted as removed."""
    framed = _frames(page.by_tag.get("iframe", ()), 0)
    templates = [one for one in page.by_tag.get("template", ()) if _is_shadow_root(one)]
    # Backwards, so that a component within another is done before it.
    for template in reversed(templates):
        page.removed += _composed(template)
    articles = _articles(page.by_tag.get("noscript", ()), page.root)
    for element in articles:
        element.tag = "div"
    if framed or templates:
        _flatten(page.root)
    return bool(framed or templates or articles)


def _frames(frames: Iterable[Element], depth: int) -> bool:
    """Put the documents of frames in their places, and say whether there was one."""
    is_found = False
    for frame in frames:
        document = frame.get("srcdoc")
        if not document or not document.strip() or depth >= MAX_FRAMES_DEEP:
            continue
        page = parsed(document)
        _frames(list(page.iter("iframe")), depth + 1)
        body = next(page.iter("body"), page)
        for child in list(frame):
            frame.remove(child)
        frame.text = body.text
        move_into(frame, list(body))
        del frame.attrib["srcdoc"]
        frame.tag = "div"
        is_found = True
    return is_found


def _is_shadow_root(template: Element) -> bool:
    """Return whether it is the template of a component: the first one in it, as browsers have it."""
    if not (template.get("shadowrootmode") or template.get("shadowroot")):
        return False
    host = template.getparent()
    return host is not None and next(host.iterchildren("template"), None) is template


def _composed(template: Element) -> list[Removed]:
    """Show a component as browsers do: its template, with what stands beside that in the slots."""
    host = template.getparent()
    if host is None:
        return []
    slots: dict[str, Element] = {}
    for slot in template.iter("slot"):
        slots.setdefault(slot.get("name") or "", slot)
    beside: dict[str, list[Element | str]] = defaultdict(list)
    # Text stands in the slot without a name, as do elements that name none.
    for part in (host.text, template.tail):
        beside[""] += [part] if part and part.strip() else []
    host.text = template.tail = None
    for child in [one for one in host if one is not template]:
        name, tail = child.get("slot") or "", child.tail
        host.remove(child)
        child.tail = None
        beside[name].append(child)
        beside[""] += [tail] if tail and tail.strip() else []
    removed = [one for name, parts in beside.items() if name not in slots for one in map(_unplaced, parts) if one.text]
    for name, slot in slots.items():
        if beside.get(name):
            _fill(slot, beside[name])
        unwrap(slot)
    unwrap(template, "div")
    return removed


def _unplaced(part: Element | str) -> Removed:
    if isinstance(part, str):
        return Removed("text", UNPLACED, clean(part))
    return Removed(part.tag, UNPLACED, clean(text_in(part)))


def _fill(slot: Element, parts: Iterable[Element | str]) -> None:
    """Put the parts in the place of what a slot shows without any."""
    slot.text = None
    for child in list(slot):
        slot.remove(child)
    last: Element | None = None
    for part in parts:
        if not isinstance(part, str):
            slot.append(part)
            last = part
        elif last is not None:
            last.tail = (last.tail or "") + part
        else:
            slot.text = (slot.text or "") + part


def _articles(elements: Iterable[Element], root: Element) -> list[Element]:
    """Return the texts for readers without scripts, where they are most of what a page says: a script draws it then."""
    found = {one: _prose(one) for one in elements if not any(above.tag == "head" for above in one.iterancestors())}
    own = sum(found.values())
    if own < MIN_ARTICLE_CHARS or own < _prose(root, NOT_READ):
        return []
    return [one for one, prose in found.items() if prose]


def _prose(root: Element, left_out: frozenset[str] = frozenset()) -> int:
    """Return the letters of the sentences in the element."""
    count, stack = 0, [root]
    while stack:
        element = stack.pop()
        for text in (element.text, *(child.tail for child in element)):
            if text and len(text.strip()) >= MIN_SENTENCE_CHARS:
                count += len(text)
        stack += [child for child in element if child.tag not in left_out]
    return count


def _flatten(root: Element) -> None:
    """Have nothing lie deeper than what a page may hold by itself: what was put in may have made it so."""
    stack: list[tuple[Element, int]] = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if depth > MAX_DEPTH:
            become_text(element, text_in(element))
        else:
            stack += [(child, depth + 1) for child in element]
