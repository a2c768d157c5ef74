"""The verb that undoes an ingest: forget."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from index import EntryRecord, Library, can_ask, counted, is_confirmed, note, print_json, say
from index.cli import NamedPath, json_option, library_option, opened_library
from ingest.pipeline.targets import known_place
from ingest.sources.keys import key_of, name_of, path_of

ID = re.compile(r"[0-9a-f]{16}")
# Articles that are forgotten without a question.
FEW = 20


@click.command()
@click.argument("what", type=NamedPath(), metavar="ID|ORIGIN")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@library_option
def forget(what: str, library: Path, *, yes: bool, as_json: bool) -> None:
    """Forget the article with this ID, or all that came from ORIGIN, a folder or a file. The files stay as they are."""
    with opened_library(library) as opened, opened.writing():
        if ID.fullmatch(what) and not Path(what).exists():
            entries = _entries_of(what, opened)
            removed = _forgotten_article(what, entries, opened)
        else:
            entries = _entries_from(what, opened)
            articles = {entry.article for entry in entries if entry.article}
            if len(articles) > FEW and not yes and not _confirmed(len(articles), what):
                sys.exit(1)
            removed = opened.intake.forget(entries)
            opened.intake.forget_mounts(_name_of_origin(what))
        opened.catch_up()
    if as_json:
        print_json({"removed": removed, "places": len(entries)})
    else:
        again = "its file again brings it back" if removed == 1 else "their files again brings them back"
        say(f"{counted(removed, 'article')} forgotten; ingesting {again}")


def _entries_of(id: str, library: Library) -> list[EntryRecord]:
    library.article(id)
    return library.intake.entries(article=id)


def _forgotten_article(id: str, entries: Sequence[EntryRecord], library: Library) -> int:
    if not entries:
        library.remove((id,))
        return 1
    return library.intake.forget(entries)


def _entries_from(what: str, library: Library) -> list[EntryRecord]:
    """Return what came from a folder or a file: an origin, or a part of one."""
    intake = library.intake
    entries = intake.within(_name_of_origin(what))
    if not entries and Path(what).exists():
        folder, key = known_place(Path(what), intake)
        entries = intake.within(f"{folder.name}/{key}")
    if not entries and not intake.has_mounts(_name_of_origin(what)):
        origins = ", ".join(name_of(path_of(origin.name)) for origin in intake.origins())
        known = f"pages came from {origins}" if origins else "nothing was ingested yet"
        raise click.ClickException(f"{name_of(what)}: nothing came from there, and no article has this id; {known}")
    return entries


def _name_of_origin(what: str) -> str:
    """Return the name on record of the place that a person means; - is standard input, as for ingest."""
    return what if what == "-" else key_of(os.path.realpath(what))


def _confirmed(count: int, what: str) -> bool:
    if can_ask():
        return is_confirmed(f"Forget {counted(count, 'article')} from {what}?")
    note(f"{counted(count, 'article')} came from {what}: nothing is forgotten; --yes forgets them")
    return False
