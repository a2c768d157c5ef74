"""Whatever happens to a pile of files: nothing that is there is lost, nothing is doubled, and the account adds up."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from conftest import examples
from index import Library
from ingest.pipeline.account import Account
from ingest.pipeline.run import Hooks, Options, ingest
from ingest.pipeline.targets import known_place, targets

FOLDERS = ("", "a", "a/b", "c")
NAMES = ("one.html", "two", "three.html")
PATHS = st.builds(lambda folder, name: f"{folder}/{name}".strip("/"), st.sampled_from(FOLDERS), st.sampled_from(NAMES))
TEXTS = st.sampled_from(["heron", "kettle", "onion", "siesta", ""])
ADDRESSES = st.sampled_from(["", "https://s.example/1", "http://www.s.example/1/?utm_source=a", "https://s.example/2"])
FOLDER = st.sampled_from(FOLDERS)


def page(text: str, address: str) -> str:
    """Give a page that says so; an empty text is an empty file."""
    link = f'<link rel="canonical" href="{address}">' if address else ""
    return f"<title>On {text}</title>{link}<h1>On {text}</h1><p>A {text} is what this page is about." if text else ""


class Pile(RuleBasedStateMachine):
    """Files that come, change, move and go, and a library that follows them."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp()).resolve()
        self.root = self.home / "pile"
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self.library = Library.open(self.home / "library")
        self.ingested = False

    def teardown(self) -> None:
        """Take all away."""
        self.library.close()
        shutil.rmtree(self.home)

    @rule(path=PATHS, text=TEXTS, address=ADDRESSES)
    def write(self, path: str, text: str, address: str) -> None:
        """Write a file anew."""
        (self.root / path).write_text(page(text, address))
        self.ingested = False

    @rule(source=PATHS, goal=PATHS)
    def move(self, source: str, goal: str) -> None:
        """Move a file, over another perhaps."""
        if (self.root / source).exists():
            (self.root / source).rename(self.root / goal)
            self.ingested = False

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        """Take a file away."""
        (self.root / path).unlink(missing_ok=True)
        self.ingested = False

    @rule(name=st.sampled_from(["link", "a/link"]), goal=FOLDER)
    def link(self, name: str, goal: str) -> None:
        """Lay a link beside the folders, to one of them or to the one above."""
        if not (self.root / name).is_symlink():
            (self.root / name).symlink_to(self.root / goal)

    @rule(folder=FOLDER, prunes=st.booleans())
    def ingest_folder(self, folder: str, prunes: bool) -> None:
        """Ingest a folder, by its path or by a longer way."""
        named = self.root / folder / ".." / Path(folder).name if folder else self.root
        self._ingest([named, self.root / folder], prunes=prunes)
        self._holds(folder)
        if not folder:
            self.ingested = True

    @rule(path=PATHS)
    def ingest_file(self, path: str) -> None:
        """Ingest one file: nothing else is touched, whatever is asked."""
        if (self.root / path).exists():
            before, own = self._texts(), self._known(path)
            # A file that was moved since is where nobody looks in this run: another page may take its address over.
            places = {str(p.relative_to(self.root)): self._text(p) for p in self._files("")}
            held = {text for place, text in places.items() if text == self._known(place)}
            self._ingest([self.root / path], prunes=True)
            assert (before - self._texts()) & held <= {own}
            assert self._text(self.root / path) in {"", *self._texts()}

    @rule(path=PATHS)
    def forget(self, path: str) -> None:
        """Forget the article of a file, wherever it was read from."""
        for article in sorted(self._articles()):
            if self._text(self.root / path) == self._articles()[article]:
                self.library.intake.forget(self.library.intake.entries(article=article))
        self.ingested = False

    @precondition(lambda self: self.ingested)
    @rule()
    def ingest_again(self) -> None:
        """Ingest what was ingested, and see that nothing changes."""
        change, articles = self._change(), self._articles()
        account = self._ingest([self.root], prunes=False)
        assert (account.new, account.changed, account.duplicate, account.removed) == (0, 0, 0, 0)
        assert (self._change(), self._articles()) == (change, articles)

    @precondition(lambda self: self.ingested)
    @rule()
    def prune(self) -> None:
        """Prune, and see that exactly what is there is left, each text once."""
        self._ingest([self.root], prunes=True)
        assert sorted(self._articles().values()) == sorted(self._there(""))

    @invariant()
    def no_text_is_doubled(self) -> None:
        """See that no two articles say the same."""
        texts = list(self._articles().values())
        assert len(texts) == len(set(texts))

    def _ingest(self, paths: list[Path], *, prunes: bool) -> Account:
        named = targets(paths, self.library.intake)
        hooks = Hooks(confirms=lambda _: True)
        account = ingest(named, self.library, Options(jobs=1, prunes=prunes), hooks)
        assert account.found == sum(
            (account.new, account.changed, account.unchanged, account.duplicate, account.skipped, account.failed)
        )
        assert account.failed == 0
        run = self.library.intake.run(account.run)
        assert run is not None
        assert dict(run.counts) == dict(account.counts)
        return account

    def _holds(self, folder: str) -> None:
        assert self._there(folder) <= set(self._articles().values())

    def _files(self, folder: str) -> list[Path]:
        return [p for p in (self.root / folder).rglob("*") if p.is_file() and not p.is_symlink()]

    def _there(self, folder: str) -> set[str]:
        return {text for path in self._files(folder) if (text := self._text(path))}

    def _text(self, path: Path) -> str:
        said = path.read_text() if path.is_file() else ""
        return said.partition("<h1>On ")[2].partition("<")[0]

    def _articles(self) -> dict[str, str]:
        found = {}
        for id in self.library._record.ids():
            found[id] = self.library.article(id).title.removeprefix("On ")
        return found

    def _texts(self) -> set[str]:
        return set(self._articles().values())

    def _known(self, path: str) -> str:
        folder, key = known_place(self.root / path, self.library.intake)
        entry = self.library.intake.entry(folder.name, key)
        return self._articles().get(entry.article, "") if entry else ""

    def _change(self) -> int:
        return self.library._record.change()


def test_whatever_happens_to_the_files_the_library_follows() -> None:
    run_state_machine_as_test(
        Pile,
        settings=settings(
            max_examples=examples(60), stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
