"""The verbs that tell of single pages: extract, what is understood of one, and why, what became of one."""

import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import click

from index import (
    Article,
    ArticleNotFound,
    EntryRecord,
    Library,
    Page,
    PageError,
    article_shape,
    canonical_address,
    counted,
    note,
    on_one_line,
    outline,
    prepared,
    print_json,
    say,
)
from index.cli import NamedPath, json_option, library_option, opened_library
from ingest.extracting import Extract, extracted
from ingest.pipeline.targets import is_there, known_place, origins_on_record
from ingest.reader_stamp import reader_stamp
from ingest.siterules import SiteRules, site_rules
from ingest.sources.folder import Folder
from ingest.sources.keys import key_of, name_of, path_of
from ingest.sources.origin import Entry, Origin
from ingest.sources.stream import StandardInput

# Ten times what an ingest reads: here a person asked for this one.
LARGEST = 200_000_000
ID = re.compile(r"[0-9a-f]{16}")
# The width of a line that tells of a part that was left out, and the letters of it that are shown at least.
WIDTH, FEWEST_SHOWN = 100, 24


@click.command()
@click.argument("file", type=NamedPath(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--why", is_flag=True, help="Say also what was left out of the page, and by which rule.")
@click.option("--diff", is_flag=True, help="Print what ingesting FILE again would change in the library.")
@json_option
@library_option
def extract(file: Path, library: Path, *, why: bool, diff: bool, as_json: bool) -> None:
    """Print what is understood of FILE, as an outline; - reads standard input."""
    if diff and str(file) == "-":
        raise click.UsageError("--diff needs a file: the library knows articles by where they came from.")
    origin, entry = _place(file)
    read = extracted(origin, entry, site_rules(library), largest=LARGEST)
    if read.rule_note:
        note(read.rule_note)
    if diff:
        _print_difference(*_stored(library, file, read.article), read.article, as_json=as_json)
    elif as_json:
        print_json(article_shape(read.article) | ({"why": _why_shape(read)} if why else {}))
    else:
        say(outline(read.article), end="")
        if why:
            say("\n" + "\n".join(_why_lines(read)))


@click.command()
@click.argument("what", metavar="FILE|ADDRESS|ID")
@json_option
@library_option
def why(what: str, library: Path, *, as_json: bool) -> None:
    """Tell the story of one page: where it is, what became of it and why, and what was left out of it."""
    rules = site_rules(library)
    with opened_library(library) as opened:
        found = _entries(what, opened)
        if not found:
            raise click.ClickException(
                f"{name_of(what)}: nothing is known of it; name a file, an address, or the id of an article"
            )
        told = [_story(entry, opened, rules) for entry in found]
    if as_json:
        print_json(told)
    else:
        say("\n\n".join("\n".join(map(on_one_line, _story_lines(story))) for story in told))


def _place(file: Path) -> tuple[Origin, Entry]:
    if str(file) == "-":
        origin = StandardInput(typed())
        return origin, next(entry for entry in origin.entries() if isinstance(entry, Entry))
    folder = file.absolute().parent
    return Folder(str(folder)), Entry(key_of(file.name), file.name)


def typed() -> bytes:
    """Return all of standard input. Raises a usage error where that is closed."""
    if sys.stdin is None:
        raise click.UsageError("There is no standard input to read.")
    return sys.stdin.buffer.read()


def _stored(library: Path, file: Path, article: Article) -> tuple[Article | None, str]:
    """Return the article that ingesting the file would make it, if there is one, and why it is a copy, if it is one."""
    with opened_library(library) as opened:
        folder, key = known_place(file, opened.intake)
        known = opened.intake.entry(folder.name, key)
        page = Page(EntryRecord(folder.name, key, name_of(path_of(key)), "article"), prepared(article))
        identity = opened.intake.identity(page, is_there(opened.intake, [folder]))
        is_copy = identity.rule == "text" and not (known and known.article == identity.id)
        try:
            return opened.article(identity.id), identity.reason if is_copy else ""
        except ArticleNotFound:
            return None, ""


def _print_difference(stored: Article | None, copy: str, read: Article, *, as_json: bool) -> None:
    """Print what would change; `copy` says of a duplicate what it is one of."""
    before = outline(stored).splitlines() if stored and not copy else []
    after = outline(read).splitlines() if not copy else []
    lines = list(unified_diff(before, after, "stored", "read now", lineterm=""))
    state = "new" if stored is None else "duplicate" if copy else "changed" if lines else "unchanged"
    if as_json:
        print_json({"state": state, "diff": lines})
    elif state == "changed":
        say("\n".join(lines))
    elif state == "new":
        say("not in the library yet: ingesting it adds all of it")
    else:
        say(on_one_line(f"{copy}: ingesting it adds a place alone") if copy else "unchanged")


def _why_lines(read: Extract) -> Iterator[str]:
    yield f"read: {read.contents or 'all of a plain text'}"
    yield "left out:" if read.dropped else "left out: nothing"
    for part in read.dropped:
        told = f"  {part.what:<32} {len(part.text):>6}  {part.rule}: "
        left = max(FEWEST_SHOWN, WIDTH - len(told))
        yield told + (part.text if len(part.text) <= left else f"{part.text[: left - 1]}…")


def _why_shape(read: Extract) -> dict[str, Any]:
    parts = [
        {"what": part.what, "rule": part.rule, "characters": len(part.text), "text": part.text} for part in read.dropped
    ]
    return {"content": read.contents, "site_rule": read.rule or None, "dropped": parts}


def _entries(what: str, library: Library) -> list[EntryRecord]:
    """Return the entries that a person means by a path, an address, an id, or a name that was shown."""
    intake = library.intake
    if Path(what).exists():
        folder, key = known_place(Path(what), intake)
        entry = intake.entry(folder.name, key)
        return [entry] if entry else []
    if ID.fullmatch(what):
        return intake.entries(article=what)
    return intake.entries(address=canonical_address(what)) or intake.entries(name=name_of(what))


def _story(entry: EntryRecord, library: Library, rules: SiteRules) -> dict[str, Any]:
    intake = library.intake
    runs = intake.story(entry.origin, entry.key)
    others = [other.name for other in intake.entries(article=entry.article) if other.key != entry.key]
    return {
        "name": entry.name,
        "origin": entry.origin,
        "key": entry.key,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "article": entry.article or None,
        "title": library.article(entry.article).title if entry.article else None,
        "address": entry.url or None,
        "also_at": others if entry.article else [],
        "reader": "today's" if entry.reader == reader_stamp() else "another; --reread reads it again",
        "runs": [{"run": run.number, "when": run.started, "outcome": e.outcome, "reason": e.reason} for run, e in runs],
        "why": _reread(entry, library, rules) if entry.outcome == "article" else None,
    }


def _reread(entry: EntryRecord, library: Library, rules: SiteRules) -> dict[str, Any]:
    """Return what is left out of the page as it is now, or why that cannot be told."""
    origin = next((folder for folder in origins_on_record(library.intake) if folder.name == entry.origin), None)
    if origin is None:
        return {"error": "it did not come from a folder, so it cannot be read again"}
    try:
        return _why_shape(extracted(origin, Entry(entry.key, entry.name), rules, largest=LARGEST))
    except PageError as error:
        return {"error": str(error)}


def _story_lines(story: dict[str, Any]) -> Iterator[str]:
    yield story["name"]
    facts = (
        ("in", story["origin"]),
        ("is", f"article {story['article']}, {story['title']}" if story["article"] else story["outcome"]),
        ("because", story["reason"]),
        ("address", story["address"]),
        ("also at", ", ".join(story["also_at"])),
        ("read by", f"{story['reader']} reader" if story["reader"] == "today's" else story["reader"]),
    )
    yield from (f"  {name + ':':<10}{value}" for name, value in facts if value)
    for run in story["runs"]:
        reason = f": {run['reason']}" if run["reason"] else ""
        yield f"  {run['when']}  run {run['run']}: {run['outcome']}{reason}"
    why = story["why"] or {}
    if why.get("error"):
        yield f"  read again: {why['error']}"
    if why.get("site_rule"):
        yield f"  by {why['site_rule']}"
    for part in why.get("dropped", ()):
        long = counted(part["characters"], "letter")
        yield f"  left out: {part['what']} ({long}), {part['rule']}: {part['text'][:60]}"
