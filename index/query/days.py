"""A day, a month or a year as a person writes it in, its first and its last day out."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

WRITTEN = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)


class Days(NamedTuple):
    """The first and the last of some days, both among them."""

    first: date
    last: date


def days(written: str) -> Days | None:
    """Give the days of "2025", "2025-06" or "2025-06-30", also with / or . between; None for anything else."""
    match = WRITTEN.fullmatch(written.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        return Days(first, date(first.year, month or 12, day or monthrange(first.year, month or 12)[1]))
    except ValueError:
        return None
