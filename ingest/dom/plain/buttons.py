"""Write as text the buttons that are text: questions that unfold their answers, names of tabs, words of a sentence."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ingest.dom.editing import drop, unwrap
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page
from ingest.dom.rules import HEADINGS, HIDDEN, INLINE
from ingest.dom.text import clean, letters

# What does something to the page, in the languages in which many pages are.
ACTION = re.compile(
    r"""^\W*(?:
      (?:show|see|read|load|view|hide|learn|expand|collapse|close|open|toggle|jump|skip|go)
      (?:\s+(?:more|less|all|details?|menu|navigation|comments?|answers?|full|the\s+rest|everything|this|in|to|back)\b
         .{0,30})?
    | (?:copy|copied|share|save|print|listen|download|subscribe|accept|reject|follow)(?:\s.{0,30})? | play | pause
    | like | edit | reply | run | try\s+it.{0,20} | sign\s+(?:up|in).{0,30} | log\s*in
    | bookmark | report | contact(?:\s.{0,30})? | buy(?:\s.{0,30})? | book\s+now | apply(?:\s+now)? | register | upload
    | (?:add\s+to|order|get\s+started|try\s+for)\b.{0,30}
    | next | previous | back | menu | search | submit | send | cancel | ok | help | more | less
    | (?:mehr|weniger)(?:\s.{0,30})? | kopieren | teilen | drucken | merken | speichern | abonnieren | anmelden
    | schließen | weiterlesen | (?:voir|lire|afficher)\s.{0,30} | copier | partager | imprimer | enregistrer | fermer
    | (?:ver|leer|mostrar)\s+m[aá]s.{0,20} | copiar | compartir | imprimir | guardar | cerrar
    | копировать | поделиться | печать | ещё | читать\s+далее | 复制 | 複製 | 分享 | 打印 | 收藏 | 展开 | 收起
    | コピー | シェア | 共有 | 保存 | もっと見る | 閉じる)\W*$""",
    re.I | re.X,
)
MAX_NAME_CHARS, MIN_PANEL_CHARS = 200, 20
# What stands over a panel is a heading of the level under the one before; under none it is of this one.
FIRST_LEVEL, LOWEST = 3, 6
SENTENCES = frozenset(("p", "li", "dd", "td", "th", "dt", "blockquote", "figcaption", *INLINE))
# What holds the answer under a button; and so many buttons that each stand over one are no coincidence.
PANEL_TAGS, FEWEST_ALIKE = frozenset(("div", "p", "section")), 2
MENUS = frozenset(("nav", "header", "footer", "form", "menu"))
TARGETS = ("aria-controls", "data-bs-target", "data-target", "href")


@dataclass(frozen=True, slots=True)
class _Panels:
    """What clicks show: elements by their id, by the id of what they are labelled by, and the letters of headings.

    `in_order` are the panels of tabs that name none, `over_text` the buttons that name none and stand over a text.
    """

    by_id: Mapping[str, Element]
    labelled: Mapping[str, Element]
    letters: dict[Element, int] = field(default_factory=dict)
    in_order: dict[Element, Element] = field(default_factory=dict)
    over_text: set[Element] = field(default_factory=set)


def buttons_as_text(page: Page) -> bool:
    """Change the tree, and say whether there were buttons; one that is none of these is left as it is."""
    tabs = {one for role, found in page.valued("role") if role == "tab" for one in found}
    # What a role makes a button of, where it says that it unfolds something.
    roles = {one for role, found in page.valued("role") if role == "button" for one in found}
    unfolding = {one for one in roles if one.get("aria-expanded") is not None}
    if not tabs and not unfolding and not page.by_tag.get("button"):
        return False
    by_id = {name: found[0] for name, found in page.valued("id")}
    labelled = {label: one for one in page.elements if one.attrib and (label := one.get("aria-labelledby"))}
    panels = _Panels(by_id, labelled)
    panels.in_order.update(_panels_in_order([one for one in page.elements if one in tabs]))
    panels.over_text.update(_over_texts(page.by_tag.get("button", ())))
    level = FIRST_LEVEL - 1
    for element in page.elements:
        if element.tag in HEADINGS:
            level = int(element.tag[1])
        elif element in tabs:
            _name_panel(element, panels)
        elif element.tag == "button" or element in unfolding:
            _read(element, panels, level)
    return True


def _panels_in_order(tabs: Collection[Element]) -> Iterator[tuple[Element, Element]]:
    """Yield each tab that names no panel with the one that is its by its place: the first of a list has the first."""
    lists: defaultdict[Element, list[Element]] = defaultdict(list)
    for tab in tabs:
        if (holder := next((a for a in tab.iterancestors() if a.get("role") == "tablist"), None)) is not None:
            lists[holder].append(tab)
    for tablist, named in lists.items():
        if any(tab.get("aria-controls") or tab.get("id") for tab in named):
            continue
        around = tablist.getparent()
        found = [] if around is None else [one for one in around.iter() if one.get("role") == "tabpanel"]
        outermost = [one for one in found if all(above.get("role") != "tabpanel" for above in one.iterancestors())]
        if len(outermost) == len(named):
            yield from zip(named, outermost, strict=True)


def _over_texts(buttons: Iterable[Element]) -> frozenset[Element]:
    """Return the buttons of one class that each stand first in an element over a text, each with other words."""
    alike: defaultdict[tuple[str, str], dict[str, Element]] = defaultdict(dict)
    for button in buttons:
        holder, text = button.getparent(), clean(text_in(button))
        if holder is None or holder[0] is not button or (holder.text or "").strip() or ACTION.match(text):
            continue
        after = _next(button)
        if after is not None and after.getparent() is holder and after.tag in PANEL_TAGS and _is_text(after):
            alike[button.get("class") or "", holder.get("class") or ""].setdefault(text, button)
    return frozenset(one for found in alike.values() if len(found) >= FEWEST_ALIKE for one in found.values())


def _read(button: Element, panels: _Panels, level: int) -> None:
    text = clean(text_in(button))
    if not text or len(text) > MAX_NAME_CHARS:
        return
    heading = next((above for above in button.iterancestors() if above.tag in HEADINGS), None)
    if heading is not None:
        _read_in_heading(button, heading, panels)
    elif button in panels.over_text and not _is_in_menu(button):
        button.tag = f"h{min(level + 1, LOWEST)}"
    elif (panel := _unfolded(button, panels)) is not None and not ACTION.match(text):
        button.tag = f"h{min(level + 1, LOWEST)}"
        _show(panel)
    elif button.tag == "button" and not ACTION.match(text) and _is_in_sentence(button):
        button.tag = "span"


def _read_in_heading(button: Element, heading: Element, panels: _Panels) -> None:
    if (panel := _unfolded(button, panels)) is not None:
        _show(panel)
    if heading not in panels.letters:
        panels.letters[heading] = letters(text_in(heading))
    if button.tag == "button":
        # Beside the words of a heading a button does something; alone it is the words.
        is_beside = panels.letters[heading] - letters(text_in(button)) > 1
        drop(button) if is_beside else unwrap(button)


def _name_panel(tab: Element, panels: _Panels) -> None:
    """Put the name of a tab over what it shows."""
    name, panel = clean(text_in(tab)), panels.in_order.get(tab, _panel(tab, panels))
    if name and panel is not None and len(name) <= MAX_NAME_CHARS and panel not in tab.iterancestors():
        line = panel.makeelement("p")
        line.text, line.tail, panel.text = name, panel.text, None
        panel.insert(0, line)
        _show(panel)


def _panel(button: Element, panels: _Panels) -> Element | None:
    """Return the element that the button shows."""
    for target in _targets(button):
        if (panel := panels.by_id.get(target)) is not None:
            return panel
    return panels.labelled.get(button.get("id") or "")


def _targets(button: Element) -> Iterator[str]:
    for attribute in TARGETS:
        stated = button.get(attribute) or ""
        if attribute in ("aria-controls",) or stated.startswith("#"):
            yield stated.removeprefix("#").strip()


def _unfolded(button: Element, panels: _Panels) -> Element | None:
    """Return the text under the button that a click shows; None where the button is in a menu, or over no text."""
    if button.get("aria-expanded") is None and "accordion" not in (button.get("class") or ""):
        return None
    if _is_in_menu(button):
        return None
    panel, after = _panel(button, panels), _next(button)
    panel = after if panel is None else panel
    if panel is None or after is None or panel in button.iterancestors():
        return None
    return panel if after in (panel, *panel.iterancestors()) and _is_text(panel) else None


def _is_in_menu(button: Element) -> bool:
    return any(above.tag in MENUS for above in button.iterancestors())


def _is_text(panel: Element) -> bool:
    said = letters(text_in(panel))
    linked = sum(letters(text_in(link)) for link in panel.iter("a"))
    return said >= MIN_PANEL_CHARS and linked < said / 2


def _show(panel: Element) -> None:
    """Have what a click shows not be hidden."""
    panel.attrib.pop("hidden", "")
    if HIDDEN.search(panel.get("style") or ""):
        del panel.attrib["style"]


def _next(element: Element) -> Element | None:
    """Return what comes after the element and what it is all of."""
    while (holder := element.getparent()) is not None:
        if (element.tail or "").strip():
            return None
        if (after := element.getnext()) is not None:
            return after
        element = holder
    return None


def _is_in_sentence(button: Element) -> bool:
    """Return whether a sentence goes on after the button, or into it."""
    holder = button.getparent()
    if holder is None or holder.tag not in SENTENCES:
        return False
    before = button.getprevious()
    above = ((holder.text if before is None else before.tail) or "").strip()
    if (button.tail or "").strip():
        return bool(above) or before is None
    # One letter alone draws a picture: "i" leads to more of it.
    return above[-1:].isalpha() and button.getnext() is None and letters(text_in(button)) > 1
