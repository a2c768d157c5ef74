"""What is given is kept: whatever lies on a disk, however it is named, nothing goes that nobody meant to go."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingest import read_article

ROOT = Path(__file__).parent.parent
VADE = [sys.executable, "-m", "vade"]
COUNTED = ("new", "changed", "unchanged", "duplicate", "skipped", "failed")


def vade(*words: object, library: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*VADE, *map(os.fsencode, map(str, words)), "--library", library], input=stdin, capture_output=True, check=False,
        timeout=120,
    )  # fmt: skip


def ingest(*words: object, library: Path, stdin: bytes = b"") -> dict[str, Any]:
    """Ingest, see that the account adds up, and give it with its exit code and what was said."""
    done = vade("ingest", *words, "--json", library=library, stdin=stdin)
    account: dict[str, Any] = json.loads(done.stdout)
    assert account["found"] == sum(account[outcome] for outcome in COUNTED)
    return account | {"code": done.returncode, "said": done.stderr.decode()}


def outcomes(account: dict[str, Any]) -> dict[str, int]:
    return {name: account[name] for name in (*COUNTED, "removed") if account[name]}


def articles(library: Path) -> int:
    return int(json.loads(vade("stats", "--json", library=library).stdout)["articles"])


def page(text: str, head: str = "") -> str:
    return f"<title>{text}</title>{head}<h1>{text}</h1><p>Here is what this page says of {text}, and no other page does.</p>"


def write(folder: Path, count: int, head: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"page{n}.html").write_text(page(f"{folder.name} number {n}", head))
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


def test_pruning_beside_a_single_file_forgets_nothing(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 50)
    ingest(pages, library=library)
    (pages / "page3.html").unlink()
    account = ingest(pages / "page7.html", "--prune", library=library)
    assert (outcomes(account), articles(library)) == ({"unchanged": 1}, 50)


def test_pruning_a_folder_in_an_ingested_one_forgets_only_what_is_gone_there(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 3)
    write(pages / "sub", 3)
    ingest(pages, library=library)
    (pages / "page0.html").unlink()
    (pages / "sub" / "page0.html").unlink()
    assert outcomes(ingest(pages / "sub", "--prune", library=library)) == {"unchanged": 2, "removed": 1}
    assert outcomes(ingest(pages, "--prune", library=library)) == {"unchanged": 4, "removed": 1}


def test_much_is_forgotten_only_when_a_person_says_so(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 60)
    ingest(pages, library=library)
    for n in range(25):
        (pages / f"page{n}.html").unlink()
    asked = ingest(pages, "--prune", library=library)
    assert (asked["removed"], asked["refused"], asked["code"]) == (0, 25, 1)
    assert "25 of 60 articles are gone" in asked["said"]
    tried = ingest(pages, "--prune", "--dry-run", library=library)
    assert (tried["removed"], articles(library)) == (25, 60)
    assert outcomes(ingest(pages, "--prune", "--yes", library=library)) == {"unchanged": 35, "removed": 25}


def test_an_emptied_folder_forgets_nothing_unasked(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    ingest(pages, library=library)
    for path in pages.iterdir():
        path.unlink()
    assert ingest(pages, "--prune", library=library)["removed"] == 0
    assert ingest(pages, "--prune", "--yes", library=library)["removed"] == 2


def test_a_trial_makes_no_library_and_says_what_would_be(tmp_path: Path, library: Path) -> None:
    assert outcomes(ingest(write(tmp_path / "pages", 3), "--dry-run", library=library)) == {"new": 3}
    assert not library.exists()


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    if (
        os.getuid()
        or subprocess.run(["mount", "-t", "tmpfs", "none", place], capture_output=True, check=False).returncode
    ):
        pytest.skip("no right to mount a disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def test_what_lay_on_a_disk_that_is_not_mounted_is_kept(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    with mounted(pages / "disk"):
        write(pages / "disk", 3)
        ingest(pages, library=library)
    account = ingest(pages, "--prune", "--yes", library=library)
    assert (outcomes(account), account["code"], articles(library)) == ({"unchanged": 2}, 3, 5)
    assert account["unseen"] == [
        {
            "origin": str(pages),
            "outcome": "unseen",
            "source": "disk",
            "reason": f"the disk that was mounted here is not; if it is gone for good: vade forget {pages}/disk",
        }
    ]


def test_a_folder_where_a_disk_was_is_an_ordinary_one_when_a_person_says_so(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 1)
    with mounted(pages / "disk"):
        write(pages / "disk", 3)
        ingest(pages, library=library)
    write(pages / "disk", 2)
    assert outcomes(ingest(pages, library=library)) == {"unchanged": 1}
    assert vade("forget", pages / "disk", library=library).stdout.startswith(b"3 articles forgotten")
    account = ingest(pages, "--prune", library=library)
    assert (outcomes(account), account["code"]) == ({"new": 2, "unchanged": 1}, 0)


def test_a_disk_without_a_page_can_be_forgotten_too(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 1)
    with mounted(pages / "disk"):
        ingest(pages, library=library)
    write(pages / "disk", 2)
    assert vade("forget", pages / "disk", library=library).returncode == 0
    assert outcomes(ingest(pages, library=library)) == {"new": 2, "unchanged": 1}


def test_what_lies_where_nobody_may_look_is_kept(tmp_path: Path) -> None:
    if os.getuid():
        pytest.skip("only root can become another user")
    pages = write(tmp_path / "pages", 2)
    write(pages / "shut", 3)
    for path in (tmp_path, *tmp_path.parents[:-1]):
        path.chmod(path.stat().st_mode | 0o755)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    command = [*other, *VADE, "ingest", pages, "--prune", "--yes", "--json", "--library", home / "library"]
    environment = {**os.environ, "HOME": str(home)}
    first = subprocess.run(command, capture_output=True, check=False, env=environment)
    if first.returncode not in (0, 3):
        pytest.skip(f"another user cannot run the command here: {first.stderr.decode()[-200:]}")
    (pages / "shut").chmod(0o700)
    second = subprocess.run(command, capture_output=True, check=False, env=environment)
    account = json.loads(second.stdout)
    assert (account["removed"], account["unseen"][0]["source"], second.returncode) == (0, "shut", 3)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://site.example/article">',
        '<meta property="og:url" content="https://site.example/article">',
        '<script type="application/ld+json">{"@type": "Article", "url": "https://site.example/article"}</script>',
        "<!-- saved from url=(0028)https://site.example/article -->",
        '<link rel="canonical" href="https://site.example/index.html">',
        '<link rel="canonical" href="https://site.example/">',
    ],
)
def test_pages_that_state_one_address_are_all_kept(tmp_path: Path, library: Path, head: str) -> None:
    pages = write(tmp_path / "pages", 30, head)
    first = ingest(pages, library=library)
    assert (outcomes(first), articles(library)) == ({"new": 30}, 30)
    assert outcomes(ingest(pages, library=library)) == {"unchanged": 30}
    if "article" in head:
        assert first["contested"] == {"site.example/article": 30}


def test_another_folder_with_the_same_names_overwrites_nothing(tmp_path: Path, library: Path) -> None:
    first, second = write(tmp_path / "first", 5), write(tmp_path / "second", 5)
    ingest(first, library=library)
    shutil.move(first, tmp_path / "away")
    assert (outcomes(ingest(second, library=library)), articles(library)) == ({"new": 5}, 10)


def test_a_folder_that_was_moved_is_known_again(tmp_path: Path, library: Path) -> None:
    ingest(write(tmp_path / "here", 5), library=library)
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert (outcomes(ingest(tmp_path / "there", library=library)), articles(library)) == ({"unchanged": 5}, 5)


def test_names_in_any_bytes_are_each_an_article_and_stay_so(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    composed, parted = (unicodedata.normalize(form, "café.html").encode() for form in ("NFC", "NFD"))
    for n, name in enumerate(
        (b"caf\xe9.html", b"caf\xe8.html", composed, parted, b"line\nbreak.html", b"\x1b[31mred.html")
    ):
        (pages / os.fsdecode(name)).write_text(page(f"name {n}"))
    assert outcomes(ingest(pages, library=library)) == {"new": 6}
    assert outcomes(ingest(pages, library=library)) == {"unchanged": 6}
    assert ingest(pages / os.fsdecode(composed), library=library)["unchanged"] == 1


def test_each_file_is_one_article_however_it_is_reached(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "p", 2)
    write(pages / "sub", 3)
    (pages / "latest").symlink_to("sub")
    (tmp_path / "link").symlink_to("p")
    assert outcomes(ingest(pages / "sub" / "page1.html", library=library)) == {"new": 1}
    assert outcomes(ingest(pages / "sub", library=library)) == {"new": 2, "unchanged": 1}
    assert outcomes(ingest(pages, pages / "sub", library=library)) == {"new": 2, "unchanged": 3}
    for named in (pages / "sub" / ".." / "sub", pages / "latest", tmp_path / "link" / "sub"):
        assert outcomes(ingest(named, library=library)) == {"unchanged": 3}
    assert outcomes(ingest(tmp_path / "link", library=library)) == {"unchanged": 5}
    assert articles(library) == 5


def test_one_page_under_six_addresses_is_one_article(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    stated = (
        "http://a.example/tea", "https://a.example/tea", "https://www.a.example/tea", "https://a.example/tea/",
        "https://a.example/tea?utm_source=mail", "https://ann:secret@a.example/tea#steep",
    )  # fmt: skip
    for n, address in enumerate(stated):
        (pages / f"{n}.html").write_text(page("tea", f'<link rel="canonical" href="{address}">'))
    account = ingest(pages, library=library)
    assert (outcomes(account), articles(library)) == ({"new": 1, "duplicate": 5}, 1)


def test_who_logs_in_is_never_shown(tmp_path: Path, library: Path) -> None:
    (tmp_path / "page.html").write_text(page("tea", '<link rel="canonical" href="https://ann:secret@a.example/tea">'))
    ingest(tmp_path / "page.html", library=library)
    told = b"".join(
        vade(*words, library=library).stdout for words in (("search", "tea", "--json"), ("stats", "--json"))
    )
    assert b"a.example" in told
    assert b"secret" not in told
    assert b"ann" not in told


@pytest.mark.parametrize("name", ["https://ann:secret@a.example", "//ann:secret@a.example/x", "ann:secret@a.example"])
@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:site_name" content="{}">',
        '<script type="application/ld+json">{{"@type": "Article", "publisher": {{"name": "{}"}}}}</script>',
    ],
)
def test_who_logs_in_is_no_name_of_a_site(name: str, head: str) -> None:
    article = read_article(page("tea", head.format(name)).encode())
    assert article.site == "a.example"


@pytest.mark.parametrize("name", ["Tea: the magazine @ home", "@tea", "tea@a.example", "http://[tea", "Tea://@"])
def test_a_name_of_a_site_with_such_signs_stays(name: str) -> None:
    assert read_article(page("tea", f'<meta property="og:site_name" content="{name}">').encode()).site == name


def test_when_the_file_of_an_article_goes_its_copy_is_it(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 1)
    shutil.copy(pages / "page0.html", pages / "copy.html")
    assert outcomes(ingest(pages, library=library)) == {"new": 1, "duplicate": 1}
    (pages / "copy.html").unlink()
    assert outcomes(ingest(pages, "--prune", library=library)) == {"unchanged": 1}
    assert articles(library) == 1


def test_a_page_emptied_later_loses_its_text(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 3)
    ingest(pages, library=library)
    (pages / "page0.html").write_text("")
    (pages / "page1.html").write_text("<html><body></body></html>")
    account = ingest(pages, library=library)
    assert (outcomes(account), articles(library)) == ({"unchanged": 1, "skipped": 1, "failed": 1, "removed": 2}, 1)


def test_an_article_and_a_folder_can_be_forgotten_and_come_back(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 3)
    ingest(pages, library=library)
    id = json.loads(vade("search", "number", "--json", library=library).stdout)["hits"][0]["id"]
    assert json.loads(vade("forget", id, "--json", library=library).stdout) == {"removed": 1, "places": 1}
    assert articles(library) == 2
    assert json.loads(vade("forget", pages, "--json", library=library).stdout) == {"removed": 2, "places": 2}
    assert outcomes(ingest(pages, library=library)) == {"new": 3}
    assert vade("forget", "0123456789abcdef", library=library).returncode == 1
    assert vade("forget", tmp_path / "elsewhere", library=library).returncode == 1


def test_what_came_from_standard_input_is_forgotten_by_its_sign(tmp_path: Path, library: Path) -> None:
    ingest(write(tmp_path / "pages", 2), library=library)
    for text in ("tea", "soup"):
        ingest("-", library=library, stdin=page(text).encode())
    done = vade("forget", "-", library=library)
    assert (done.returncode, articles(library)) == (0, 2)


def test_a_folder_is_forgotten_with_all_that_came_from_below_it(tmp_path: Path, library: Path) -> None:
    ingest(write(tmp_path / "p" / "a", 2), write(tmp_path / "p" / "b", 2), library=library)
    assert json.loads(vade("forget", tmp_path / "p", "--json", library=library).stdout)["removed"] == 4


def test_names_without_an_ending_are_pages_and_what_is_beside_is_counted(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("sql-vacuum", "index.php?id=3", "page.asp"):
        (pages / name).write_text(page(name))
    for name, content in {"style.css": b"h1 {}", "photo.jpg": b"\xff\xd8\xff", ".hidden.html": b"<p>x"}.items():
        (pages / name).write_bytes(content)
    account = ingest(pages, "--verbose", library=library)
    assert (outcomes(account), account["beside"]) == ({"new": 3}, 3)
    assert {one["source"] for one in account["passed_over"]} == {"style.css", "photo.jpg", ".hidden.html"}
    again = ingest(pages, library=library)
    assert (outcomes(again), again["beside"]) == ({"unchanged": 3}, 3)


def test_a_folder_without_a_page_says_what_is_there(tmp_path: Path, library: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "style.css").write_text("h1 {}")
    done = vade("ingest", tmp_path / "pages", library=library)
    assert b"1 file beside pages; --verbose names it" in done.stderr


def test_archives_and_standard_input_are_read_as_folders_are(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for path in sorted(pages.iterdir()):
            archive.write(path, path.name)
        archive.writestr("own.html", page("in the archive"))
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as tar:
        tar.add(pages, "pages")
    assert outcomes(ingest(tmp_path / "a.zip", library=library)) == {"new": 4}
    assert outcomes(ingest(tmp_path / "a.zip", library=library)) == {"unchanged": 4}
    assert outcomes(ingest(tmp_path / "b.tar.gz", library=library)) == {"duplicate": 3}
    assert outcomes(ingest(pages, library=library)) == {"duplicate": 3}
    assert outcomes(ingest("-", library=library, stdin=page("typed").encode())) == {"new": 1}
    assert outcomes(ingest("-", library=library, stdin=page("typed again").encode())) == {"new": 1}
    assert articles(library) == 6


def test_an_impossible_time_in_an_archive_is_kept_as_well(tmp_path: Path, library: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        info = tarfile.TarInfo("page.html")
        content = page("from the far future").encode()
        info.size, info.mtime = len(content), 10**30
        archive.addfile(info, io.BytesIO(content))
    assert outcomes(ingest(tmp_path / "a.tar", library=library)) == {"new": 1}
    assert outcomes(ingest(tmp_path / "a.tar", library=library)) == {"unchanged": 1}
    assert b"whole" in vade("check", library=library).stdout


def test_what_is_gone_from_an_archive_is_forgotten_with_it_alone(tmp_path: Path, library: Path) -> None:
    for names in ("ab", "a"):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for name in names:
                archive.writestr(f"{name}.html", page(f"in the archive {name}"))
        (tmp_path / "own.html").write_text(page("beside it"))
        account = ingest(tmp_path / "a.zip", "--prune", library=library)
    assert outcomes(account) == {"unchanged": 1, "removed": 1}


def test_a_bad_page_of_each_kind_leaves_every_other_in(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 3)
    (pages / "half.zip").write_bytes(b"PK\x03\x04 and then no more")
    (pages / "surrogate.html").write_bytes(
        b"<meta charset=raw_unicode_escape><p>" + rb"\ud800 is half a character " * 9
    )
    (pages / "empty.html").write_bytes(b"")
    (pages / "self.html").symlink_to("self.html")
    account = ingest(pages, library=library)
    assert (account["new"], account["code"]) == (4, 3)
    assert [one["source"] for one in account["unseen"]] == ["half.zip"]
    assert [one["source"] for one in account["problems"]] == ["empty.html"]


def test_the_story_of_a_page_is_told_by_its_file_its_address_and_its_id(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    head = '<link rel="canonical" href="https://a.example/tea">'
    (pages / "tea.html").write_text(f"{page('tea', head)}<footer>Copyright 2026 The house of tea</footer>")
    (pages / "copy.html").write_text(page("tea", head))
    ingest(pages, library=library)
    [by_file] = json.loads(vade("why", pages / "tea.html", "--json", library=library).stdout)
    assert (by_file["outcome"], by_file["address"], by_file["also_at"]) == (
        "article",
        "https://a.example/tea",
        ["copy.html"],
    )
    assert by_file["reason"] == "the same text as copy.html"
    assert [run["outcome"] for run in by_file["runs"]] == ["duplicate"]
    assert any("Copyright" in part["text"] for part in by_file["why"]["dropped"])
    for name in ("http://www.a.example/tea/", by_file["article"]):
        assert {one["key"] for one in json.loads(vade("why", name, "--json", library=library).stdout)} == {
            "tea.html",
            "copy.html",
        }
    assert vade("why", "https://nowhere.example/x", library=library).returncode == 1


def test_every_run_is_on_record(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    (pages / "empty.html").write_text("")
    for _ in range(2):
        ingest(pages, library=library)
    first, second = (json.loads(vade("report", n, "--json", library=library).stdout) for n in (1, 2))
    assert [event["outcome"] for event in first["entries"]] == ["skipped", "new", "new"]
    assert (second["entries"], second["counts"]["unchanged"], second["state"]) == ([], 2, "done")
    assert [run["number"] for run in json.loads(vade("report", "--all", "--json", library=library).stdout)] == [2, 1]
    assert vade("report", 7, library=library).returncode == 1


def test_names_of_two_folders_are_told_with_their_folders(tmp_path: Path, library: Path) -> None:
    folders = [write(tmp_path / name, 1) for name in ("one", "two")]
    for folder in folders:
        (folder / "empty.html").write_text("")
    told = vade("ingest", *folders, library=library).stderr.decode()
    reported = vade("report", library=library).stdout.decode()
    for folder in folders:
        assert f"skipped: {folder}/empty.html: " in told
        assert f"skipped: {folder}/empty.html: " in reported
        assert f"new: {folder}/page0.html: " in reported
    alone = vade("ingest", folders[0], library=library).stderr.decode()
    assert "skipped: empty.html: " in alone


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(f"{name}.html", page(f"{name} in the archive"))
    return path


def test_a_page_of_an_archive_that_was_forgotten_comes_back(tmp_path: Path, library: Path) -> None:
    ingest(zipped(tmp_path / "a.zip", "one", "two"), library=library)
    id = json.loads(vade("search", "one", "--json", library=library).stdout)["hits"][0]["id"]
    vade("forget", id, library=library)
    assert outcomes(ingest(tmp_path / "a.zip", library=library)) == {"new": 1, "unchanged": 1}


def test_a_page_that_becomes_an_archive_leaves_no_article_behind(tmp_path: Path, library: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(page("a page"))
    ingest(tmp_path / "pages", library=library)
    zipped(tmp_path / "pages" / "a.html", "one")
    account = ingest(tmp_path / "pages", library=library)
    assert (outcomes(account), articles(library)) == ({"new": 1, "removed": 1}, 1)


def test_an_archive_that_cannot_be_read_any_more_keeps_what_was_in_it(tmp_path: Path, library: Path) -> None:
    with tarfile.open(tmp_path / "out.tar", "w") as tar:
        tar.add(zipped(tmp_path / "inner.zip", *(f"page{n}" for n in range(300))), "inner.zip")
        (tmp_path / "own.html").write_text(page("beside it"))
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.move(tmp_path / "out.tar", pages)
    with zipfile.ZipFile(tmp_path / "inner.zip", "a") as archive:
        archive.writestr("fill.html", os.urandom(3_000_000))
    with tarfile.open(pages / "out.tar", "w") as tar:
        tar.add(tmp_path / "inner.zip", "inner.zip")
    assert ingest(pages, "--max-size", "5", library=library)["new"] == 300
    os.utime(pages / "out.tar")
    account = ingest(pages, "--prune", "--yes", "--max-size", "1", library=library)
    assert (account["removed"], articles(library)) == (0, 300)


def test_an_emptied_folder_beside_a_full_one_forgets_nothing_unasked(tmp_path: Path, library: Path) -> None:
    empty, full = write(tmp_path / "empty", 15), write(tmp_path / "full", 1)
    ingest(empty, full, library=library)
    for path in empty.iterdir():
        path.unlink()
    assert ingest(empty, full, "--prune", library=library)["removed"] == 0


def test_a_page_on_a_disk_that_is_away_is_not_overwritten(tmp_path: Path, library: Path) -> None:
    head = '<link rel="canonical" href="https://a.example/x">'
    with mounted(tmp_path / "usb"):
        write(tmp_path / "usb" / "pages", 1, head)
        ingest(tmp_path / "usb" / "pages", library=library)
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "b.html").write_text(page("beta", head))
    assert (outcomes(ingest(tmp_path / "o", library=library)), articles(library)) == ({"new": 1}, 2)


def test_a_disk_named_itself_or_seen_from_a_part_is_known_to_be_away(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    (pages / "sub").mkdir()
    with mounted(pages / "sub" / "disk"):
        write(pages / "sub" / "disk", 3)
        ingest(pages / "sub", library=library)
    with mounted(tmp_path / "usb"):
        write(tmp_path / "usb", 3)
        ingest(tmp_path / "usb", library=library)
    for named in (pages, tmp_path / "usb", pages / "sub" / "disk"):
        assert ingest(named, "--prune", "--yes", library=library)["removed"] == 0
    assert articles(library) == 8


def test_hidden_pages_that_were_named_stay(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 1)
    write(pages / ".store", 2)
    assert outcomes(ingest(pages, pages / ".store", library=library)) == {"new": 3}
    assert ingest(pages, "--prune", library=library)["removed"] == 0


def test_a_library_in_the_folder_that_it_is_made_of_is_no_page_of_it(tmp_path: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    for _ in range(3):
        account = ingest(pages, library=pages / "library")
        assert (account["found"], account["code"]) == (2, 0)


def test_rules_reach_pages_in_archives_and_pages_that_failed(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    zipped(pages / "a.zip", "one")
    (pages / "f.html").write_text("<title>F</title><div class=x hidden>Said in an element that is left out.</div>")
    assert outcomes(ingest(pages, library=library)) == {"new": 1, "failed": 1}
    (library / "sites.toml").write_text("[[site]]\nsource = '*'\ntitle = 'p'\ncontent = ['.x', 'p']\n")
    account = ingest(pages, library=library)
    assert outcomes(account) == {"new": 1, "changed": 1}


def test_a_disk_that_fills_is_said_and_ends_the_command(tmp_path: Path) -> None:
    with mounted(tmp_path / "small"):
        subprocess.run(["mount", "-o", "remount,size=600k", tmp_path / "small"], check=True)
        pages = write(tmp_path / "pages", 1_500)
        done = vade("ingest", pages, library=tmp_path / "small" / "library")
    assert done.returncode == 1
    assert b"no space left" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("verb", [["forget", "--yes"], ["ingest"], ["extract"]])
def test_a_name_that_is_empty_is_not_the_folder_one_stands_in(tmp_path: Path, verb: list[str]) -> None:
    library = tmp_path / "library"
    ingest(write(tmp_path / "pages", 2), library=library)
    done = subprocess.run(
        [*VADE, *verb, "", "--library", library], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, b"the name is empty" in done.stderr, articles(library)) == (2, True, 2)


def test_a_library_of_which_the_name_is_empty_is_made_nowhere(tmp_path: Path) -> None:
    pages = write(tmp_path / "pages", 1)
    done = subprocess.run(
        [*VADE, "ingest", pages, "--library", ""], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [pages])


def test_names_that_are_no_text_can_be_forgotten_and_asked_for(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages 50% off"
    pages.mkdir()
    (pages / "caf\udce9.html").write_text(page("coffee"))
    ingest(pages, library=library)
    assert (
        json.loads(vade("why", pages / "caf\udce9.html", "--json", library=library).stdout)[0]["outcome"] == "article"
    )
    assert json.loads(vade("forget", pages / "caf\udce9.html", "--json", library=library).stdout)["removed"] == 1
    assert vade("why", pages / "gone\udce9.html", library=library).returncode == 1
    ingest(pages, library=library)
    assert json.loads(vade("forget", pages, "--json", library=library).stdout)["removed"] == 1


def test_a_page_of_frames_is_found_as_often_unchanged_as_changed(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 1)

    def save(*texts: str) -> None:
        html = ["<html><frameset><frame></frameset></html>", *(page(text) for text in texts)]
        parts = "".join(f"--x\r\nContent-Type: text/html\r\n\r\n{one}\r\n" for one in html)
        head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
        (pages / "set.mhtml").write_text(f"{head}{parts}--x--\r\n")

    save("one", "two")
    first = ingest(pages, library=library)
    again = ingest(pages, library=library)
    save("one", "three")
    changed = ingest(pages, library=library)
    assert [account["found"] for account in (first, again, changed)] == [4, 4, 4]
    assert (first["new"], again["unchanged"], changed["unchanged"]) == (3, 3, 2)
    with zipfile.ZipFile(pages / "set.zip", "w") as archive:
        archive.write(pages / "set.mhtml", "set.mhtml")
    (pages / "set.mhtml").unlink()
    packed = [ingest(pages, library=library)["found"] for _ in range(2)]
    assert packed == [4, 4]


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_page_behind_a_link_into_a_hidden_folder_is_one_page_by_both_names(
    tmp_path: Path, library: Path, *, is_folder: bool
) -> None:
    pages = write(tmp_path / "pages", 1)
    hidden = write(pages / ".cache" / "docs", 1) / "page0.html"
    shown = pages / "docs" / "page0.html" if is_folder else pages / "shown.html"
    (pages / "docs").symlink_to(".cache/docs") if is_folder else shown.symlink_to(".cache/docs/page0.html")
    assert ingest(pages, library=library)["new"] == 2
    told = [json.loads(vade("why", path, "--json", library=library).stdout) for path in (shown, hidden)]
    assert [len(one) for one in told] == [1, 1]
    assert told[0] == told[1]
    again = [shown, hidden, *([pages / "docs", hidden.parent] if is_folder else [])]
    assert [outcomes(ingest(path, library=library)) for path in again] == [{"unchanged": 1}] * len(again)
    assert len(json.loads(vade("show", told[0][0]["article"], "--json", library=library).stdout)["places"]) == 1
    assert vade("forget", shown, library=library).returncode == 0
    assert articles(library) == 1


def shown(library: Path, path: Path) -> dict[str, Any]:
    """Return the article that a file is."""
    [told] = json.loads(vade("why", path, "--json", library=library).stdout)
    return dict(json.loads(vade("show", told["article"], "--json", library=library).stdout)) | {"why": told["reason"]}


def stating(folder: Path, name: str, text: str, address: str, day: str = "2024-05-01") -> Path:
    folder.mkdir(exist_ok=True)
    head = f'<link rel="canonical" href="https://{address}"><meta property="article:published_time" content="{day}">'
    (folder / name).write_text(page(text, head))
    return folder / name


@pytest.mark.parametrize("way", ["pruned", "forgotten", "rewritten"])
def test_when_the_first_copy_goes_the_article_says_what_the_other_states(
    tmp_path: Path, library: Path, way: str
) -> None:
    first = stating(tmp_path / "pages", "a.html", "tea", "one.example/tea", "2021-01-01")
    second = stating(tmp_path / "pages", "b.html", "tea", "two.example/tea", "2022-02-02")
    assert outcomes(ingest(first.parent, library=library)) == {"new": 1, "duplicate": 1}
    assert shown(library, second)["source_url"] == "https://one.example/tea"
    if way == "forgotten":
        vade("forget", first, library=library)
    first.write_text(page("coffee")) if way == "rewritten" else first.unlink()
    account = ingest(first.parent, "--prune", library=library)
    assert account["found"] == (2 if way == "rewritten" else 1)
    left = shown(library, second)
    assert (left["source_url"], left["published_at"][:10], left["source"]) == (
        "https://two.example/tea",
        "2022-02-02",
        "b.html",
    )
    assert ingest(first.parent, library=library)["unchanged"] == account["found"]
    assert vade("check", library=library).returncode == 0


@pytest.mark.parametrize("texts", [("tea", "coffee"), ("tea, second edition", "coffee, second edition")])
def test_two_pages_that_swap_their_addresses_are_known_by_them(
    tmp_path: Path, library: Path, texts: tuple[str, str]
) -> None:
    pages = tmp_path / "pages"
    a = stating(pages, "a.html", "tea", "x.example/1")
    b = stating(pages, "b.html", "coffee", "x.example/2")
    ingest(pages, library=library)
    first, second = (shown(library, path)["id"] for path in (a, b))
    stating(pages, "a.html", texts[0], "x.example/2")
    stating(pages, "b.html", texts[1], "x.example/1")
    account = ingest(pages, library=library)
    assert (outcomes(account), account["contested"]) == ({"changed": 2}, {})
    told = [shown(library, path) for path in (a, b)]
    assert [one["id"] for one in told] == [second, first]
    assert [one["why"] for one in told] == [f"by its address, x.example/{n}" for n in (2, 1)]
    assert outcomes(ingest(pages, library=library)) == {"unchanged": 2}


def test_a_page_takes_its_address_when_the_other_that_stated_it_is_forgotten(tmp_path: Path, library: Path) -> None:
    pages = tmp_path / "pages"
    a = stating(pages, "a.html", "tea", "x.example/1")
    b = stating(pages, "b.html", "coffee", "x.example/1")
    ingest(pages, library=library)
    first = shown(library, a)["id"]
    assert "states the same address" in shown(library, b)["why"]
    a.unlink()
    ingest(pages, "--prune", library=library)
    assert (shown(library, b)["id"], shown(library, b)["why"]) == (first, "by its address, x.example/1")
    assert articles(library) == 1


@pytest.mark.parametrize("is_addressed", [True, False])
@pytest.mark.parametrize("order", [(1, 0), (2, 0, 1)])
def test_files_that_change_places_stay_the_articles_that_they_were(
    tmp_path: Path, library: Path, order: tuple[int, ...], *, is_addressed: bool
) -> None:
    pages = write(tmp_path / "pages", len(order))
    if is_addressed:
        for n in range(len(order)):
            stating(pages, f"page{n}.html", f"number {n}", f"x.example/{n}")
    ingest(pages, library=library)
    before = [shown(library, pages / f"page{n}.html") for n in range(len(order))]
    for n in range(len(order)):
        (pages / f"page{n}.html").rename(tmp_path / f"{n}")
    for n, place in enumerate(order):
        (tmp_path / f"{n}").rename(pages / f"page{place}.html")
    assert outcomes(ingest(pages, library=library)) == {"unchanged": len(order)}
    after = [shown(library, pages / f"page{place}.html") for place in order]
    assert [(one["id"], one["title"]) for one in after] == [(one["id"], one["title"]) for one in before]
    assert [one["source"] for one in after] == [f"page{place}.html" for place in order]
    assert articles(library) == len(order)


def test_a_page_that_became_a_copy_of_one_that_was_written_anew_is_a_duplicate(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    a, b = (pages / f"page{n}.html" for n in range(2))
    ingest(pages, library=library)
    # The same bytes in another file, as a program writes them that replaces files at once.
    (pages / "new").write_bytes(b.read_bytes())
    (pages / "new").rename(b)
    a.write_bytes(b.read_bytes())
    account = ingest(pages, library=library)
    assert (account["found"], account["removed"], articles(library)) == (2, 1, 1)
    assert shown(library, a)["id"] == shown(library, b)["id"]
    assert outcomes(ingest(pages, library=library)) == {"unchanged": 2}


def test_of_files_that_change_places_one_may_be_read_alone(tmp_path: Path, library: Path) -> None:
    pages = write(tmp_path / "pages", 2)
    a, b = (pages / f"page{n}.html" for n in range(2))
    ingest(pages, library=library)
    a.rename(tmp_path / "a")
    b.rename(a)
    (tmp_path / "a").rename(b)
    ingest(a, library=library)
    assert articles(library) == 2
    assert outcomes(ingest(pages, library=library)) == {"unchanged": 2}
    assert "number 1" in shown(library, a)["title"]
