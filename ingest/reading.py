"""One page file in, what became of it out: the page, or the problem with it."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from index import Page, PageError, SkippedPage
from ingest import read_article
from ingest.files import file_bytes
from ingest.sources import PageFile


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file gave no article. A skipped one is no page for us, a failed one should have been."""

    source: str
    outcome: Literal["skipped", "failed"]
    reason: str


Reading = Page | Problem


def read_page(file: PageFile, max_bytes: int) -> Reading:
    """Read the file, and give the page that it is or the problem with it. Raises nothing that a page can cause."""
    try:
        page = file_bytes(file.path, max_bytes)
        article = read_article(page, source=file.source)
    except PageError as error:
        return problem(file, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one page must not stop a thousand
        return Problem(file.source, "failed", f"the reader broke on it: {type(error).__name__}: {error}"[:500])
    return Page(article, file.root, hashlib.sha256(page).hexdigest())


def problem(file: PageFile, error: PageError) -> Problem:
    """Give the problem that this error says, without the name that is said beside it anyway."""
    reason = str(error).removeprefix(f"{file.source}: ")
    return Problem(file.source, "skipped" if isinstance(error, SkippedPage) else "failed", reason)
