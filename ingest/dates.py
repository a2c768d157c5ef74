"""A text in, the date that it states out, in ISO 8601."""

import re
from datetime import date, datetime

# The names of the months, by their first letters; where a name begins another, the longer stands first.
MONTHS = {
    1: "january januar janvier enero janeiro gennaio januari stycznia styczeń января jan jän ene",
    2: "february februar février febrero fevereiro febbraio februari lutego luty февраля feb fév",
    3: "march märz mars marzo março maart marca marzec марта mar mrz",
    4: "april avril abril aprile kwietnia kwiecień апреля apr abr avr",
    5: "may mai mayo maio maggio mei maja maj мая mag",
    6: "june juni juin junio junho giugno czerwca czerwiec июня jun giu",
    7: "july juli juillet julio julho luglio lipca lipiec июля jul lug",
    8: "august août agosto augustus augusti sierpnia sierpień августа aug aoû ago",
    9: "september septembre septiembre setembro settembre września wrzesień сентября sept sep set",
    10: "october oktober octobre octubre outubro ottobre października październik октября oct okt ott out",
    11: "november novembre noviembre novembro listopada listopad ноября nov",
    12: "december dezember décembre diciembre dezembro dicembre desember grudnia grudzień декабря dec dez déc dic",
}
MONTH_OF = {name: month for month, names in MONTHS.items() for name in names.split()}
NAME = "|".join(sorted(MONTH_OF, key=len, reverse=True))
TIME = r"(?:[T ,]\s{0,3}(?:at\s+|um\s+|à\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
ISO = re.compile(rf"(?<!\d)((?:19|20)\d\d)[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?!\d){TIME}")
CJK = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?({NAME})\.?,?\s+(?:de\s+|del\s+)?((?:19|20)\d\d)(?!\d)",
    re.I,
)
MONTH_FIRST = re.compile(rf"(?<!\w)({NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)", re.I)
NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")


def stated(text: str, lang: str = "") -> str:
    """Give the first date that the text states, with its time and zone where given; "" without one.

    3/4/2025 is read day first, but month first in English with slashes.
    """
    found = [
        (match.start(), value)
        for read in (_iso, _cjk, _day_first, _month_first)
        for match, value in (read(text),)
        if match and value
    ]
    if found:
        return min(found)[1]
    return _numeric(text, lang)


def iso(value: str) -> str:
    """Give a machine's date in ISO 8601, as meta, time and JSON-LD state it; "" for what is none."""
    value = value.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return stated(value, "en")
    if not 1900 < moment.year < 2100:
        return ""
    return moment.date().isoformat() if len(value) <= 10 else moment.isoformat(timespec="seconds")


def _iso(text: str) -> tuple[re.Match[str] | None, str]:
    match = ISO.search(text)
    if not match:
        return None, ""
    year, month, day, hour, minute, second, zone = match.groups()
    value = _day(year, month, day)
    if not value or hour is None or int(hour) > 23 or int(minute) > 59:
        return match, value
    offset = "" if not zone else "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    return match, f"{value}T{int(hour):02}:{minute}:{second or '00'}{offset}"


def _cjk(text: str) -> tuple[re.Match[str] | None, str]:
    match = CJK.search(text)
    return (match, _day(*match.groups())) if match else (None, "")


def _day_first(text: str) -> tuple[re.Match[str] | None, str]:
    match = DAY_FIRST.search(text)
    return (match, _day(match[3], MONTH_OF[match[2].lower()], match[1])) if match else (None, "")


def _month_first(text: str) -> tuple[re.Match[str] | None, str]:
    match = MONTH_FIRST.search(text)
    return (match, _day(match[3], MONTH_OF[match[1].lower()], match[2])) if match else (None, "")


def _numeric(text: str, lang: str) -> str:
    match = NUMERIC.search(text)
    if not match:
        return ""
    first, border, second, year = match.groups()
    if border == "/" and lang in ("", "en") and int(first) <= 12:
        return _day(year, first, second)
    return _day(year, second, first)


def _day(year: str, month: str | int, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
