"""Which files of a folder are pages, and what is said of those that are not."""

import os
import socket
from pathlib import Path

import pytest

from index import SkippedPage, UnreadablePage
from ingest.sources.files import Source, content, found


def names(path: Path, roots: tuple[str, ...] = ()) -> list[str]:
    return [source.name for source in found(path, roots)]


def test_pages_are_found_in_all_folders_in_order(tmp_path: Path) -> None:
    for name in ("b/two.HTM", "a.html", "b/c/three.txt", "b/picture.png", "b/style.css", "d.xhtml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == ["a.html", "b/c/three.txt", "b/two.HTM", "d.xhtml"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.html").write_text("x")
    (tmp_path / ".b.html").write_text("x")
    assert names(tmp_path) == []


def test_links_out_of_the_folder_and_round_in_circles_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / "deep").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.html").write_text("x")
    (inside / "page.html").write_text("x")
    (inside / "leaving").symlink_to(outside)
    (inside / "secret.html").symlink_to(outside / "secret.html")
    (inside / "deep" / "round").symlink_to(inside)
    (inside / "same.html").symlink_to(inside / "page.html")
    assert names(inside) == ["page.html", "same.html"]


def test_one_file_belongs_to_the_folder_it_was_ingested_with(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "page.html").write_text("x")
    assert names(tmp_path / "sub" / "page.html") == ["page.html"]
    assert names(tmp_path / "sub" / "page.html", (str(tmp_path),)) == ["sub/page.html"]


def test_a_name_that_is_no_text_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_text("x")
    [source] = found(tmp_path)
    assert source.name == "caf\ufffd.html"
    assert content(source, 10) == b"x"


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        assert names(tmp_path) == ["pipe.html", "socket"]
        for name in ("pipe.html", "socket"):
            with pytest.raises(SkippedPage, match="not a file"):
                content(Source(str(tmp_path), name), 10)


def test_a_file_over_the_limit_says_how_to_raise_it(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_bytes(b"x" * 2_000_001)
    with pytest.raises(SkippedPage, match="2 MB, over the limit of 2 MB; raise it with --max-size"):
        content(Source(str(tmp_path), "big.html"), 2_000_000)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match=r"gone\.html: cannot be read: No such file"):
        content(Source(str(tmp_path), "gone.html"), 10)
