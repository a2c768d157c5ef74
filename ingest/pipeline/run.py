"""Ingest what a person named into a library: walk, read in workers, save in batches, forget what is gone, account."""

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial

from index import Gone, KnowledgeBaseError, Library
from ingest.metadata.language import load_languages
from ingest.pipeline.account import Account
from ingest.pipeline.reading import Read, Task, read
from ingest.pipeline.saving import Outcome, Saving, batches
from ingest.pipeline.selection import Selection
from ingest.pipeline.targets import Target, is_replaced, is_there
from ingest.pipeline.walk import Walk
from ingest.pipeline.workers import Limits, Lost, results
from ingest.siterules import NO_RULES, SiteRules
from ingest.sources.keys import key_of

LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """How to ingest: by which rules and which reader, in how many processes, files of how many bytes at the most.

    `rereads` reads again what another reader read; `prunes` forgets what is gone.
    """

    rules: SiteRules = NO_RULES
    reader: str = ""
    jobs: int = 1
    largest: int = LARGEST
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    rereads: bool = False
    prunes: bool = False


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a run calls: after each entry, after each batch that was saved, and to ask a person."""

    on_entry: Callable[[], None] = lambda: None
    on_saved: Callable[[], None] = lambda: None
    is_stopping: Callable[[], bool] = lambda: False
    confirms: Callable[[Gone], bool] = lambda _: False


NO_HOOKS = Hooks()


def ingest(targets: Sequence[Target], library: Library, options: Options, hooks: Hooks = NO_HOOKS) -> Account:
    """Read what the targets hold into the library, and return the account of it. Raises LibraryLocked.

    What is saved stays when this is interrupted or broken off. The caller brings the index up to the record.
    """
    account = Account()
    with library.writing(), _on_record(library, targets, account, options.reader):
        selection = Selection(options.rules, options.reader, account.run, rereads=options.rereads)
        own = key_of(os.path.realpath(library.folder))
        walk = Walk(library.intake, selection, account, options.largest, hooks.on_entry, hooks.is_stopping, own)
        origins = [target.origin for target in targets]
        checks = is_there(walk.intake, origins), is_replaced(walk.intake, origins)
        saving = Saving(walk.intake, selection, account, *checks, walk.unread)
        _read(targets, walk, saving, options, hooks)
        if account.ending == "done":
            _finish(targets, walk, options, hooks)
            _read_again(targets, walk, saving, options, hooks)
        claimed = {address: walk.intake.claimants(address) for address in sorted(saving.contested)}
        account.contested = {address: count for address, count in claimed.items() if count > 1}
    return account


def _read(targets: Sequence[Target], walk: Walk, saving: Saving, options: Options, hooks: Hooks) -> None:
    """Read what must be read, and save it; sets how that ended in the account."""
    # Whatever happens here, no worker is left at work.
    with closing(_results((task for target in targets for task in walk.tasks(target)), options, hooks)) as found:
        for batch in batches(found):
            saving.save(batch)
            for _ in batch:
                hooks.on_entry()
            hooks.on_saved()
            if origin := _vanished(batch):
                walk.account.ending = "broken off"
                walk.account.error = f"{origin} went away while it was read; what was read is kept, nothing forgotten"
                break
    if walk.account.ending == "done" and hooks.is_stopping():
        walk.account.ending = "interrupted"
    walk.intake.note(walk.account.run, walk.events)


def _read_again(targets: Sequence[Target], walk: Walk, saving: Saving, options: Options, hooks: Hooks) -> None:
    """Read pages again of which an article came into question by what became of others in this run."""
    account = walk.account
    if account.unchanged == account.found and not walk.forgotten:
        return
    tasks = [task for target in targets for task in walk.again(target)]
    if not tasks:
        return
    with closing(_results(tasks, options, hooks)) as found:
        for batch in batches(found):
            saving.renew(batch)
            hooks.on_saved()


def _results(tasks: Iterable[Task], options: Options, hooks: Hooks) -> Generator[tuple[Task, Read | Lost]]:
    work = partial(read, rules=options.rules)
    return results(
        tasks, work, jobs=options.jobs, limits=options.limits, is_stopping=hooks.is_stopping, load=load_languages
    )


def _finish(targets: Iterable[Target], walk: Walk, options: Options, hooks: Hooks) -> None:
    """Put on record what only a walk that came to its end knows, and forget what is gone."""
    intake, account = walk.intake, walk.account
    account.removed += intake.keep_archives(walk.archives_read())
    for target in targets:
        name = target.origin.name
        if not target.is_whole:
            continue
        unseen = {*walk.unseen[name], *walk.passed_over[name], *walk.unread[name]}
        gone = intake.gone(name, target.scope, parted_by=target.parted_by, unseen=unseen)
        is_empty = not walk.found_in[target]
        if not options.prunes:
            account.gone += gone.articles
        elif (gone.is_much or (is_empty and gone.articles)) and not hooks.confirms(gone):
            account.refused += gone.articles
        else:
            account.removed += intake.forget(gone.entries, account.run)
            walk.forgotten += len(gone.entries)


def _vanished(batch: Sequence[Outcome]) -> str:
    """Return the name of an origin that is gone, of those whose entries could not be opened; "" without one."""
    origins = {task.origin for task, found in batch if not found.is_opened}
    return next((origin.name for origin in origins if not origin.holds("")), "")


@contextmanager
def _on_record(library: Library, targets: Sequence[Target], account: Account, reader: str) -> Iterator[None]:
    """Keep the beginning and the end of a run on record, however it ends."""
    start = time.monotonic()
    account.origins = len({target.origin.name for target in targets})
    account.run = library.intake.begin_run([target.origin.name for target in targets], reader)
    try:
        yield
    except KnowledgeBaseError:
        account.ending = "broken off"
        raise
    finally:
        account.seconds = time.monotonic() - start
        library.intake.end_run(account.run, account.ending, account.counts)
