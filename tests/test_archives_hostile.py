"""Archives that were made to harm, or that are damaged: what is whole is read, the rest is said, and it ends."""

import gzip
import io
import os
import struct
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index import SkippedPage, UnreadablePage
from ingest.sources.folder import Folder
from ingest.sources.origin import Beside, Entry, Unseen

LARGEST = 1_000_000
PAGE = b"<html><p>Page"
BLOCK = 512
Found = list[Entry | Beside | Unseen]


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
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def looked_into(folder: Path, content: bytes) -> tuple[Folder, Found]:
    (folder / "a.bin").write_bytes(content)
    origin = Folder(str(folder.resolve()))
    [entry] = (one for one in origin.entries() if isinstance(one, Entry))
    return origin, list(origin.members(entry, largest=LARGEST) or ())


def pages(origin: Folder, found: Found) -> dict[str, bytes]:
    """Give the content of all that can be opened, by the key in the archive."""
    opened = {}
    for one in found:
        if isinstance(one, Entry):
            try:
                opened[one.key.partition("!/")[2]] = origin.open(one, largest=LARGEST).content
            except (SkippedPage, UnreadablePage):
                continue
    return opened


def said(found: Found) -> list[str]:
    return [one.reason for one in found if isinstance(one, Unseen)]


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def header(
    name: bytes, size: int, kind: bytes = b"0", *, size_field: bytes = b"", time_field: bytes = b"00000000000\0"
) -> bytes:
    block = bytearray(BLOCK)
    block[: len(name)] = name
    block[100:124] = b"0000644\0" + b"0000000\0" * 2
    block[124:136] = size_field or b"%011o\0" % size
    block[136:148], block[148:156], block[156:157], block[257:265] = time_field, b" " * 8, kind, b"ustar\x0000"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def record(name: bytes, value: bytes) -> bytes:
    length = len(name) + len(value) + 3
    while len(b"%d" % length) + len(name) + len(value) + 3 != length:
        length = len(b"%d" % length) + len(name) + len(value) + 3
    return b"%d %s=%s\n" % (length, name, value)


def pax(records: bytes) -> bytes:
    return header(b"pax", len(records), b"x") + padded(records)


CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
TWO = {"a.html": PAGE * 50, "b.html": PAGE}


LAST = header(b"last.html", len(PAGE)) + padded(PAGE) + bytes(2 * BLOCK)


@pytest.mark.parametrize(
    "first",
    [
        pax(record(b"mtime", b"inf")),
        pax(record(b"mtime", b"1e30")),
        pax(record(b"mtime", b"nan")),
        header(b"a.html", len(PAGE), time_field=b"\x80" + b"\x7f" * 11) + padded(PAGE),
        header(b"a.html", 0, size_field=b"\xff" * 12),
        header(b"a.html", 0, size_field=b"\x80" + b"\x7f" * 11),
        pax(record(b"size", b"9" * 19)) + header(b"a.html", 5),
        pax(record(b"size", b"9" * 5_000)),
    ],
    ids=["inf", "1e30", "nan", "time", "negative", "huge", "pax huge", "pax longer"],
)
def test_numbers_that_are_none_fit_the_record(tmp_path: Path, first: bytes) -> None:
    _, found = looked_into(tmp_path, first + LAST)
    stamps = [one.stamp for one in found if isinstance(one, Entry)]
    assert all(0 <= number < 2**63 for one in stamps for number in (one.time, one.size, one.number))
    assert any(one.key.endswith("!/last.html") for one in found) or said(found)


@pytest.mark.parametrize(
    "first",
    [
        pax(record(b"comment", b"x")) * 5_000,
        (header(b"././@LongLink", 5, b"L") + padded(b"abcd\0")) * 5_000,
        pax(b"1" * 400_000),
        pax(b"6 a=b\n" * 160_000) * 3,
        header(b"pax", 8 * 10**9, b"x"),
    ],
    ids=["pax upon pax", "names upon names", "digits", "records", "8 GB of header"],
)
def test_headers_made_to_keep_us_busy_end_at_once(tmp_path: Path, first: bytes) -> None:
    start = time.process_time()
    _, found = looked_into(tmp_path, first + LAST)
    assert time.process_time() - start < 2
    assert pages(*looked_into(tmp_path, first + LAST)) or said(found)


def test_a_header_that_unfolds_to_much_does_not_fill_the_memory(tmp_path: Path) -> None:
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as folded:
        folded.write(header(b"pax", 100_000_000, b"x"))
        for _ in range(10):
            folded.write(os.urandom(100_000) + bytes(9_900_000))
    tracemalloc.start()
    _, found = looked_into(tmp_path, file.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said(found)
    assert peak < 30_000_000


def test_a_damaged_block_between_members_is_said(tmp_path: Path) -> None:
    data = b"".join(header(b"%d.html" % n, len(PAGE)) + padded(PAGE) for n in range(6)) + bytes(2 * BLOCK)
    origin, found = looked_into(tmp_path, data[: 4 * BLOCK] + os.urandom(BLOCK) + data[5 * BLOCK :])
    assert pages(origin, found) == {"0.html": PAGE, "1.html": PAGE}
    assert said(found)


def test_archives_written_one_behind_the_other_are_read_to_the_last(tmp_path: Path) -> None:
    origin, found = looked_into(tmp_path, tarred({"a.html": PAGE}) + tarred({"b.html": PAGE}))
    assert pages(origin, found) == {"a.html": PAGE, "b.html": PAGE}
    assert not said(found)


def test_what_stands_behind_the_end_and_is_no_archive_is_said(tmp_path: Path) -> None:
    origin, found = looked_into(tmp_path, tarred({"a.html": PAGE}) + b"x" * 5_000)
    assert pages(origin, found) == {"a.html": PAGE}
    assert said(found)


@pytest.mark.parametrize("fold", [bytes, gzip.compress], ids=["tar", "tar.gz"])
def test_a_large_archive_in_an_archive_is_looked_into_all_the_same(
    tmp_path: Path, fold: Callable[[bytes], bytes]
) -> None:
    inner = zipped({f"{n}.html": PAGE + os.urandom(30_000).hex().encode() for n in range(40)})
    origin, found = looked_into(tmp_path, fold(tarred({"big.zip": inner, "own.html": PAGE})))
    assert len(inner) > LARGEST
    assert len(pages(origin, found)) == 41


def test_a_large_page_that_is_folded_alone_is_over_the_limit_and_never_cut(tmp_path: Path) -> None:
    origin, found = looked_into(tmp_path, gzip.compress(PAGE + b" page" * 1_000_000))
    [entry] = (one for one in found if isinstance(one, Entry))
    with pytest.raises(SkippedPage, match="over the limit of 1 MB; raise it with --max-size"):
        origin.open(entry, largest=LARGEST)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_and_times_are_read_in_every_form_of_tar(tmp_path: Path, form: int) -> None:
    names = ["a.html", "folder/" * 20 + "long.html"]
    names += [] if form == tarfile.USTAR_FORMAT else ["n" * 300 + ".html", "caf\u00e9.html", "caf\udce9.html"]
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form, encoding="utf-8", errors="surrogateescape") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(PAGE), 1_700_000_000
            archive.addfile(info, io.BytesIO(PAGE))
    origin, found = looked_into(tmp_path, file.getvalue())
    assert [one.key.partition("!/")[2] for one in found] == [name.replace("\udce9", "%E9") for name in names]
    captures = [origin.open(one, largest=LARGEST) for one in found if isinstance(one, Entry)]
    assert {one.time for one in captures} == {"2023-11-14T22:13:20+00:00"}
    assert {one.content for one in captures} == {PAGE}


def with_directory(content: bytes, changed: Callable[[bytes], bytes]) -> bytes:
    """Give a ZIP archive with another directory, which its end fits."""
    start, end = content.index(CENTRAL), content.index(END)
    directory, last = changed(content[start:end]), bytearray(content[end:])
    count = directory.count(CENTRAL)
    last[8:16] = struct.pack("<HHI", count, count, len(directory))
    return content[:start] + directory + bytes(last)


def with_extra(directory: bytes, extra: bytes) -> bytes:
    """Give a directory of one member with this extra field."""
    return directory[:30] + struct.pack("<H", len(extra)) + directory[32:] + extra


def put(content: bytes, place: int, value: bytes) -> bytes:
    return content[:place] + value + content[place + len(value) :]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_damaged_member_of_a_zip_is_the_only_one_that_is_lost(tmp_path: Path, method: int) -> None:
    whole = zipped(TWO, method)
    origin, found = looked_into(tmp_path, put(whole, 30 + len("a.html") + 16, b"\x07\x05"))
    assert pages(origin, found) == {"b.html": PAGE}
    assert len(found) == 2
    with pytest.raises(UnreadablePage, match=r"a.bin!/a.html: .*damaged"):
        origin.open(next(one for one in found if isinstance(one, Entry)), largest=LARGEST)


def test_a_member_folded_in_an_unknown_way_is_said_to_be(tmp_path: Path) -> None:
    whole = zipped(TWO)
    unknown = put(put(whole, 8, b"\x09"), whole.index(CENTRAL) + 10, b"\x09")
    origin, found = looked_into(tmp_path, unknown)
    assert pages(origin, found) == {"b.html": PAGE}
    with pytest.raises(UnreadablePage, match="method 9 of ZIP"):
        origin.open(next(one for one in found if isinstance(one, Entry)), largest=LARGEST)


@pytest.mark.parametrize("flag", [1, 0], ids=["encrypted", "other method"])
def test_without_a_directory_what_cannot_be_read_stops_nothing(tmp_path: Path, flag: int) -> None:
    whole = zipped({f"{n}.html": PAGE * 50 for n in range(20)})
    whole = put(whole, 6, b"\x01") if flag else put(whole, 8, b"\x09")
    origin, found = looked_into(tmp_path, whole[: len(whole) // 2])
    assert pages(origin, found) == {f"{n}.html": PAGE * 50 for n in range(1, len(pages(origin, found)) + 1)}
    assert len(pages(origin, found)) > 10
    assert len(said(found)) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_without_a_directory_the_checksums_hold_all_the_same(tmp_path: Path, method: int) -> None:
    whole = put(zipped(TWO, method), 30 + len("a.html") + 5, b"!")
    origin, found = looked_into(tmp_path, whole[: whole.index(CENTRAL)])
    assert pages(origin, found) == {"b.html": PAGE}
    with pytest.raises(UnreadablePage, match=r"a.bin!/a.html: .*damaged"):
        origin.open(next(one for one in found if isinstance(one, Entry)), largest=LARGEST)


class Written(io.RawIOBase):
    """A file that can only be written on and on, such as a pipe."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.content += data
        return len(data)


def test_sizes_that_stand_behind_the_members_are_found_without_a_directory(tmp_path: Path) -> None:
    file = Written()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(9):
            archive.writestr(f"{n}.html", PAGE * 50)
    content = bytes(file.content)
    origin, found = looked_into(tmp_path, content[: content.index(CENTRAL)])
    assert pages(origin, found) == {f"{n}.html": PAGE * 50 for n in range(9)}
    assert len(said(found)) == 1


def test_the_directory_of_an_archive_in_it_is_not_taken_for_its_own(tmp_path: Path) -> None:
    whole = zipped({"a.html": PAGE, "in.zip": zipped({"b.html": PAGE}), "c.html": PAGE}, zipfile.ZIP_STORED)
    origin, found = looked_into(tmp_path, whole[: whole.index(b"c.html")])
    assert pages(origin, found) == {"a.html": PAGE, "in.zip!/b.html": PAGE}
    assert len(said(found)) == 1


def test_sizes_of_zip64_that_are_none_fit_the_record(tmp_path: Path) -> None:
    stated = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    whole = with_directory(zipped({"a.html": PAGE}), lambda d: with_extra(put(d, 24, b"\xff" * 4), stated))
    _, found = looked_into(tmp_path, whole)
    assert all(one.stamp.size < 2**63 for one in found if isinstance(one, Entry))
    assert said(found)


def test_a_cut_archive_in_an_archive_costs_the_outer_one_nothing(tmp_path: Path) -> None:
    inner = zipped({f"{n}.html": PAGE * 50 for n in range(9)})
    outer = zipped({"in.zip": inner[: len(inner) // 2], "own.html": PAGE})
    origin, found = looked_into(tmp_path, outer)
    assert {"in.zip!/0.html", "own.html"} <= pages(origin, found).keys()
    assert [one.key for one in found if isinstance(one, Unseen)] == ["a.bin!/in.zip"]


def test_a_saved_page_in_an_archive_is_the_page_in_it(tmp_path: Path) -> None:
    saved = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Location: https://kettle.example/\r\n\r\n<p>Hi"
    origin, found = looked_into(tmp_path, zipped({"a.mht": saved}))
    [capture] = [origin.open(one, largest=LARGEST) for one in found if isinstance(one, Entry)]
    assert (capture.content, capture.address) == (b"<p>Hi", "https://kettle.example/")
    assert capture.time
