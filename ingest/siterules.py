"""A file of site rules in, for each page the rule out by which a person mends how it is read."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index import RulesError
from ingest.dom.parser import BadSelector, Element, chosen
from ingest.dom.text import inner
from ingest.metadata import Facts
from ingest.metadata.authors.names import names_in
from ingest.metadata.dates.parsing import iso_date

NAME = "sites.toml"
PATTERNS, SELECTORS = ("match", "source"), ("content", "title", "author", "date", "noise")
# One element that a selector speaks of after another; each may look through the page once more.
STEP = re.compile(r"[^\s>+~()]+")
# Longer and more complex selectors take minutes on a long page. Brackets with elements in them count this much more.
LONGEST_SELECTOR, MOST_STEPS, NESTING = 400, 12, 3
TABLE = re.compile(r"^\s*\[\[\s*site\s*\]\]")
AT_LINE = re.compile(r"at line (\d+)")
KEY = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*=")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a person said of the pages whose address, or else whose source, has this form; lists of CSS selectors.

    A form without a slash is a host ("*.example.org"), else a host and a path; a star stands for anything.
    """

    match: str = ""
    source: str = ""
    line: int = 0
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Give what a person knows the rule by."""
        return f"the rule for {self.match or self.source} ({NAME}, line {self.line})"

    @property
    def digest(self) -> str:
        """Return what tells the rule from others by what it says, wherever it stands and whatever is said beside it."""
        said = (self.match, self.source, sorted(self.selectors.items()))
        return sha256(repr(said).encode()).hexdigest()[:16]

    def holds(self, url: str, source: str) -> bool:
        """Say whether it is a rule for the page."""
        if self.source and not fnmatchcase(source, self.source):
            return False
        if not self.match:
            return bool(self.source)
        parts = urlsplit(url)
        host = parts.netloc.removeprefix("www.")
        return fnmatchcase(f"{host}{parts.path}" if "/" in self.match else host, self.match)

    def contents(self, root: Element) -> list[Element]:
        """Give the elements that hold the article, the outermost of those that the rule selects."""
        found = self._selected(root, "content")
        return [element for element in found if not any(above in found for above in element.iterancestors())]

    def noise_in(self, root: Element) -> list[Element]:
        """Give the elements that are none of the article."""
        return self._selected(root, "noise")

    def corrected(self, stated: Facts, root: Element) -> Facts:
        """Give what the page states, with title, authors and date where the rule finds them."""
        title = next(filter(None, map(inner, self._selected(root, "title"))), "")
        authors = tuple(dict.fromkeys(name for e in self._selected(root, "author") for name in names_in(inner(e))))
        days = (e.get("datetime") or e.get("content") or inner(e) for e in self._selected(root, "date"))
        return replace(
            stated,
            title=title or stated.title,
            authors=authors or stated.authors,
            published_at=next(filter(None, (iso_date(day, stated.lang) for day in days)), "") or stated.published_at,
        )

    def _selected(self, root: Element, key: str) -> list[Element]:
        return list(dict.fromkeys(e for selector in self.selectors.get(key, ()) for e in chosen(root, selector)))


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of a library in their order."""

    rules: tuple[Rule, ...] = ()

    @property
    def digest(self) -> str:
        """Return a digest of what all of them say, "" where there are none."""
        return sha256("\n".join(rule.digest for rule in self.rules).encode()).hexdigest()[:16] if self.rules else ""

    def matching(self, url: str, source: str) -> Rule | None:
        """Give the first rule for the page with this address, from this source."""
        return next((rule for rule in self.rules if rule.holds(url, source)), None)


NO_RULES = SiteRules()


def site_rules(folder: Path) -> SiteRules:
    """Read the rules of the library in this folder. Raises RulesError, which names the line."""
    file = folder / NAME
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return NO_RULES
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{file}: cannot be read as a text in UTF-8: {error}") from error
    return SiteRules(tuple(_rules(text)))


def _rules(text: str) -> Iterator[Rule]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = AT_LINE.search(str(error))
        raise _error(int(line[1]) if line else text.count("\n") + 1, f"no TOML: {error}") from error
    if unknown := tables.keys() - {"site"}:
        raise _error(_line_of(text, min(unknown)), f'"{min(unknown)}" belongs to no site; begin each with [[site]]')
    sites, lines = tables.get("site", []), list(_lines(text))
    if not isinstance(sites, list) or len(sites) != len(lines):
        raise _error(_line_of(text, "site"), "write each site as a table of its own that begins with [[site]]")
    for table, (first, keys) in zip(sites, lines, strict=True):
        yield _rule(table, first, keys)


def _rule(table: Mapping[str, Any], line: int, keys: Mapping[str, int]) -> Rule:
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in table.items():
        at = keys.get(key, line)
        if key not in PATTERNS + SELECTORS:
            near = get_close_matches(key, PATTERNS + SELECTORS, 1)
            meant = f'did you mean "{near[0]}"?' if near else f"it may have {', '.join(PATTERNS + SELECTORS)}"
            raise _error(at, f'"{key}" is no key of a site; {meant}')
        found = value if isinstance(value, list) and key in SELECTORS else [value]
        if not found or not all(isinstance(one, str) and one.strip() for one in found):
            raise _error(at, f'"{key}" must be a string{" or a list of strings" if key in SELECTORS else ""}')
        lists[key] = tuple(found)
        if key in SELECTORS:
            _try(lists[key], key, at)
    if not lists.keys() & set(PATTERNS):
        raise _error(line, 'the site has neither "match" nor "source", so it is for no page')
    if not lists.keys() & set(SELECTORS):
        raise _error(line, f"the site selects nothing; name one of {', '.join(SELECTORS)}")
    match = lists.get("match", ("",))[0].removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return Rule(match, lists.get("source", ("",))[0], line, {key: lists[key] for key in SELECTORS if key in lists})


def _try(selectors: tuple[str, ...], key: str, line: int) -> None:
    for selector in selectors:
        if len(selector) > LONGEST_SELECTOR or _steps(selector) > MOST_STEPS:
            raise _error(
                line, f'"{key}": {selector[:60]!r} takes too long: write fewer parts, and name classes in them'
            )
        try:
            chosen(None, selector)
        except BadSelector as error:
            raise _error(line, f'"{key}": {selector!r} is no CSS selector: {error}') from error


def _steps(selector: str) -> int:
    """Count the elements that the most complex of the selectors speaks of; in brackets each counts several times."""
    nested = NESTING * (selector.count(":not(") + selector.count(":has("))
    return nested + max(len(found) for found in map(STEP.findall, selector.split(",")))


def _lines(text: str) -> Iterator[tuple[int, dict[str, int]]]:
    """Give for each site the number of its first line, and those of its keys."""
    found: list[tuple[int, dict[str, int]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if TABLE.match(line):
            found.append((number, {}))
        elif found and (key := KEY.match(line)):
            found[-1][1].setdefault(key[1], number)
    return iter(found)


def _line_of(text: str, word: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), 1) if word in line), 1)


def _error(line: int, wrong: str) -> RulesError:
    return RulesError(f"{NAME}, line {line}: {wrong}")
