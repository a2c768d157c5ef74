"""What is in an archive is given page by page, and what cannot be read of it is said with its reason."""

import bz2
import gzip
import io
import lzma
import os
import pickle
import shutil
import stat
import struct
import subprocess
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import examples
from index import NotAPage, PageError, SkippedPage, UnreadablePage
from ingest.sources.archives.formats import archive_format
from ingest.sources.archives.sparse import Filled, flaw
from ingest.sources.archives.unpacking import zstd
from ingest.sources.folder import Folder
from ingest.sources.origin import Beside, Entry, Inner, Unseen
from ingest.sources.stream import StandardInput

LARGEST = 1_000_000
PAGE = b"<!doctype html><title>Tea</title><p>Pour it after three minutes."
LONG = b"<!doctype html>" + os.urandom(60_000).hex().encode()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 3, 10, 20, 30)), content, method)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1_714_731_630
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
    "tar.zst": zstd.compress,
}


def packed_tar(pack: Callable[[bytes], bytes], members: dict[str, bytes]) -> bytes:
    return pack(tarred(members))


MAKERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zip": zipped,
    **{ending: partial(packed_tar, pack) for ending, pack in PACKERS.items()},
}


def found(tmp_path: Path, archive: bytes, name: str = "a", largest: int = LARGEST) -> list[Inner]:
    (tmp_path / name).write_bytes(archive)
    members = Folder(str(tmp_path)).members(Entry(name, name), largest=largest)
    assert members is not None
    return list(members)


def read(tmp_path: Path, archive: bytes, name: str = "a") -> dict[str, bytes]:
    """Return the content of each entry, by its key in the archive."""
    entries = [one for one in found(tmp_path, archive, name) if isinstance(one, Entry)]
    return {e.key.removeprefix(f"{name}!/"): Folder(str(tmp_path)).open(e, largest=LARGEST).content for e in entries}


def said(inner: list[Inner]) -> dict[str, str]:
    return {one.key: one.reason for one in inner if isinstance(one, Beside | Unseen)}


@contextmanager
def little_memory() -> Iterator[None]:
    """Fail when more than five megabytes are taken meanwhile; in the archives here are ten and more."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


MEMBERS = {"index.html": PAGE, "b/c.html": LONG, "b/Überblick.txt": b"words", "empty.html": b""}


@pytest.mark.parametrize("ending", MAKERS)
def test_every_member_is_given_with_its_bytes_and_time(tmp_path: Path, ending: str) -> None:
    archive = MAKERS[ending](MEMBERS)
    assert read(tmp_path, archive, "strange.name") == MEMBERS
    inner = found(tmp_path, archive, "strange.name")
    assert [one.key for one in inner] == [f"strange.name!/{name}" for name in MEMBERS]
    assert isinstance(inner[0], Entry)
    assert inner[0].stamp.size == len(PAGE)
    assert Folder(str(tmp_path)).open(inner[0], largest=LARGEST).time.startswith("2024-05-03T10:20:30")
    assert found(tmp_path, archive, "strange.name") == inner


@pytest.mark.parametrize("ending", MAKERS)
def test_a_member_is_opened_by_its_key_alone(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a").write_bytes(MAKERS[ending](MEMBERS))
    origin = Folder(str(tmp_path))
    assert origin.open(Entry("a!/b/c.html", "c"), largest=LARGEST).content == LONG
    with pytest.raises(UnreadablePage, match="no longer in the archive"):
        origin.open(Entry("a!/gone.html", "gone"), largest=LARGEST)


@pytest.mark.parametrize("ending", MAKERS)
def test_an_archive_on_standard_input_is_read_in_workers_that_have_only_the_entries(ending: str) -> None:
    origin = StandardInput(MAKERS[ending](MEMBERS))
    [entry] = origin.entries()
    assert isinstance(entry, Entry)
    members = list(origin.members(entry, largest=LARGEST) or ())
    sent = pickle.loads(pickle.dumps(origin))  # noqa: S301
    found = {m.key.partition("!/")[2]: sent.open(m, largest=LARGEST).content for m in members}
    assert found == MEMBERS
    assert len(pickle.dumps(origin)) < 300


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_whole_in_every_kind_of_tar(tmp_path: Path, form: int) -> None:
    name = "/".join(["a folder of some length"] * 8) + "/page.html"
    assert read(tmp_path, tarred({name: PAGE, "b.html": b"<p>b"}, form=form)) == {name: PAGE, "b.html": b"<p>b"}


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz", "zst"])
def test_a_page_packed_alone_has_the_name_without_the_ending(tmp_path: Path, ending: str) -> None:
    archive = PACKERS[f"tar.{ending}"](PAGE)
    assert read(tmp_path, archive, f"tea.html.{ending}") == {"tea.html": PAGE}


def test_packed_parts_one_behind_the_other_are_one(tmp_path: Path) -> None:
    archive = tarred(MEMBERS)
    half = len(archive) // 2
    for pack in (gzip.compress, bz2.compress, lzma.compress, zstd.compress):
        assert read(tmp_path, pack(archive[:half]) + pack(archive[half:]) + b"\0" * 512) == MEMBERS


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_of_zip(tmp_path: Path, method: int) -> None:
    assert read(tmp_path, zipped(MEMBERS, method)) == MEMBERS


def test_a_zip_by_another_method_says_which(tmp_path: Path) -> None:
    archive = zipped({"a.html": PAGE}, zipfile.ZIP_LZMA)
    for header, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = archive.index(header) + place
        archive = archive[:at] + struct.pack("<H", 98) + archive[at + 2 :]
    [entry] = found(tmp_path, archive)
    assert isinstance(entry, Entry)
    with pytest.raises(UnreadablePage, match="packed by method 98 of ZIP, which is not read"):
        Folder(str(tmp_path)).open(entry, largest=LARGEST)


def test_lzma_in_a_zip_may_end_by_a_mark_or_by_its_size(tmp_path: Path) -> None:
    marked = zipped({"a.html": PAGE}, zipfile.ZIP_LZMA)
    begin, end = marked.index(b"a.html") + len("a.html"), marked.index(b"PK\1\2")
    # What the encoder appends as the mark of its end is all that the last bytes are; a stream without it is as good.
    packed = marked[begin : end - 5]
    directory = bytearray(marked[end:])
    directory[20:24] = struct.pack("<I", len(packed))
    at = bytes(directory).index(b"PK\5\6")
    directory[at + 16 : at + 20] = struct.pack("<I", begin + len(packed))
    local = bytearray(marked[:begin])
    local[18:22] = struct.pack("<I", len(packed))
    assert read(tmp_path, bytes(local) + packed + bytes(directory)) == {"a.html": PAGE}


@pytest.mark.parametrize("damage", [b"\xff", b"\0"])
def test_damaged_lzma_in_a_zip_is_named(tmp_path: Path, damage: bytes) -> None:
    archive = zipped({"a.html": PAGE}, zipfile.ZIP_LZMA)
    at = archive.index(b"a.html") + len("a.html")
    [entry] = found(tmp_path, archive[: at + 2] + damage * 4 + archive[at + 6 :])
    assert isinstance(entry, Entry)
    with pytest.raises(UnreadablePage, match="damaged"):
        Folder(str(tmp_path)).open(entry, largest=LARGEST)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zips_written_one_behind_the_other_are_all_read(tmp_path: Path, method: int) -> None:
    pages = [PAGE + b"%d" % i for i in range(3)]
    one, two, three = (zipped({f"{i}.html": pages[i]}, method) for i in range(3))
    for comment in (b"", b"a comment"):
        first = one[:-2] + struct.pack("<H", len(comment)) + comment
        assert read(tmp_path, first + two + three) == {f"{i}.html": pages[i] for i in range(3)}
    assert read(tmp_path, one + one) == {"0.html": pages[0], "0.html%~2": pages[0]}


def test_a_cut_zip_before_a_whole_one_is_read_as_far_as_it_goes_and_said(tmp_path: Path) -> None:
    cut = zipped({"a.html": PAGE, "b.html": PAGE})
    archive = cut[: cut.index(b"b.html")] + zipped({"c.html": PAGE})
    assert read(tmp_path, archive) == {"a.html": PAGE, "c.html": PAGE}
    [reason] = said(found(tmp_path, archive)).values()
    assert "not whole" in reason


def test_what_stands_between_two_zips_is_said(tmp_path: Path) -> None:
    archive = zipped({"a.html": PAGE}) + b"something else" + zipped({"c.html": PAGE})
    assert read(tmp_path, archive) == {"a.html": PAGE, "c.html": PAGE}
    assert len(said(found(tmp_path, archive))) == 1


def test_more_zips_in_a_row_than_anyone_writes_are_said_in_time(tmp_path: Path) -> None:
    start = time.process_time()
    inner = found(tmp_path, zipped({"a.html": PAGE}) * 2_000)
    assert time.process_time() - start < 5
    assert isinstance(inner[-1], Unseen)


class Unseekable(io.RawIOBase):
    """A pipe: what is written to it cannot be mended afterwards."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        self.written += bytes(data)
        return len(data)


def streamed() -> bytes:
    pipe = Unseekable()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in MEMBERS.items():
            archive.writestr(name, content)
    return pipe.written


def test_a_zip_whose_sizes_follow_the_members(tmp_path: Path) -> None:
    assert read(tmp_path, streamed()) == MEMBERS


def test_zip64(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.html", "w", force_zip64=True) as member:
        member.write(PAGE)
    whole = out.getvalue()
    assert read(tmp_path, whole) == {"a.html": PAGE}
    many = zipped({f"{i}.txt": b"x" for i in range(66_000)}, zipfile.ZIP_STORED)
    assert len(found(tmp_path, many)) == 66_000


def test_a_zip_behind_something_else_and_before_a_comment(tmp_path: Path) -> None:
    out = io.BytesIO(zipped({"before.html": b"<p>1"}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("a.html", PAGE)
        archive.comment = b"PK\5\6 is how a ZIP ends, and this is a comment" * 9
    assert read(tmp_path, out.getvalue())["a.html"] == PAGE


def test_names_that_are_no_utf8_come_back_and_are_shown(tmp_path: Path) -> None:
    plain = zipped({"cafX.html": PAGE, "cafY.html": PAGE})
    archive = plain.replace(b"cafX", b"caf\x82").replace(b"cafY", b"caf\xff")
    inner = found(tmp_path, archive)
    assert [(one.key, one.name) for one in inner] == [
        ("a!/caf%82.html", "a!/café.html"),
        ("a!/caf%FF.html", "a!/caf\xa0.html"),
    ]
    flagged = bytearray(archive)
    for at in (archive.find(b"PK\3\4") + 6, archive.find(b"PK\1\2") + 8):
        flagged[at + 1] |= 0x08
    assert [one.key for one in found(tmp_path, bytes(flagged))] == ["a!/caf%82.html", "a!/caf%FF.html"]
    assert set(read(tmp_path, bytes(flagged)).values()) == {PAGE}
    latin = tarred({os.fsdecode(b"caf\xe9.html"): PAGE}, form=tarfile.GNU_FORMAT)
    assert [one.key for one in found(tmp_path, latin)] == ["a!/caf%E9.html"]


def test_names_that_lead_out_are_only_names(tmp_path: Path) -> None:
    names = ["../../etc/passwd.html", "/etc/passwd.html", "C:\\page.html", "a!/b.html", "a\x1b[31m.html"]
    for make in (zipped, tarred):
        assert list(read(tmp_path, make(dict.fromkeys(names, PAGE))).values()) == [PAGE] * len(names)
    assert not (tmp_path.parent.parent / "etc").exists()
    assert found(tmp_path, tarred({"a\x1b.html": PAGE}))[0].name == "a!/a\\x1b.html"


def test_two_members_of_one_name_are_both_kept(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "0")
        for i in "12":
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("a.txt", i)
    contents = {"a.txt": b"0", "a.txt%~2": b"1", "a.txt%~3": b"2"}
    assert read(tmp_path, out.getvalue()) == contents
    assert [one.name for one in found(tmp_path, out.getvalue())] == ["a!/a.txt", "a!/a (2).txt", "a!/a (3).txt"]
    twice = io.BytesIO()
    with tarfile.open(fileobj=twice, mode="w") as tar:
        for i in range(3):
            info = tarfile.TarInfo("a.txt")
            info.size = 1
            tar.addfile(info, io.BytesIO(b"%d" % i))
    assert read(tmp_path, twice.getvalue()) == contents
    (tmp_path / "a").write_bytes(out.getvalue())
    assert Folder(str(tmp_path)).open(Entry("a!/a.txt%~2", ""), largest=LARGEST).content == b"1"


def test_a_hard_link_that_states_a_size_has_no_bytes(tmp_path: Path) -> None:
    link = tarfile.TarInfo("h.html")
    link.type, link.linkname, link.size = tarfile.LNKTYPE, "a.html", 5_000
    archive = tarred({"a.html": PAGE})[:1024] + link.tobuf() + tarred({"b.html": PAGE})
    assert read(tmp_path, archive) == {"a.html": PAGE, "b.html": PAGE}


def test_hidden_members_links_and_devices_are_beside(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("c", tarfile.CHRTYPE), ("f", tarfile.FIFOTYPE), ("d", tarfile.DIRTYPE)):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert said(found(tmp_path, out.getvalue())) == {
        "a!/s": "a link to /etc/passwd", "a!/h": "a link to /etc/passwd", "a!/c": "a device", "a!/f": "a FIFO",
    }  # fmt: skip
    hidden = {".git/config": b"x", "b/.c.html": PAGE, "__MACOSX/a.html": b"x", "./seen.html": PAGE, "../up.html": PAGE}
    for make in (zipped, tarred):
        inner = found(tmp_path, make(hidden))
        assert said(inner) == {
            "a!/.git/config": "hidden", "a!/b/.c.html": "hidden", "a!/__MACOSX/a.html": "what macOS says of another file",
        }  # fmt: skip
        assert len(inner) == 5


def test_a_link_in_a_zip_is_beside(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "page.html")
    assert said(found(tmp_path, out.getvalue())) == {"a!/link.html": "a link"}


def test_archives_are_opened_once_more_inside_and_not_further(tmp_path: Path) -> None:
    deepest = zipped({"x.html": PAGE})
    archive = zipped({"b.tar.gz": gzip.compress(tarred({"x.html": PAGE, "c.zip": deepest})), "d.html": PAGE})
    assert read(tmp_path, archive) == {"b.tar.gz!/x.html": PAGE, "d.html": PAGE}
    assert said(found(tmp_path, archive)) == {"a!/b.tar.gz!/c.zip": "an archive in an archive in an archive"}
    (tmp_path / "a").write_bytes(archive)
    assert Folder(str(tmp_path)).open(Entry("a!/b.tar.gz!/x.html", ""), largest=LARGEST).content == PAGE
    assert read(tmp_path, tarred({"b.zip": zipped(MEMBERS)})) == {f"b.zip!/{k}": v for k, v in MEMBERS.items()}


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({"mimetype": b"application/epub+zip", "a.xhtml": PAGE}, "an EPUB"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": PAGE}, "an OpenDocument file"),
        ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "an Office document"),
        ({"META-INF/MANIFEST.MF": b"x", "a.html": PAGE}, "a Java program"),
    ],
)
def test_packages_of_one_thing_are_no_archives_of_pages(tmp_path: Path, members: dict[str, bytes], what: str) -> None:
    reason = f"{what}, not an archive of pages"
    assert found(tmp_path, zipped(members)) == [Beside("a", "a", reason)]
    assert said(found(tmp_path, zipped({"b": zipped(members), "c.html": PAGE}))) == {"a!/b": reason}
    assert said(found(tmp_path, zipped({"b": tarred({"c": zipped(members)})}))) == {"a!/b!/c": reason}


def test_an_encrypted_member_is_named_alone(tmp_path: Path) -> None:
    made = bytearray(zipped({"a.html": PAGE, "b.html": PAGE}))
    for at in (made.find(b"PK\3\4") + 6, made.find(b"PK\1\2") + 8):
        made[at] |= 1
    archive = bytes(made)
    locked, free = found(tmp_path, archive)
    assert isinstance(locked, Entry)
    assert isinstance(free, Entry)
    with pytest.raises(UnreadablePage, match=r"a!/a.html: encrypted"):
        Folder(str(tmp_path)).open(locked, largest=LARGEST)
    assert Folder(str(tmp_path)).open(free, largest=LARGEST).content == PAGE
    assert said(found(tmp_path, zipped({"n.zip": archive}))) == {"a!/n.zip!/a.html": "encrypted"}


@pytest.mark.parametrize("ending", MAKERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_of_an_archive_that_is_cut_short_the_beginning_is_read(tmp_path: Path, ending: str, share: float) -> None:
    members = {f"{i}.html": b"<p>" + os.urandom(20_000).hex().encode() for i in range(20)}
    archive = MAKERS[ending](members)
    inner = found(tmp_path, archive[: int(len(archive) * share)])
    last = inner.pop()
    assert isinstance(last, Unseen)
    assert last.key == "a"
    assert last.reason.startswith(f"cut short after {len(inner)} member")
    # What bzip2 and zstd pack as one block cannot be had in parts.
    assert len(inner) >= {"tar.bz2": 0, "tar.zst": 20 * share - 5}.get(ending, 20 * share - 2)
    for one in inner:
        assert isinstance(one, Entry)
        assert Folder(str(tmp_path)).open(one, largest=LARGEST).content == members[one.key.removeprefix("a!/")]


def test_of_a_streamed_zip_that_is_cut_short_the_beginning_is_read(tmp_path: Path) -> None:
    archive = streamed()
    inner = found(tmp_path, archive[: archive.find(b"PK\1\2") - 20])
    assert [one.key for one in inner] == ["a!/index.html", "a!/b/c.html", "a!/b/Überblick.txt", "a"]
    entry = inner[1]
    assert isinstance(entry, Entry)
    assert Folder(str(tmp_path)).open(entry, largest=LARGEST).content == LONG


def test_a_tar_that_is_damaged_in_the_middle_says_so(tmp_path: Path) -> None:
    archive = bytearray(tarred({f"{i}.html": PAGE for i in range(9)}))
    archive[4 * 1024 : 4 * 1024 + 100] = b"\xff" * 100
    assert said(found(tmp_path, bytes(archive))) == {"a": "cut short after 4 members: damaged between two members"}


def test_a_damaged_member_of_a_zip_harms_no_other(tmp_path: Path) -> None:
    archive = bytearray(zipped({"a.html": LONG, "b.html": PAGE, "c.html": LONG}, zipfile.ZIP_STORED))
    archive[50_000] ^= 1
    inner = found(tmp_path, bytes(archive))
    assert len(inner) == 3
    with pytest.raises(UnreadablePage, match=r"a.html: damaged: its checksum does not match"):
        Folder(str(tmp_path)).open(inner[0], largest=LARGEST)  # type: ignore[arg-type]
    assert Folder(str(tmp_path)).open(inner[2], largest=LARGEST).content == LONG  # type: ignore[arg-type]


@pytest.mark.parametrize("which", range(4))
def test_of_a_zip_with_a_damaged_directory_every_member_is_read(tmp_path: Path, which: int) -> None:
    members = {f"{i}.html": PAGE + bytes([i + 48]) for i in range(4)}
    archive = bytearray(zipped(members))
    at = [n for n in range(len(archive)) if archive.startswith(b"PK\1\2", n)][which]
    archive[at] ^= 1
    assert read(tmp_path, bytes(archive)) == members
    assert said(found(tmp_path, bytes(archive))) == {"a": "cut short after 4 members: its directory is damaged"}


@pytest.mark.parametrize("counted", [0, 1, 3])
def test_a_zip_that_lists_more_members_than_it_counts_is_read_to_its_end(tmp_path: Path, counted: int) -> None:
    members = {f"{i}.html": PAGE + bytes([i + 48]) for i in range(4)}
    archive = bytearray(zipped(members))
    archive[-14:-10] = struct.pack("<HH", counted, counted)
    assert read(tmp_path, bytes(archive)) == members
    assert said(found(tmp_path, bytes(archive))) == {}


def test_a_damaged_member_of_a_zip_in_a_zip_is_named(tmp_path: Path) -> None:
    inner = bytearray(zipped({"a.html": LONG, "b.html": PAGE}, zipfile.ZIP_STORED))
    inner[50_000] ^= 1
    archive = zipped({"n.zip": bytes(inner)})
    assert said(found(tmp_path, archive)) == {"a!/n.zip!/a.html": "damaged: its checksum does not match"}
    assert read(tmp_path, archive) == {"n.zip!/b.html": PAGE}


@pytest.mark.parametrize("ending", MAKERS)
def test_a_member_over_the_limit_is_skipped_and_the_next_one_read(tmp_path: Path, ending: str) -> None:
    large = b"<!doctype html>" + b"words " * 100_000
    inner = found(tmp_path, MAKERS[ending]({"a.html": large, "b.html": PAGE}), largest=300_000)
    origin = Folder(str(tmp_path))
    assert [one.key for one in inner] == ["a!/a.html", "a!/b.html"]
    with pytest.raises(SkippedPage, match="1 MB, over the limit of 0 MB; raise it with --max-size"):
        origin.open(inner[0], largest=300_000)  # type: ignore[arg-type]
    assert origin.open(inner[1], largest=300_000).content == PAGE  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", MAKERS)
def test_pictures_in_an_archive_are_beside_however_large(tmp_path: Path, ending: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(40_000)
    inner = found(
        tmp_path, MAKERS[ending]({"a.png": picture, "b.css": b"p {}" * 9_000, "c.html": PAGE}), largest=30_000
    )
    reasons = said(inner)
    for one in inner:
        if isinstance(one, Entry) and not one.key.endswith("c.html"):
            with pytest.raises(NotAPage) as refused:
                Folder(str(tmp_path)).open(one, largest=30_000)
            reasons[one.key] = str(refused.value).partition(": ")[2]
    assert reasons == {"a!/a.png": "a PNG image, not a page", "a!/b.css": "a style sheet, not a page"}


def bomb(pack: Callable[[bytes], bytes]) -> bytes:
    """Return a packed TAR of one page and 1.2 GB of zeros, made of the same packed piece again and again."""
    piece = 20_000_000
    info = tarfile.TarInfo("zeros.html")
    info.size = 60 * piece
    head = tarred({"a.html": PAGE})[:1024]
    return pack(head + info.tobuf()) + pack(bytes(piece)) * 60


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_packed_bomb_is_left_when_it_is_told(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    archive = bomb(pack)
    with little_memory():
        inner = found(tmp_path, archive)
    assert [one.key for one in inner] == ["a!/a.html", "a!/zeros.html", "a"]
    assert inner[-1].reason.startswith("looks like a bomb, left after 2 members")  # type: ignore[union-attr]


def overlapping() -> bytes:
    """Return a ZIP whose directory names one member many times, as the bomb of D. Fifield does."""
    archive = zipped({"0.html": bytes(200_000_000)})
    at = archive.find(b"PK\1\2")
    end = archive.rfind(b"PK\5\6")
    entry = archive[at:end]
    entries = b"".join(entry.replace(b"0.html", b"%d.html" % i) for i in range(9))
    return archive[:at] + entries + struct.pack("<4s4xHHIIH", b"PK\5\6", 9, 9, len(entries), at, 0)


def test_a_zip_whose_members_overlap_is_left(tmp_path: Path) -> None:
    inner = found(tmp_path, overlapping())
    assert inner[-1] == Unseen("a", "a", "looks like a bomb, left after 1 member: its members overlap")


def test_a_million_names_of_one_member_are_left_at_once(tmp_path: Path) -> None:
    archive = zipped({"0": b""})
    at, end = archive.find(b"PK\1\2"), archive.rfind(b"PK\5\6")
    entries = archive[at:end] * 1_000_000
    start = time.process_time()
    end64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 10**6, 10**6, len(entries), at)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at + len(entries), 1)
    last = struct.pack("<4s4xHHIIH", b"PK\5\6", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    inner = found(tmp_path, archive[:at] + entries + end64 + locator + last)
    assert time.process_time() - start < 2
    assert inner[-1] == Unseen("a", "a", "looks like a bomb, left after 1 member: its members overlap")


def test_a_zip_of_zeros_is_left_by_what_it_states(tmp_path: Path) -> None:
    archive = zipped({f"{i}.html": bytes(100_000) for i in range(8)})
    last = found(tmp_path, archive.replace(struct.pack("<I", 100_000), struct.pack("<I", 150_000_000)))[-1]
    assert isinstance(last, Unseen)
    assert last.reason.startswith("looks like a bomb, left after 6 members")


def test_a_zip_that_lies_about_a_size_is_read_up_to_the_limit(tmp_path: Path) -> None:
    archive = zipped({"a.html": b"<p>" + bytes(50_000_000)})
    lying = archive.replace(struct.pack("<I", 50_000_003), struct.pack("<I", 100))
    [entry] = found(tmp_path, lying)
    with little_memory(), pytest.raises(PageError):
        Folder(str(tmp_path)).open(entry, largest=LARGEST)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.zst"])
def test_memory_stays_flat_over_many_members(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a").write_bytes(MAKERS[ending]({f"{i}.html": LONG for i in range(200)}))
    members = Folder(str(tmp_path)).members(Entry("a", "a"), largest=LARGEST)
    assert members is not None
    with little_memory():
        assert sum(isinstance(one, Entry) for one in members) == 200


def test_2000_members_of_a_zip_are_listed_and_opened_in_no_time(tmp_path: Path) -> None:
    archive = zipped({f"{i}.html": PAGE for i in range(2_000)})
    start = time.process_time()
    inner = found(tmp_path, archive)
    for one in inner:
        Folder(str(tmp_path)).open(one, largest=LARGEST)  # type: ignore[arg-type]
    assert time.process_time() - start < 1


COMMANDS = [("zip", ""), ("tar", ""), ("gzip", "-z"), ("bzip2", "-j"), ("xz", "-J"), ("zstd", "--zstd")]


@pytest.mark.parametrize(("command", "option"), COMMANDS)
def test_what_the_commands_write_is_read(tmp_path: Path, command: str, option: str) -> None:
    if not shutil.which(command):
        pytest.skip(f"no {command} here")
    pages = tmp_path / "pages"
    (pages / "b").mkdir(parents=True)
    (pages / "index.html").write_bytes(PAGE)
    (pages / "b" / "c.html").write_bytes(LONG)
    wanted = {"index.html": PAGE, "b/c.html": LONG}
    if command == "zip":
        subprocess.run(["zip", "-qr", tmp_path / "a.zip", "."], cwd=pages, check=True)
        assert read(tmp_path, (tmp_path / "a.zip").read_bytes()) == wanted
        return
    for form in ("v7", "oldgnu", "gnu", "ustar", "posix"):
        words = ["tar", "-c", *filter(None, [option]), f"--format={form}", "-f", "-", "index.html", "b"]
        done = subprocess.run(words, cwd=pages, capture_output=True, check=True)
        assert read(tmp_path, done.stdout) == wanted


def test_what_is_no_archive_gives_no_members(tmp_path: Path) -> None:
    for content in (b"", PAGE, b"\x89PNG", bytes(1_000), b"x" * 512):
        (tmp_path / "a").write_bytes(content)
        assert archive_format(content[:512]) is None
        assert Folder(str(tmp_path)).members(Entry("a", "a"), largest=LARGEST) is None


SPARSE_FORMS = (
    ["--format=oldgnu"],
    *(["--format=posix", f"--sparse-version={version}"] for version in ("0.1", "1.0")),
)


def sparse_tar(folder: Path, form: list[str]) -> tuple[bytes, bytes]:
    """Return a TAR of a page with holes and of one without, and what the first says."""
    with (folder / "sparse.html").open("wb") as sparse:
        sparse.write(PAGE)
        for i in range(1, 60):
            sparse.seek(i * 100_000)
            sparse.write(b"<p>words %d" % i)
        sparse.truncate(6_000_000)
    (folder / "z.html").write_bytes(PAGE)
    command = ["tar", "-c", "-S", *form, "sparse.html", "z.html"]
    archive = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
    return archive, (folder / "sparse.html").read_bytes()


@pytest.mark.parametrize("form", SPARSE_FORMS)
def test_a_sparse_file_is_read_with_its_holes(tmp_path: Path, form: list[str]) -> None:
    archive, content = sparse_tar(tmp_path, form)
    assert len(archive) < 1_000_000
    inner = found(tmp_path, archive, largest=LARGEST * 10)
    assert [(one.key, one.data) for one in inner if isinstance(one, Entry)] == [
        ("a!/sparse.html", content), ("a!/z.html", PAGE),
    ]  # fmt: skip


@pytest.mark.parametrize("form", SPARSE_FORMS)
def test_a_sparse_file_over_the_limit_is_too_large_with_its_holes(tmp_path: Path, form: list[str]) -> None:
    archive, content = sparse_tar(tmp_path, form)
    large, after = found(tmp_path, archive)
    assert isinstance(large, Entry)
    assert (large.data, large.stamp.size, after.key) == (None, len(content), "a!/z.html")


def test_a_sparse_file_that_is_not_read_is_said_and_what_follows_is_read(tmp_path: Path) -> None:
    archive, _ = sparse_tar(tmp_path, ["--format=posix", "--sparse-version=0.0"])
    first, second = found(tmp_path, archive, largest=LARGEST * 10)
    assert first == Unseen("a!/sparse.html", "a!/sparse.html", "a sparse file in a form that is not read")
    assert isinstance(second, Entry)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(0, 9), st.integers(1, 50))
def test_any_pieces_fill_the_file_that_they_are_of(gaps: list[tuple[int, int]], end: int, at_once: int) -> None:
    pieces, stored, whole = [], b"", b""
    for hole, length in gaps:
        pieces.append((len(whole) + hole, length))
        part = bytes(range(1, length + 1))
        stored, whole = stored + part, whole + bytes(hole) + part
    whole += bytes(end)
    assert flaw(pieces, stored=len(stored), size=len(whole)) == ""
    file = Filled(io.BytesIO(stored), pieces, len(whole))
    assert b"".join(iter(lambda: file.read(at_once), b"")) == whole


@pytest.mark.parametrize(
    ("pieces", "stored", "size"),
    [([(0, 5), (4, 1)], 6, 9), ([(0, 5)], 4, 9), ([(0, 5)], 5, 4), ([(9, 0), (0, 1)], 1, 9)],
)
def test_pieces_that_cannot_be_are_a_damaged_map(pieces: list[tuple[int, int]], stored: int, size: int) -> None:
    assert flaw(pieces, stored=stored, size=size) == "a sparse file of which the map is damaged"


@pytest.mark.parametrize("begin", [b"00000000001", b"77777777777"])
def test_a_damaged_map_of_a_sparse_file_is_said(tmp_path: Path, begin: bytes) -> None:
    archive, _ = sparse_tar(tmp_path, ["--format=oldgnu"])
    block = bytearray(archive[:512])
    # Where its second piece begins.
    block[410:421] = begin
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    first, second = found(tmp_path, bytes(block) + archive[512:], largest=LARGEST * 10)
    assert first == Unseen("a!/sparse.html", "a!/sparse.html", "a sparse file of which the map is damaged")
    assert isinstance(second, Entry)


@pytest.mark.parametrize("archive", [zipped({}), tarred({}), zipped({"empty/": b""}), b"PK\5\6" + bytes(18)])
def test_an_archive_of_nothing_is_said(tmp_path: Path, archive: bytes) -> None:
    (tmp_path / "a").write_bytes(archive)
    members = Folder(str(tmp_path)).members(Entry("a", "a"), largest=LARGEST)
    # An empty TAR is nothing but zeros, which tell nothing.
    assert members is None or said(list(members)) == {"a": "an archive without members"}
    assert (members is None) == (archive[:1] == b"\0")


def test_numbers_that_no_database_holds_are_bounded(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.html")
    info.size, info.pax_headers = 0, {"mtime": "1e200"}
    large = tarfile.TarInfo("b.html")
    large.size = 2**70
    archive = info.tobuf(tarfile.PAX_FORMAT) + large.tobuf(tarfile.GNU_FORMAT)
    stamps = [one.stamp for one in found(tmp_path, archive) if isinstance(one, Entry)]
    assert len(stamps) == 1
    assert stamps[0].time == 2**63 - 1


def test_a_name_that_fills_the_memory_is_beside(tmp_path: Path) -> None:
    inner = found(tmp_path, tarred({"x" * 500_000: PAGE, "b.html": PAGE}))
    assert [len(one.key) for one in inner] == [32_768 + 3, 9]
    assert said(inner) == {inner[0].key: "a member with a name of 500,000 bytes"}


def test_what_is_large_and_packed_alone_is_beside_unless_it_may_be_a_page(tmp_path: Path) -> None:
    content = b"insert into tea values (1);\n" * 50_000
    assert said(found(tmp_path, gzip.compress(content), "dump.sql.gz")) == {"dump.sql.gz!/dump.sql": "text, not a page"}
    assert said(found(tmp_path, gzip.compress(content), "dump.txt.gz")) == {}


SEEDS = [make(MEMBERS) for make in MAKERS.values()] + [streamed()]


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6), st.floats(0, 1))
def test_whatever_is_damaged_in_an_archive_is_accounted_for(archive: bytes, damage: list[tuple[float, int]], keep: float) -> None:  # fmt: skip
    broken = bytearray(archive)
    for where, value in damage:
        broken[int(where * (len(broken) - 1))] = value
    origin = StandardInput(bytes(broken[: int(len(broken) * max(keep, 0.1))]))
    [entry] = origin.entries()
    assert isinstance(entry, Entry)
    for one in origin.members(entry, largest=LARGEST) or ():
        try:
            assert not isinstance(one, Entry) or origin.open(one, largest=LARGEST)
        except PageError as error:
            assert str(error).startswith(one.name)
