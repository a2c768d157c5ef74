"""An element of code in, its text with its line breaks out, without the numbers of its lines."""

import re

from ingest.dom.parser import Element, text_in
from ingest.dom.text import visible

NUMBERED = re.compile(r"\s*(\d{1,5})(?:\s*[|:.])?(?: |\t|$)")
# Fewer lines that begin with numbers in turn may be what the code says.
FEWEST_NUMBERED = 2


def code_text(element: Element) -> str:
    """Give the code's text, "" where it is nothing but the numbers beside it."""
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    text = visible(text_in(element)).replace("\r\n", "\n").strip("\n").rstrip()
    # Editors keep spaces from being folded by this sign, and no compiler takes it.
    text = text.replace("\u00a0", " ")
    return _without_numbers(text.expandtabs(4)) if text.strip() else ""


def _without_numbers(text: str) -> str:
    """Take away the number that each line begins with, where they run on from 1 to the last."""
    lines = text.split("\n")
    numbers = [NUMBERED.match(line) for line in lines]
    if len(lines) < FEWEST_NUMBERED or not all(m and int(m[1]) == i for i, m in enumerate(numbers, 1)):
        return text
    return "\n".join(line[m.end() :] for line, m in zip(lines, numbers, strict=True) if m).strip("\n").rstrip()
