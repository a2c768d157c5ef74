"""Text in, what a terminal may show of it out: the one place where anything is printed."""

import logging
import os
import re
import sys
from dataclasses import dataclass
from typing import Any, Literal, TextIO

import click

from index.errors import KnowledgeBaseError
from index.output.shape import dumped

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
    _print(_output(), parts, end)


def note(*parts: str | Styled, end: str = "\n") -> None:
    """Print what is not the result on standard error, escaped and then styled."""
    _print(sys.stderr, parts, end)


def print_json(value: Any) -> None:
    r"""Print one JSON value on a line of standard output, what a terminal cannot show as `\uXXXX`."""
    text = UNSHOWABLE.sub(_json_escaped, dumped(value))
    if not _can_show(_output(), text):
        text = NOT_ASCII.sub(_json_escaped, text)
    _write(_output(), f"{text}\n")


def is_confirmed(question: str) -> bool:
    """Return whether the person at the terminal says yes."""
    return click.confirm(on_one_line(question), err=True)


class PrintableFormatter(logging.Formatter):
    """Words a record of the log with its message and traceback escaped: they may quote an address or a page."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as the format says, escaped."""
        return printable(super().format(record))


def can_ask() -> bool:
    """Return whether a person sits at a terminal who can be asked."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal; one that is closed is None."""
    return stream is not None and stream.isatty()


def prepare_streams() -> None:
    """Let the standard streams escape the letters that their encoding lacks, where they would raise an error.

    In the place of a closed one the null device is opened: the next file that is opened would take it, and what is
    printed would be written into that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def _output() -> TextIO:
    if sys.stdout is None:
        raise KnowledgeBaseError("standard output is closed, so the answer cannot be printed")
    return sys.stdout


def _print(stream: TextIO | None, parts: tuple[str | Styled, ...], end: str) -> None:
    is_styled = is_terminal(stream) and "NO_COLOR" not in os.environ
    _write(stream, "".join(_shown(part, is_styled=is_styled) for part in parts) + end)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        # Given no stream, click would write UTF-8 to one of ASCII.
        click.echo(text, nl=False, file=stream)
    except BrokenPipeError:
        # Who read it has seen enough. The command goes on to its end and its code, and what it prints goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


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
