"""What a person writes for a day, a month or a year is its first and its last day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import days


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025/06/3", date(2025, 6, 3), date(2025, 6, 3)),
        ("2025.06", date(2025, 6, 1), date(2025, 6, 30)),
        (" 2025-6-3 ", date(2025, 6, 3), date(2025, 6, 3)),
    ],
)
def test_a_day_a_month_or_a_year_is_understood(written: str, first: date, last: date) -> None:
    assert days(written) == (first, last)


@pytest.mark.parametrize("written", ["", "foo", "2025-13", "2025-02-30", "25", "20250101", "2025-", "0000", "２０２５"])
def test_anything_else_is_none(written: str) -> None:
    assert days(written) is None


@given(st.dates())
def test_every_day_is_its_own(day: date) -> None:
    assert days(day.isoformat()) == (day, day)
