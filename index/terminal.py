"""Text in, what a terminal may show of it out: the one place where anything is printed."""

import logging
import os
import re
import sys
from dataclasses import dataclass
from typing import Any, Literal, TextIO

import click

from index.shape import dumped

Style = Literal["bold", "dim", "mark"]
STYLES: dict[Style, dict[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "mark": {"bold": True, "fg": "yellow"},
}

# What steers a terminal, hides text, or shows it in another order (UAX #9), and what has no look of its own.
UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # marks, embeddings, overrides and isolates of direction
    "\u2028\u2029\ufff9-\ufffb"  # separators of lines, anchors of annotations
    "\ud800-\udfff]"  # halves of a pair
)
BREAKS = re.compile("[\t\n]")
NOT_ASCII = re.compile("[^\x00-\x7e]")
SHORT = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}


@dataclass(frozen=True, slots=True)
class Styled:
    """Text that stands out on a terminal; elsewhere a mark stands between **asterisks**, and the rest is plain."""

    text: str
    style: Style


def printable(text: str) -> str:
    r"""Return the text with a visible escape (`\x1b`, `\u202e`) for all that could steer or deceive a terminal.

    Newlines and tabs stay, and so do all letters of all scripts, joiners and emoji. A byte of a file name that is
    no UTF-8 is shown as that byte (`caf\xe9.html`).
    """
    return UNSHOWABLE.sub(_escaped, text)


def on_one_line(text: str) -> str:
    """Return the text as `printable` does, with its newlines and tabs escaped too: a file name cannot forge a line."""
    return BREAKS.sub(_escaped, printable(text))


def say(*parts: str | Styled, end: str = "\n") -> None:
    """Print a result on standard output, escaped and then styled."""
    _print(sys.stdout, parts, end)


def note(*parts: str | Styled, end: str = "\n") -> None:
    """Print what is not the result on standard error, escaped and then styled."""
    _print(sys.stderr, parts, end)


def print_json(value: Any) -> None:
    r"""Print one JSON value on a line of standard output, what a terminal cannot show as `\uXXXX`."""
    text = UNSHOWABLE.sub(_json_escaped, dumped(value))
    if not _can_show(sys.stdout, text):
        text = NOT_ASCII.sub(_json_escaped, text)
    click.echo(text, file=sys.stdout)


def is_confirmed(question: str) -> bool:
    """Return whether the person at the terminal says yes."""
    return click.confirm(on_one_line(question), err=True)


class PrintableFormatter(logging.Formatter):
    """Words a record of the log with its message and traceback escaped: they may quote an address or a page."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as the format says, escaped."""
        return printable(super().format(record))


def make_streams_lenient() -> None:
    """Let the standard streams escape the letters that their encoding lacks, where they would raise an error."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def _print(stream: TextIO, parts: tuple[str | Styled, ...], end: str) -> None:
    is_styled = stream.isatty() and "NO_COLOR" not in os.environ
    # Given no stream, click would write UTF-8 to one of ASCII.
    click.echo("".join(_shown(part, is_styled=is_styled) for part in parts) + end, nl=False, file=stream)


def _shown(part: str | Styled, *, is_styled: bool) -> str:
    if isinstance(part, str):
        return printable(part)
    text = printable(part.text)
    if is_styled:
        return click.style(text, **STYLES[part.style])
    return f"**{text}**" if part.style == "mark" else text


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8 (PEP 383)
        code -= 0xDC00
    return SHORT.get(match[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _json_escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _can_show(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
