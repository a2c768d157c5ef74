"""Runs of text in, the lines that they show out, each with its look."""

from ingest.blocks.pieces import Line
from ingest.dom.parser import Element
from ingest.dom.text import clean

# A text with whether it is bold and in a link; a line break is a text of its own.
Run = tuple[str, bool, bool]
BREAK = "\n"
# Letters from which a line that does not end as a sentence does was broken off in one: shorter are items and addresses.
LEAST_BROKEN, ENDS = 40, frozenset(".!?:;…。！？：；")


def lines(runs: list[Run], style: str, place: tuple[Element, ...]) -> list[Line]:
    """Cut the texts at their line breaks: one makes a new line, two set apart what stands between them."""
    if BREAK not in [text for text, _, _ in runs]:
        text = _text(runs)
        return [Line(text, style, _is_bold(runs), _links(runs), True, place)] if text else []
    rows = _joined(_rows(runs))
    texts = [_text(row) for row in rows]
    found: list[Line] = []
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        if text:
            is_alone = not (texts[i - 1] if i else "") and not (texts[i + 1] if i + 1 < len(texts) else "")
            found.append(Line(text, style, _is_bold(row), _links(row), is_alone, place))
    return found


def _rows(runs: list[Run]) -> list[list[Run]]:
    breaks = [i for i, run in enumerate(runs) if run[0] == BREAK]
    return [runs[i:k] for i, k in zip([0, *(b + 1 for b in breaks)], [*breaks, len(runs)], strict=True)]


def _joined(rows: list[list[Run]]) -> list[list[Run]]:
    """Put together the rows of which one breaks off in a sentence that the next goes on with."""
    found: list[list[Run]] = []
    before = ""
    for row in rows:
        text = _text(row)
        if len(before) >= LEAST_BROKEN and before[-1] not in ENDS and text[:1].islower():
            found[-1] += [(" ", False, False), *row]
            before = f"{before} {text}"
        else:
            found.append([*row])
            before = text
    return found


def _text(row: list[Run]) -> str:
    return clean("".join([text for text, _, _ in row]))


def _is_bold(row: list[Run]) -> bool:
    return not any(map(str.isalnum, "".join([text for text, is_bold, _ in row if not is_bold])))


def _links(row: list[Run]) -> float:
    linked = sum([len(text.strip()) for text, _, is_link in row if is_link])
    return linked / max(1, sum([len(text.strip()) for text, _, _ in row])) if linked else 0.0
