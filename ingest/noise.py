"""A page's tree in, the elements that are beside its article out, each with the rule that says so."""

from collections.abc import Iterator

from ingest.page import Element
from ingest.rules import HIDDEN, NAME_WORD, NOISE_ROLES, NOISE_WORDS, SKIPPED

# A name is not believed against this share of the page's prose: some sites call the article's own column "side".
TOO_MUCH = 0.4
SMALLEST_PROSE = 60


def noise(root: Element) -> dict[Element, str]:
    """Give each topmost element that is no part of an article, and why."""
    prose = _prose_of(root)
    whole = max(1, prose.get(root, 0))
    found: dict[Element, str] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        reason = _reason(element)
        if reason and (element.tag in SKIPPED - {"form", "footer", "nav"} or prose.get(element, 0) < TOO_MUCH * whole):
            found[element] = reason
        else:
            stack += [child for child in element if isinstance(child.tag, str)]
    return found


def _reason(element: Element) -> str:
    tag = element.tag
    if tag in SKIPPED:
        return f"tag {tag}"
    if tag in ("html", "body"):
        return ""
    role = element.get("role")
    if role in NOISE_ROLES:
        return f"role {role}"
    if element.get("hidden") is not None or HIDDEN.search(element.get("style") or ""):
        return "hidden"
    if tag == "aside" or (tag == "header" and not _holds_heading(element)):
        return f"tag {tag}"
    return _named(f"{element.get('class') or ''} {element.get('id') or ''}")


def _named(name: str) -> str:
    words = (word.lower() for word in NAME_WORD.findall(name))
    return next((f"named {word}" for word in words if word in NOISE_WORDS), "")


def _holds_heading(element: Element) -> bool:
    return next(element.iter("h1"), None) is not None


def _prose_of(root: Element) -> dict[Element, int]:
    """Count the letters of prose in each element: texts of some length that are in no link."""
    counts: dict[Element, int] = {}
    for element, length in _texts(root):
        holder: Element | None = element
        while holder is not None:
            counts[holder] = counts.get(holder, 0) + length
            holder = holder.getparent()
    return counts


def _texts(root: Element) -> Iterator[tuple[Element, int]]:
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in (
            "script",
            "style",
            "noscript",
            "template",
            "a",
            "select",
        ):
            holder = None
        else:
            holder = element
        if holder is not None and element.text and len(text := element.text.strip()) >= SMALLEST_PROSE:
            yield element, len(text)
        parent = element.getparent()
        if parent is not None and element.tail and len(text := element.tail.strip()) >= SMALLEST_PROSE:
            yield parent, len(text)
