"""Texts that are made to keep a pattern busy, derived from the pattern itself, and how long it takes for them.

python tests/patterns.py    try every pattern of ingest in a process of its own, and print what is wrong with it, a
                            line of JSON each: "" for one that takes no longer than in proportion to its text
"""

import ast
import importlib
import inspect
import json
import os
import pkgutil
import re
import signal
import string
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

METHODS = ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")
# The letters of a run: at first so few that only a text that takes too long is tried with more.
SHORT, LONG, LONGEST_SECONDS = 4_000, 40_000, 30
# The seconds that no short text takes, and how many times as long one of twice the length may take.
SUSPECT, MOST_TIMES, FEWEST_SECONDS = 0.003, 3.0, 0.05
TRIES = 5
# What stands for a class of letters, beside those that the pattern names.
LETTERS = " \t\n\u00a0\u3000aZé0_-.,:;|>(<=\"'#&é中\u0301"
MISMATCHES = ("", "\x01", "!", "a", ">")
Node = tuple[Any, Any]


def modules(package: str) -> Iterator[ModuleType]:
    """Yield every module of the package."""
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        yield importlib.import_module(found.name)


def patterns(package: str) -> dict[str, re.Pattern[Any]]:
    """Return every compiled pattern of the package by the name that it is defined under."""
    found: dict[re.Pattern[Any], str] = {}
    for module in modules(package):
        for name, value in vars(module).items():
            for place, pattern in _compiled(value, f"{module.__name__}.{name}"):
                # Whoever imports it has it too; it is known by the module whose source compiles it.
                if pattern not in found or f"{name} = " in inspect.getsource(module):
                    found[pattern] = place
    return {name: pattern for pattern, name in found.items()}


def _compiled(value: object, place: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _compiled(one, f"{place}[{key!r}]")
    elif isinstance(value, tuple | list | set | frozenset):
        for i, one in enumerate(value):
            yield from _compiled(one, f"{place}[{i}]")


def uses(package: str) -> dict[str, set[str]]:
    """Return for each name of a pattern the methods that the package calls of it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in modules(package):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
                found[node.value.id].add(node.attr)
    return found


def unnamed(package: str) -> list[str]:
    """Return the places where a function looks for a pattern that has no name, so that no test knows of it."""
    found: list[str] = []
    for module in modules(package):
        tree = ast.parse(inspect.getsource(module))
        named = {id(node) for top in tree.body if isinstance(top, ast.Assign) for node in ast.walk(top)}
        for node in ast.walk(tree):
            called = _called(node)
            if called in METHODS or (called == "compile" and id(node) not in named):
                found.append(f"{module.__name__}, line {node.lineno}: re.{called}")
    return found


def _called(node: ast.AST) -> str:
    """Return the function of re that is called there, "" where none is."""
    called = node.func if isinstance(node, ast.Call) else None
    is_of_re = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"
    return called.attr if is_of_re else ""


def attacks(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Yield long texts of about so many letters that begin as the pattern wants it and end otherwise.

    For every repetition: what leads to it, then what it repeats, with each letter that its classes match. Then texts
    whose every repetition is some letters long, many times over.
    """
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    whole = list(_parser.parse(source, flags & ~re.DEBUG))
    yield from _texts(whole, length)


def _texts(whole: Sequence[Node], length: int) -> Iterator[str]:
    for lead, body in _repeats(whole):
        for letter in LETTERS:
            run = sampled(body, letter, 1) or letter
            for unit in dict.fromkeys((run, sampled(body, letter, 20), f"{run}{letter}")):
                yield from (
                    sampled(lead, letter, 1) + unit * (length // max(1, len(unit))) + end for end in MISMATCHES[:2]
                )
    for letter in LETTERS:
        for count in (1, 20):
            unit = sampled(whole, letter, count) or letter
            yield from (unit + end for end in MISMATCHES)
            for glue in ("", letter, "\n"):
                yield (unit + glue) * (length // len(unit + glue))
        yield letter * length


def _repeats(nodes: Sequence[Node], lead: tuple[Node, ...] = ()) -> Iterator[tuple[tuple[Node, ...], Sequence[Node]]]:
    """Yield each repetition with what stands before it in the pattern."""
    for i, (op, arg) in enumerate(nodes):
        before = (*lead, *nodes[:i])
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            if arg[1] > 1:
                yield before, list(arg[2])
            yield from _repeats(list(arg[2]), before)
        for inner in _inner(op, arg):
            yield from _repeats(inner, before)


def _inner(op: object, arg: Any) -> list[list[Node]]:
    if op is sre.SUBPATTERN:
        return [list(arg[3])]
    if op is sre.ATOMIC_GROUP:
        return [list(arg)]
    if op is sre.BRANCH:
        return [list(branch) for branch in arg[1]]
    if op is sre.ASSERT:
        return [list(arg[1])]
    return []


def sampled(nodes: Iterable[Node], letter: str, count: int) -> str:
    """Return a text that the nodes match, with this letter wherever it may stand and repetitions of this count."""
    return "".join(_sample(op, arg, letter, count) for op, arg in nodes)


def _sample(op: object, arg: Any, letter: str, count: int) -> str:
    if op is sre.LITERAL:
        return chr(arg)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, inner = arg
        return sampled(inner, letter, count) * max(least, min(most, count))
    if op is sre.IN or op is sre.NOT_LITERAL or op is sre.ANY or op is sre.CATEGORY:
        return _of_class(op, arg, letter)
    inner = _inner(op, arg) if op is not sre.ASSERT else []
    return sampled(inner[0], letter, count) if inner else ""


def _of_class(op: object, arg: Any, letter: str) -> str:
    """Return the letter where the class has it, else one that it has."""
    if op is sre.ANY:
        return letter
    tests = [(op, arg)] if op is not sre.IN else list(arg)
    return next((one for one in (letter, *LETTERS, *string.printable) if _is_in(tests, one)), letter)


CATEGORIES: dict[object, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_NOT_DIGIT: lambda one: not one.isdigit(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    sre.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    sre.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}


def _is_in(tests: Sequence[Node], one: str) -> bool:
    is_negated = tests[0][0] is sre.NEGATE
    found = False
    for op, arg in tests:
        found = found or (op is sre.LITERAL and ord(one) == arg) or (op is sre.NOT_LITERAL and ord(one) != arg)
        found = found or (op is sre.RANGE and arg[0] <= ord(one) <= arg[1])
        found = found or (op is sre.CATEGORY and CATEGORIES[arg](one))
    return found != is_negated


def seconds(pattern: re.Pattern[Any], text: str, method: str) -> float:
    """Return how long the pattern takes for the text, in seconds of the processor."""
    given = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    call = getattr(pattern, method)
    start = time.process_time()
    if method == "sub":
        call(b"" if isinstance(given, bytes) else "", given)
    elif method == "finditer":
        for _ in call(given):
            pass
    else:
        call(given)
    return time.process_time() - start


def _half(text: str) -> str:
    return text[: len(text) // 2] + text[-1:]


def slowest(pattern: re.Pattern[Any], methods: Iterable[str]) -> str:
    """Return what is wrong with the pattern, "" where it takes no longer than in proportion to any text."""
    for method in methods:
        seen: set[str] = set()
        for text, whole in zip(attacks(pattern, SHORT), attacks(pattern, LONG), strict=True):
            if text in seen or seconds(pattern, text, method) < SUSPECT:
                seen.add(text)
                continue
            seen.add(text)
            after = seconds(pattern, whole, method)
            if after <= FEWEST_SECONDS or after <= MOST_TIMES * seconds(pattern, _half(whole), method):
                continue
            # Other work on the machine makes one of two measurements long, but hardly every one of several.
            before, after = (min(seconds(pattern, one, method) for _ in range(TRIES)) for one in (_half(whole), whole))
            if after > MOST_TIMES * before:
                return f"{method}: {before:.2f} s, and for twice as much {after:.2f} s: {text[:60]!r} … {text[-10:]!r}"
    return ""


def told(pattern: re.Pattern[Any], methods: Iterable[str], limit: int = LONGEST_SECONDS) -> str:
    """Return what is wrong with the pattern, as found in a process of its own that ends when it takes too long."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        signal.setitimer(signal.ITIMER_PROF, limit)
        os.write(writing, slowest(pattern, methods).encode("utf-8", "replace")[:4_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    ended = os.waitpid(child, 0)[1]
    return f"took more than {limit} s" if ended else said


def main() -> None:
    """Try every pattern of ingest, and print what is wrong with each."""
    called = uses("ingest")
    for name, pattern in patterns("ingest").items():
        methods = called.get(name.rpartition(".")[2]) or {"search"}
        print(json.dumps({"name": name, "wrong": told(pattern, sorted(methods))}), flush=True)


if __name__ == "__main__":
    main()
