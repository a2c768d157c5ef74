"""Have elements stand in a line or not as browsers show them: by their style, or as they are unknown to HTML."""

import re

from ingest.dom.editing import move_into
from ingest.dom.parser import Element
from ingest.dom.plain.page import Page
from ingest.dom.rules import FOR_MACHINES, HEADINGS, INLINE, UNREAD

# The elements of HTML (Living Standard) that are neither in a line nor unread.
BLOCKS = frozenset(
    """address article aside base basefont bgsound blockquote body br button caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html
    img input keygen label legend li listing main menu nav noframes ol optgroup p param picture plaintext pre search
    section slot source summary table tbody td template tfoot th thead tr track ul xmp""".split()  # noqa: SIM905
)
KNOWN = BLOCKS | INLINE | UNREAD | FOR_MACHINES
DISPLAY = re.compile(r"display\s*:", re.I)
IN_LINE = re.compile(r"display\s*:\s*(?:inline(?:-block|-flex|-grid)?|contents)\b", re.I)
AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table)\b", re.I)
# What says nothing but by its style; other elements of a line say what they are by their tag.
PLAIN = frozenset(("span", "i", "em", "small", "label", "font"))
LETTER = re.compile(r"\w")


def elements_as_shown(page: Page) -> bool:
    """Change the tags of what stands otherwise than they say, and say whether any was."""
    unknown = page.tagged(*(page.by_tag.keys() - KNOWN))
    styled = [(style, one) for style, found in page.valued("style") if DISPLAY.search(style) for one in found]
    in_line = [one for style, one in styled if one.tag in ("div", "p") and IN_LINE.search(style)]
    found = [one for one in (*unknown, *in_line) if _is_in_sentence(one) and not _holds_blocks(one)]
    for element in found:
        if element.get("hidden") is None:
            is_known = element.tag in KNOWN
            element.tag = "span"
            if is_known:
                _join_paragraph(element)
    blocks = [one for style, one in styled if one.tag in PLAIN and AS_BLOCK.search(style) and not _is_in_code(one)]
    for element in blocks:
        element.tag = "div"
    return bool(found or blocks)


def _is_in_sentence(element: Element) -> bool:
    """Return whether there is text straight before or after the element, or it stands in what is in a line."""
    holder, before = element.getparent(), element.getprevious()
    if holder is None:
        return False
    said = (before.tail if before is not None else holder.text) or ""
    if LETTER.search(element.tail or ""):
        return True
    if LETTER.search(said):
        # What ends a heading may be a menu.
        return holder.tag not in HEADINGS
    if holder.tag not in KNOWN and not _holds_blocks(holder):
        return _is_in_sentence(holder)
    return holder.tag in INLINE


def _holds_blocks(element: Element) -> bool:
    return any(one.tag in BLOCKS and one is not element and not _is_inline(one) for one in element.iter())


def _is_inline(element: Element) -> bool:
    return bool(IN_LINE.search(element.get("style") or ""))


def _join_paragraph(element: Element) -> None:
    """Put the element back into the paragraph before it, with what is in the line after: only its tag ended that."""
    paragraph = element.getprevious()
    if paragraph is None or paragraph.tag != "p" or (paragraph.tail or "").strip():
        return
    line = [element]
    while (after := line[-1].getnext()) is not None and after.tag in INLINE:
        line.append(after)
    move_into(paragraph, line)


def _is_in_code(element: Element) -> bool:
    return any(above.tag in ("pre", "code") for above in element.iterancestors())
