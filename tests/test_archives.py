"""What is in an archive is read as what is in a folder; what is wrong with one is said, and never stops the others."""

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index import SkippedPage, UnreadablePage
from ingest.sources.folder import Folder
from ingest.sources.origin import Beside, Entry, Unseen
from ingest.sources.stream import StandardInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGEST = 1_000_000
PAGES = {"a/one.html": b"<p>One", "two": b"<html>Two", "a/deep/three.txt": b"Three"}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1_700_000_000
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


FORMATS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zip": zipped,
    "stored.zip": lambda members: zipped(members, zipfile.ZIP_STORED),
    "tar": tarred,
    "tar.gz": lambda members: gzip.compress(tarred(members)),
    "tar.xz": lambda members: lzma.compress(tarred(members)),
    "tar.bz2": lambda members: bz2.compress(tarred(members)),
    "tar.zst": lambda members: zstd.compress(tarred(members)),
}


def looked_into(folder: Path, name: str, content: bytes) -> tuple[Folder, list[Entry | Beside | Unseen]]:
    (folder / name).write_bytes(content)
    origin = Folder(str(folder.resolve()))
    found = origin.members(Entry(name, name), largest=LARGEST)
    return origin, list(found or ())


def opened(origin: Folder, found: list[Entry | Beside | Unseen]) -> dict[str, bytes]:
    return {e.key: origin.open(e, largest=LARGEST).content for e in found if isinstance(e, Entry)}


def troubles(found: list[Entry | Beside | Unseen]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Unseen)]


@pytest.mark.parametrize("ending", FORMATS)
def test_each_member_is_an_entry_that_can_be_opened(tmp_path: Path, ending: str) -> None:
    origin, found = looked_into(tmp_path, f"pages.{ending}", FORMATS[ending](PAGES))
    assert opened(origin, found) == {f"pages.{ending}!/{name}": content for name, content in PAGES.items()}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_member_is_found_again_by_its_key_alone(tmp_path: Path, ending: str) -> None:
    origin, found = looked_into(tmp_path, f"pages.{ending}", FORMATS[ending](PAGES))
    [again] = [origin.open(Entry(e.key, e.name), largest=LARGEST).content for e in found if e.key.endswith("two")]
    assert again == b"<html>Two"
    with pytest.raises(UnreadablePage, match="not in its archive any more"):
        origin.open(Entry(f"pages.{ending}!/gone", "gone"), largest=LARGEST)


@pytest.mark.parametrize("ending", FORMATS)
def test_an_archive_cut_short_gives_what_is_whole_and_says_so(tmp_path: Path, ending: str) -> None:
    many = {f"{n}.html": b"<p>%d " % n + b"x" * 900 for n in range(50)}
    whole = FORMATS[ending](many)
    origin, found = looked_into(tmp_path, f"pages.{ending}", whole[: len(whole) * 2 // 3])
    assert len(troubles(found)) == 1
    assert "cut short" in troubles(found)[0] or "damaged" in troubles(found)[0]
    pages = opened(origin, found)
    assert all(many[key.partition("!/")[2]] == content for key, content in pages.items())


@pytest.mark.parametrize(("outer", "inner"), [("zip", "tar.gz"), ("tar", "zip"), ("tar.gz", "zip"), ("zip", "zip")])
def test_an_archive_in_an_archive_is_looked_into_once(tmp_path: Path, outer: str, inner: str) -> None:
    third = FORMATS["zip"]({"deepest.html": b"<p>Deepest"})
    nested = FORMATS[inner]({"page.html": b"<p>Inner", "third.zip": third})
    origin, found = looked_into(
        tmp_path, f"a.{outer}", FORMATS[outer]({f"in/b.{inner}": nested, "own.html": b"<p>Own"})
    )
    assert opened(origin, found) == {
        f"a.{outer}!/in/b.{inner}!/page.html": b"<p>Inner",
        f"a.{outer}!/own.html": b"<p>Own",
    }
    assert [one.reason for one in found if isinstance(one, Beside)] == ["an archive in an archive in an archive"]
    entry = next(e for e in found if e.key.endswith("page.html"))
    assert origin.open(Entry(entry.key, entry.name), largest=LARGEST).content == b"<p>Inner"


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz"])
def test_two_members_of_one_name_are_both_kept(tmp_path: Path, ending: str) -> None:
    file = io.BytesIO()
    if ending == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("page.html", "<p>First")
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("page.html", "<p>Second")
    else:
        first = tarred({"page.html": b"<p>First"})
        file.write(first[:1024] + tarred({"page.html": b"<p>Second"}))
    content = gzip.compress(file.getvalue()) if ending == "tar.gz" else file.getvalue()
    origin, found = looked_into(tmp_path, f"a.{ending}", content)
    assert sorted(opened(origin, found).values()) == [b"<p>First", b"<p>Second"]
    assert len({one.key for one in found}) == 2


def test_names_that_lead_out_are_names_and_write_nothing(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    origin, found = looked_into(inner, "a.zip", zipped({"../../evil.html": b"<p>Evil", "/etc/page.html": b"<p>Etc"}))
    assert sorted(opened(origin, found).values()) == [b"<p>Etc", b"<p>Evil"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "inner"]


def test_names_that_are_no_utf8_keep_apart(tmp_path: Path) -> None:
    members = {name: name.encode() for name in ("caf\u00e9.html", "caf\u0301e.html")}
    data = zipped(members)
    origin, found = looked_into(tmp_path, "a.zip", data)
    assert len(opened(origin, found)) == 2
    raw = (
        zipped({"caf?.html": b"<p>Latin", "caf!.html": b"<p>Other"})
        .replace(b"caf?", b"caf\xe9")
        .replace(b"caf!", b"caf\xe8")
    )
    origin, found = looked_into(tmp_path, "b.zip", raw)
    assert sorted(opened(origin, found).values()) == [b"<p>Latin", b"<p>Other"]


def test_what_is_hidden_a_link_or_a_device_is_beside(tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("fifo", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "page.html"
            archive.addfile(info)
        for name in (".hidden/page.html", "__MACOSX/page.html"):
            info = tarfile.TarInfo(name)
            info.size = 3
            archive.addfile(info, io.BytesIO(b"<p>"))
    _, found = looked_into(tmp_path, "a.tar", file.getvalue())
    assert [one.reason for one in found if isinstance(one, Beside)] == [
        "a link",
        "a link",
        "a device",
        "hidden",
        "hidden",
    ]


def encrypted(content: bytes) -> bytes:
    """Give a ZIP archive with the flag of encryption on each member."""
    data = bytearray(content)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(magic, start)) >= 0:
            data[start + place] |= 1
            start += 4
    return bytes(data)


def test_an_encrypted_member_is_said_to_be(tmp_path: Path) -> None:
    origin, found = looked_into(tmp_path, "a.zip", encrypted(zipped({"page.html": b"<p>Secret"})))
    [entry] = [one for one in found if isinstance(one, Entry)]
    with pytest.raises(UnreadablePage, match=r"a.zip!/page.html: cannot be read: encrypted"):
        origin.open(entry, largest=LARGEST)


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz"])
def test_a_member_over_the_limit_is_skipped_and_the_next_is_read(tmp_path: Path, ending: str) -> None:
    members = {"large.html": b"<p>" + b"large " * 400_000, "small.html": b"<p>Small"}
    origin, found = looked_into(tmp_path, f"a.{ending}", FORMATS[ending](members))
    large, small = (one for one in found if isinstance(one, Entry))
    with pytest.raises(SkippedPage, match=r"2 MB, over the limit of 1 MB; raise it with --max-size"):
        origin.open(large, largest=LARGEST)
    assert origin.open(small, largest=LARGEST).content == b"<p>Small"


@pytest.mark.parametrize("ending", ["zip", "tar.gz", "tar.xz", "tar.zst"])
def test_a_bomb_is_told_by_what_it_unfolds_to(tmp_path: Path, ending: str) -> None:
    members = {f"{n}.html": bytes(30_000_000) for n in range(5)}
    start = time.process_time()
    _, found = looked_into(tmp_path, f"a.{ending}", FORMATS[ending](members))
    assert any("looks like a bomb" in reason for reason in troubles(found))
    assert time.process_time() - start < 20


def test_documents_that_are_zip_archives_are_none_of_pages(tmp_path: Path) -> None:
    for first in ("mimetype", "[Content_Types].xml", "META-INF/MANIFEST.MF"):
        assert looked_into(tmp_path, "a.zip", zipped({first: b"x", "page.html": b"<p>Page"}))[1] == []


def test_a_single_file_that_is_folded_is_its_only_member(tmp_path: Path) -> None:
    origin, found = looked_into(tmp_path, "page.html.gz", gzip.compress(b"<p>Page"))
    assert opened(origin, found) == {"page.html.gz!/page.html": b"<p>Page"}


def test_a_zip_without_a_directory_is_read_by_its_members(tmp_path: Path) -> None:
    whole = zipped(PAGES)
    origin, found = looked_into(tmp_path, "a.zip", whole[: whole.index(b"PK\x01\x02")])
    assert sorted(opened(origin, found).values()) == sorted(PAGES.values())
    assert "no directory" in troubles(found)[0]


def test_an_archive_on_standard_input_is_read_too() -> None:
    origin = StandardInput(zipped(PAGES))
    [entry] = origin.entries()
    assert isinstance(entry, Entry)
    found = list(origin.members(entry, largest=LARGEST) or ())
    assert sorted(origin.open(e, largest=LARGEST).content for e in found if isinstance(e, Entry)) == sorted(
        PAGES.values()
    )


def test_an_archive_that_went_away_is_said_to_be(tmp_path: Path) -> None:
    origin, found = looked_into(tmp_path, "a.zip", zipped(PAGES))
    (tmp_path / "a.zip").unlink()
    entry = next(one for one in found if isinstance(one, Entry))
    assert not origin.holds(entry.key)
    with pytest.raises(UnreadablePage, match="no such file"):
        origin.open(entry, largest=LARGEST)


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.data())
def test_any_damage_is_said_and_never_an_error_of_ours(ending: str, data: st.DataObject) -> None:
    content = bytearray(FORMATS[ending](PAGES))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(1, len(content)))]
    origin = StandardInput(bytes(content))
    [entry] = origin.entries()
    assert isinstance(entry, Entry)
    for one in origin.members(entry, largest=LARGEST) or ():
        if isinstance(one, Entry):
            try:
                origin.open(one, largest=LARGEST)
            except (SkippedPage, UnreadablePage):
                continue
