"""The verbs that ask a library: search, show, stats, check and rebuild."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, get_args

import click
from platformdirs import user_data_path

from index.answer import Answer, Hit
from index.article import Article, Span
from index.errors import LibraryDamaged, LibraryError, LibraryLocked
from index.library import Library
from index.output.counting import counted
from index.output.outline import outline
from index.output.results import answer_shape, copy_shape
from index.output.shape import article_shape
from index.output.terminal import Styled, note, on_one_line, print_json, say
from index.query.days import Days, days
from index.query.plan import Mode
from index.storage.duplicates import Copies
from index.storage.folder import holds_library
from index.tree import Duplicates, Filters, Sort

# Other places of a text that are named under a hit.
SHOWN_COPIES = 3

F = TypeVar("F", bound=Callable[..., Any])


class NamedPath(click.Path):
    """A path that somebody named: an empty name, as of a variable that is not set, is no folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the path. Raises a usage error for an empty name."""
        if not os.fspath(value):
            self.fail("the name is empty; the folder you are in is named by a dot", param, ctx)
        return super().convert(value, param, ctx)


def library_option(command: F) -> F:
    """Give the command a parameter `library`: the folder named, else VADE_LIBRARY, else the platform's data folder."""
    return click.option(
        "--library",
        type=NamedPath(path_type=Path, file_okay=False),
        envvar="VADE_LIBRARY",
        default=_own_folder,
        metavar="DIR",
        help="The folder of the library. Default: $VADE_LIBRARY, else the platform's data folder.",
    )(command)


def _own_folder() -> Path:
    """Return the platform's folder for the data of this user."""
    try:
        return user_data_path("vademecum", appauthor=False)
    except RuntimeError as error:
        # A user of whom the system knows no home, as in a container that runs under any number.
        raise click.UsageError("no home folder is known; name the library with --library or VADE_LIBRARY") from error


def json_option(command: F) -> F:
    """Give the command a parameter `as_json`: print one JSON value instead of words."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@contextmanager
def opened_library(
    folder: Path,
    *,
    is_new_fine: bool = False,
    is_new_here: bool = False,
    is_mending: bool = False,
    processes: int = 1,
) -> Iterator[Library]:
    """Open the library for one command, and close it. Without one there, say so, unless a new one is fine."""
    if not is_new_fine and not holds_library(folder):
        raise LibraryError(f"{folder}: no library here yet; make one with: vade ingest PATH")
    with Library.open(folder, is_new_here=is_new_here, is_mending=is_mending, processes=processes) as library:
        yield library


def _meant(_: click.Context, __: click.Parameter, written: str | None) -> Days | None:
    """Give the days that an option means; a usage error for what is none."""
    if written is None:
        return None
    meant = days(written)
    if meant is None:
        raise click.BadParameter(f"{written} is no day; write it as 2026-01-31, 2026-01 or 2026")
    return meant


# Of a command, how many of its words stand behind "--".
BEHIND = "vade.behind"


class _Words(click.Command):
    """Knows how many of the words stand behind "--", where nothing is an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[BEHIND] = len(args) - args.index("--") - 1 if "--" in args else 0
        return super().parse_args(ctx, args)


# A word with a minus before it is no option, nor are its letters.
@click.command(cls=_Words, context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--page", default=1, show_default=True, help="The page of hits to give.")
@click.option("--per-page", default=10, show_default=True, help="Hits on a page, 1 to 100.")
@click.option("--lang", multiple=True, metavar="CODE", help="Only articles in this language (en, de, …).")
@click.option("--tag", multiple=True, help="Only articles with this tag or topic.")
@click.option("--author", multiple=True, help="Only articles by this author.")
@click.option("--site", multiple=True, help="Only articles from this site.")
@click.option("--after", callback=_meant, metavar="DAY", help="Published in these days or later.")
@click.option("--before", callback=_meant, metavar="DAY", help="Published in these days or earlier.")
@click.option("--sort", type=click.Choice(get_args(Sort)), default="relevance", show_default=True)
@click.option("--mode", type=click.Choice(get_args(Mode)), default="auto", show_default=True, help="Words wanted.")
@click.option("--all", "is_unfolded", is_flag=True, help="Give each of several articles with the same text.")
@json_option
@library_option
def search(words: tuple[str, ...], library: Path, *, page: int, per_page: int, as_json: bool, **narrowing: Any) -> None:
    """Give the passages that answer WORDS.

    The telling WORDS are wanted; "two words" in quotes stand together; +word must be there, -word not; word* begins so.
    """
    sort: Sort = narrowing.pop("sort")
    mode: Mode = narrowing.pop("mode")
    duplicates: Duplicates = "all" if narrowing.pop("is_unfolded") else "folded"
    before = words[: len(words) - click.get_current_context().meta[BEHIND]]
    if unknown := next((word for word in before if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)
    after, before = narrowing.pop("after"), narrowing.pop("before")
    narrowing |= {"after": after and after.first, "before": before and before.last}
    with opened_library(library) as opened:
        _catch_up(opened)
        query = " ".join(words)
        filters = Filters(**narrowing)
        answer = opened.search(
            query, page=page, per_page=per_page, filters=filters, sort=sort, mode=mode, duplicates=duplicates
        )
        if as_json:
            print_json(answer_shape(answer))
        else:
            _print_answer(answer)


@click.command()
@click.argument("id")
@json_option
@library_option
def show(id: str, library: Path, *, as_json: bool) -> None:
    """Print the article with this ID whole, as an outline."""
    with opened_library(library) as opened:
        article, places = opened.article(id), opened.places(id)
        copies = opened.copies(article)
    if as_json:
        print_json(article_shape(article) | {"places": list(places), "copies": [copy_shape(c) for c in copies.listed]})
        return
    if copies.listed:
        note(on_one_line(f"the same text: {_said_of(copies, article)}"))
    say(outline(article))


@click.command()
@json_option
@library_option
def stats(library: Path, *, as_json: bool) -> None:
    """Say what the library holds."""
    with opened_library(library) as opened:
        held = opened.stats()
    if as_json:
        print_json(
            {
                "articles": held.articles,
                "sections": held.sections,
                "languages": dict(held.languages),
                "sites": dict(held.sites),
                "topics": dict(held.topics),
                "updated": held.updated,
                "change": held.change,
                "index": {
                    "generation": held.generation,
                    "change": held.reached,
                    "size_bytes": held.size_bytes,
                },
                "record": {"size_bytes": held.record_bytes},
            }
        )
        return
    held_now = f"{counted(held.articles, 'article')}, {counted(held.sections, 'section')}"
    say(f"{held_now}, updated {held.updated or 'never'}")
    for name, pairs in (("languages", held.languages), ("sites", held.sites), ("topics", held.topics)):
        if pairs:
            say(f"{name}: " + ", ".join(f"{on_one_line(value)} {count:,}" for value, count in pairs[:10]))
    say(f"record {_megabytes(held.record_bytes)}, index {_megabytes(held.size_bytes)}")


@click.command()
@json_option
@library_option
def check(library: Path, *, as_json: bool) -> None:
    """Compare every hash of the index, and the index with the record. Exit code 4 when something is wrong."""
    with opened_library(library) as opened:
        _catch_up(opened)
        problems = opened.check()
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    else:
        say("\n".join(map(on_one_line, problems)) or "The library is whole.")
    if problems:
        sys.exit(4)


@click.command()
@json_option
@library_option
def rebuild(library: Path, *, as_json: bool) -> None:
    """Make the index again from the record."""
    with opened_library(library, is_mending=True, processes=os.cpu_count() or 1) as opened:
        opened.rebuild()
        held = opened.stats()
    if as_json:
        print_json({"articles": held.articles, "generation": held.generation})
    else:
        say(f"The index holds {counted(held.articles, 'article')} again.")


def _catch_up(library: Library) -> None:
    """Bring an index that a crash left behind up to the record, unless another process is about it.

    Where that fails, what is there is asked all the same, and the answer says what is missing.
    """
    if library.is_read_only or not library.is_behind():
        return
    note("The index is behind the record; catching up")
    try:
        with suppress(LibraryLocked):
            library.catch_up()
    except LibraryDamaged:
        raise
    except LibraryError as error:
        note(on_one_line(f"It stays behind: {error}"))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _print_answer(answer: Answer) -> None:
    for remark in answer.notes:
        note(remark)
    if answer.is_relaxed:
        without = f"; without: {', '.join(answer.dropped)}" if answer.dropped else ""
        note(f"No article has all your words{without}")
    if answer.did_you_mean and answer.did_you_mean != answer.parsed:
        note(f"Did you mean: {answer.did_you_mean}")
    complete = f", {answer.complete:,} with all words" if 0 < answer.complete < answer.total else ""
    folded = f", {answer.folded:,} more with the same text (--all)" if answer.folded else ""
    note(f"{counted(answer.total, 'article')}{complete}{folded}, {answer.seconds * 1000:.0f} ms")
    for hit in answer.hits:
        _print_hit(hit)


def _print_hit(hit: Hit) -> None:
    article = hit.article
    say("\n", *_highlighted(article.title, hit.title_marks, on_one_line), f"  [{article.id}]")
    quiet = (" › ".join(article.breadcrumb), article.site, ", ".join(article.authors), article.published_at[:10])
    if any(quiet):
        say(Styled("  " + " · ".join(on_one_line(q) for q in quiet if q), "dim"))
    for place, passage in enumerate(hit.passages):
        path = " › ".join((*passage.breadcrumb, passage.heading)).strip(" ›") or (article.title if place else "")
        if path:
            say(Styled(f"  {on_one_line(path)}", "bold"))
        say("    ", *_highlighted(passage.text, passage.marks, _set_in))
    if hit.copies:
        told = _said_of(Copies(hit.duplicates, hit.copies), hit.article)
        say(Styled(on_one_line(f"  the same text: {told}"), "dim"))
    if hit.missing:
        say(Styled(on_one_line(f"  without: {', '.join(hit.missing)}"), "dim"))


def _said_of(copies: Copies, article: Article) -> str:
    """Return the first other places of an article's text, with ids of other articles, and how many more there are."""
    shown = copies.listed[:SHOWN_COPIES]
    named = [copy.source if copy.id == article.id else f"{copy.source} [{copy.id}]" for copy in shown]
    more = f" and {copies.count - len(shown):,} more" if copies.count > len(shown) else ""
    return f"{', '.join(named)}{more}"


def _highlighted(text: str, marks: tuple[Span, ...], shown: Callable[[str], str]) -> Iterator[str | Styled]:
    """Yield the text in pieces as they are shown, its marks set apart."""
    done = 0
    for start, end in marks:
        yield shown(text[done:start])
        yield Styled(shown(text[start:end]), "mark")
        done = end
    yield shown(text[done:])


def _set_in(text: str) -> str:
    return text.replace("\n", "\n    ")


VERBS = (search, show, stats, check, rebuild)
