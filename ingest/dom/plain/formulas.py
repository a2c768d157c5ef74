"""Write each formula once, as a line of text: from its TeX, its alternative text, or its MathML (MathML Core)."""

import re
from collections.abc import Iterator

from ingest.dom.editing import become_text, drop
from ingest.dom.parser import Element, text_in
from ingest.dom.plain.page import Page
from ingest.dom.text import clean

TEX = "application/x-tex"
# What Wikipedia wraps each of its formulas in.
STYLE = re.compile(r"\{\s*+\\(?:display|text|script)style\s++(.*)\}", re.S)
MAX_DEEP = 60
# Pictures of formulas, whose alternative text is their TeX.
FORMULA_PICTURE = re.compile(r"\b(?:mwe-math-fallback-image|tex|latex|math)\b", re.I)
# What shows a formula that stands beside it for machines.
SHOWN = frozenset(("katex-html",))
TYPESETTER = re.compile(r"\b(?:katex|mwe-math|MathJax|MJX|mjx)")
TYPESET = re.compile(r"\bMathJax|\bMJX|\bMathJax_Preview")
TOKENS = frozenset(("mi", "mn", "mo", "mtext", "ms"))
# What has no text of its own to show.
ANNOTATIONS = frozenset(("annotation", "annotation-xml", "mphantom", "maction"))
SIGNS = {"msqrt": "√", "mroot": "√"}


def formulas_as_text(page: Page) -> bool:
    """Change the tree so that each formula stands in it as text, once, and say whether there is one."""
    scripts = [one for one in page.tagged("script") if (one.get("type") or "").lower().startswith("math/tex")]
    for script in scripts:
        if tex := clean(script.text or ""):
            _drop_typeset_before(script)
            become_text(script, f" {tex} ")
    tags = [tag for tag in page.by_tag if tag.endswith("math") and _local(tag) == "math"]
    for math in page.tagged(*tags):
        _write(math)
    pictures = [one for one in page.tagged("img") if FORMULA_PICTURE.search(one.get("class") or "")]
    for picture in pictures:
        if tex := _bare(picture.get("alt") or ""):
            become_text(picture, tex)
    return bool(scripts or tags or pictures)


def _write(math: Element) -> None:
    text = _said(math)
    holder = _holder(math)
    if not text:
        return
    for shown in [one for one in holder.iter() if not SHOWN.isdisjoint((one.get("class") or "").split())]:
        drop(shown)
    # A formula may be hidden beside its picture, or be shown by another text of the same.
    become_text(holder if holder.tag in ("span", "mjx-container") else math, text)


def _said(math: Element) -> str:
    """Return the formula in a line: as TeX where the page has it so."""
    notes = (
        one for one in math.iter() if _local(one.tag) == "annotation" and (one.get("encoding") or "").lower() == TEX
    )
    stated = [_bare(clean(note.text or "")) for note in notes]
    return next(filter(None, [*stated, _bare(clean(math.get("alttext") or ""))]), "") or clean(_linear(math, 0))


def _bare(tex: str) -> str:
    match = STYLE.fullmatch(tex.strip())
    return (match[1] if match else tex).strip()


def _holder(math: Element) -> Element:
    """Return the element that holds the formula in all its forms and nothing else."""
    holder = math
    for above in math.iterancestors("span", "mjx-container"):
        names = above.get("class") or ""
        if above.tag == "mjx-container" or TYPESETTER.search(names):
            holder = above
    return holder


def _drop_typeset_before(script: Element) -> None:
    before = script.getprevious()
    while before is not None and TYPESET.search(before.get("class") or "") and not (before.tail or "").strip():
        shown, before = before, before.getprevious()
        drop(shown)


def _linear(element: Element, depth: int) -> str:
    """Return the formula as it is written on one line: a/b, x^2, a_n, √(x)."""
    kind = _local(element.tag)
    if kind in ANNOTATIONS or depth > MAX_DEEP:
        return ""
    if kind in TOKENS:
        return clean(text_in(element))
    parts = [_linear(child, depth + 1) for child in element]
    if kind in ("msup", "mover") and len(parts) == 2:
        return f"{_grouped(parts[0])}^{_grouped(parts[1])}" if kind == "msup" else "".join(parts)
    if kind in ("msub", "munder") and len(parts) == 2:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}"
    if kind in ("msubsup", "munderover") and len(parts) == 3:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if kind == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if kind in SIGNS:
        return f"{SIGNS[kind]}({''.join(parts[:1] if kind == 'mroot' else parts)})"
    return _in_row(element, kind, parts)


def _in_row(element: Element, kind: str, parts: list[str]) -> str:
    if kind == "mfenced":
        return f"{element.get('open') or '('}{', '.join(parts)}{element.get('close') or ')'}"
    return (", " if kind == "mtr" else "; " if kind == "mtable" else "").join([*_spaced(element.text), *parts])


def _spaced(text: str | None) -> Iterator[str]:
    if text and text.strip():
        yield text.strip()


def _grouped(part: str) -> str:
    return part if len(part) <= 1 or part.isalnum() else f"({part})"


def _local(tag: str) -> str:
    return tag.rpartition(":")[2].rpartition("}")[2]
