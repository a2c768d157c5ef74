"""Runs of text in, the lines that they show out, each with its look."""

from ingest.page import Element
from ingest.pieces import Line
from ingest.text import clean

# A text with whether it is bold and in a link; a line break is the text "\n".
Run = tuple[str, bool, bool]


def lines(runs: list[Run], style: str, place: tuple[Element, ...]) -> list[Line]:
    """Cut the texts at their line breaks: one makes a new line, two set apart what stands between them."""
    rows: list[list[Run]] = [[]]
    for run in runs:
        if run[0] == "\n":
            rows.append([])
        else:
            rows[-1].append(run)
    texts = [clean("".join(text for text, _, _ in row)) for row in rows]
    found: list[Line] = []
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        if text:
            is_alone = not (texts[i - 1] if i else "") and not (texts[i + 1] if i + 1 < len(texts) else "")
            found.append(Line(text, style, _is_bold(row), _links(row), is_alone, place))
    return found


def _is_bold(row: list[Run]) -> bool:
    return all(is_bold or not any(map(str.isalnum, text)) for text, is_bold, _ in row)


def _links(row: list[Run]) -> float:
    linked = sum(len(text.strip()) for text, _, is_link in row if is_link)
    if not linked:
        return 0.0
    return linked / max(1, sum(len(text.strip()) for text, _, _ in row))
