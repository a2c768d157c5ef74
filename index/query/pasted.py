"""The lexemes of a question in, the same with operators taken for words where nobody meant them as such out."""

import re
from itertools import chain

from index.query.lexemes import Lexeme, as_word
from index.query.typed import Narrowed, Word

# What stands in code as it is: what SQL says behind NOT, and any two words in capitals behind a third.
NEGATED = (
    "NULL|EXISTS|IN|I?LIKE|BETWEEN|SIMILAR|DISTINCT|VALID|DEFERRABLE|ENFORCED|MATERIALIZED|REGEXP|RLIKE|GLOB|MATCHED"
    "|TRUE|FALSE|UNIQUE|FOUND"
)
SPOKEN_IN_CAPITALS, CAPITALS = re.compile(rf"NOT\s+(?:{NEGATED})"), re.compile(r"[A-Z][A-Z_]+")
# An option of a command, and what may be several of one letter; in a question with a path or another option it is.
OPTION, OPTIONS = re.compile(r"-[A-Za-z]\d*|--[A-Za-z][\w-]*"), re.compile(r"-(?:[b-df-hj-np-tv-xz]{3,4}|[a-z]{2})")
COMMAND = re.compile(r"(?<!\S)(?:--?[A-Za-z](?!\w)|--[A-Za-z]|[\w~-]*[./_][\w./~-]+(?!\S))")


def pasted(lexemes: list[Lexeme], text: str) -> tuple[list[Lexeme], list[str]]:
    """Take a NOT amid capitals and the minus of an option for words, as they stand in what is pasted, and say so."""
    out, notes = list[Lexeme](), list[str]()
    is_command = COMMAND.search(text) is not None
    for i, lexeme in enumerate(lexemes):
        after = lexemes[i + 1] if i + 1 < len(lexemes) else None
        if lexeme.kind != "not" or not after or after.kind != "operand":
            out.append(lexeme)
            continue
        wrote = text[lexeme.span.start : after.span.end]
        word = wrote.split()[-1].lstrip("-")
        is_behind_word = bool(out) and isinstance(out[-1].node, Word)
        is_named = is_behind_word or len(lexemes) == len((lexeme, after))
        if _is_spoken(wrote, out) or _is_option(wrote, is_command=is_command, is_named=is_named):
            out += as_word(lexeme, text)
            notes.append(f"{wrote} was looked for as words; -{word.lower()} leaves it out.")
            continue
        out.append(lexeme)
        if is_behind_word and OPTIONS.fullmatch(wrote):
            notes.append(f"{wrote} leaves out articles with {word}; write {word} to look for it.")
    return out, notes


def _is_spoken(wrote: str, before: list[Lexeme]) -> bool:
    """Return whether it is code or a message in capitals: NOT NULL, METHOD NOT ALLOWED."""
    spoken = before[-1].node if before else None
    is_behind_capitals = isinstance(spoken, Word) and CAPITALS.fullmatch(spoken.text) is not None
    no, _, word = wrote.partition(" ")
    is_in_capitals = is_behind_capitals and no == "NOT" and CAPITALS.fullmatch(word.strip()) is not None
    return is_in_capitals or SPOKEN_IN_CAPITALS.fullmatch(wrote) is not None


def _is_option(wrote: str, *, is_command: bool, is_named: bool) -> bool:
    """Return whether it is one with two hyphens; of one letter behind a command or alone; or of several amid others."""
    if wrote.startswith("--") or is_named:
        return OPTION.fullmatch(wrote) is not None or (is_command and OPTIONS.fullmatch(wrote) is not None)
    return False


def with_lone_operators_as_words(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """Turn operators with nothing to work on into words, and a bar or minus of that kind into nothing."""
    out: list[Lexeme] = []
    operands = [one.node for one in lexemes if one.kind == "operand"]
    # Beside nothing but filters, OR is no word that anybody looks for: more will be typed.
    is_filtering = bool(operands) and all(isinstance(node, Narrowed) for node in operands)
    for i, lexeme in enumerate(lexemes):
        follows = lexemes[i + 1].kind if i + 1 < len(lexemes) else "end"
        before = out[-1].kind if out else "start"
        has_right = follows in ("operand", "open", "not", "must", "group")
        has_left = before in ("operand", "close")
        if lexeme.kind in ("and", "or") and not (has_left and has_right):
            out += [] if is_filtering else as_word(lexeme, text)
        elif lexeme.kind == "not" and (before == "not" or follows not in ("operand", "open", "group")):
            out += [] if before == "not" else as_word(lexeme, text)
        else:
            out.append(lexeme)
    return out


def _is_in_capitals(lexemes: list[Lexeme], text: str) -> bool:
    """Return whether what stands beside AND, OR and NOT is in capitals, so that these say nothing."""
    return "".join(text[one.span.start : one.span.end] for one in lexemes if one.kind == "operand").isupper()


def in_capitals_as_words(lexemes: list[Lexeme], text: str) -> list[Lexeme]:
    """Turn AND, OR and NOT into words where everything is in capitals."""
    if not _is_in_capitals(lexemes, text):
        return lexemes
    return list(chain.from_iterable(as_word(one, text) or [one] for one in lexemes))
