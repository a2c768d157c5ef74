"""Find the dates in a text and give them in ISO 8601."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

# The names of the months, inflected and short, in some thirty languages.
MONTHS = {
    1: "january januar jänner janvier enero janeiro gennaio januari stycznia styczeń января январь januára leden ledna ocak січня jan jän ene gen sty янв janv januára január ianuarie ιανουαρίου tammikuuta tammikuu يناير",
    2: "february februar feber février fevrier febrero fevereiro febbraio februari lutego luty февраля февраль únor února şubat лютого feb fév fev lut févr фев февр februára február februarie φεβρουαρίου helmikuuta helmikuu فبراير úno",
    3: "march märz maerz mars marzo março marco maart marts marca marzec марта март maret březen března mart березня mar mär mrz mrt мар március martie μαρτίου maaliskuuta maaliskuu مارس bře",
    4: "april avril abril aprile kwietnia kwiecień апреля апрель duben dubna nisan квітня apr avr abr kwi апр apríla április aprilie απριλίου huhtikuuta huhtikuu أبريل",
    5: "may mai mayo maio maggio mei maj maja май мая květen května mayıs травня mag mája május μαΐου μαίου toukokuuta toukokuu مايو kvě",
    6: "june juni juin junio junho giugno czerwca czerwiec июня июнь červen června haziran червня jun giu cze июн júna június iunie ιουνίου kesäkuuta kesäkuu يونيو čvn",
    7: "july juli juillet julio julho luglio lipca lipiec июля июль červenec července temmuz липня jul juil lug lip июл júla július iulie ιουλίου heinäkuuta heinäkuu يوليو čvc",
    8: "august août aout agosto augustus augusti sierpnia sierpień августа август agustus srpen srpna ağustos серпня aug aoû ago sie авг augusta augusztus αυγούστου elokuuta elokuu أغسطس srp",
    9: "september septembre septiembre setiembre setembro settembre września wrzesień сентября сентябрь září eylül вересня sept sep set wrz сен сент septembra szeptember septembrie σεπτεμβρίου syyskuuta syyskuu سبتمبر zář",
    10: "october oktober octobre octubre outubro ottobre października październik октября октябрь říjen října ekim жовтня oct okt ott out paź окт októbra október octombrie οκτωβρίου lokakuuta lokakuu أكتوبر říj",
    11: "november novembre noviembre novembro listopada listopad ноября ноябрь listopadu kasım nov lis ноя нояб novembra noiembrie νοεμβρίου marraskuuta marraskuu نوفمبر",
    12: "december dezember décembre decembre diciembre dezembro dicembre desember grudnia grudzień декабря декабрь prosinec prosince aralık грудня dec dez déc dic des gru дек decembra decembrie δεκεμβρίου joulukuuta joulukuu ديسمبر",
}
MONTH_OF = {name: month for month, names in MONTHS.items() for name in names.split()}
NAME = "|".join(sorted(MONTH_OF, key=len, reverse=True))
YEAR = r"((?:19|20)\d\d)(?!\d)"
# "25" alone is no year; with its apostrophe it is one of this century.
NAMED_YEAR = r"((?:19|20)\d\d|['’]\d\d)(?!\d)"
ISO = re.compile(r"(?<![\d.])((?:19|20)\d\d)([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d|\.\d)")
CJK = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})(?:\s*[日일号])?(?!\d)")
VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)\s+((?:19|20)\d\d)(?!\d)", re.I)
DAY_FIRST = re.compile(
    rf"(?<![\d.,:])(\d{{1,2}})(?:\s?(?:st|nd|rd|th|er)\b|[.ºª])?[\s-]*+(?:(?:de|of)\s+)?({NAME})\b\.?(?:\s*+(?:,\s*+)?+(?:del?\s++)?+|-){NAMED_YEAR}",
    re.I,
)
# To look up a word costs a tenth of what it takes to try it against all the months.
MONTH_FIRST = re.compile(
    rf"(?<!\w)([^\W\d_]{{3,12}})\b\.?[\s-]*(\d{{1,2}})(?:\s?(?:st|nd|rd|th)\b)?(?:\s*,\s*|\s+|-){NAMED_YEAR}", re.I
)
YEAR_FIRST = re.compile(rf"(?<!\d)((?:19|20)\d\d)[\s.,-]+({NAME})\b\.?[\s-]*(\d{{1,2}})(?![\d:])", re.I)
NUMERIC = re.compile(rf"(?<![\d.,/-])(\d{{1,2}})\s?([./-])\s?(\d{{1,2}})\s?\2\s?{YEAR}")
# Hints of a date that cost little to look for: nothing else is searched without one.
HINT = re.compile(r"(?:19|20)\d\d|['’]\d\d")
CLOCK = re.compile(
    r"""(?:T|[\s,|/·•–—-]{0,4}(?:(?:at|um|à|alle|ore|om|às|o|в|kl\.?|klo|a\s+las)\s+)?)
    (\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)(?:\s?([ap])\.?m\b\.?)?\s?(Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}(?!\d))?""",
    re.I | re.X,
)
EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
EARLIEST, LATEST = "1990", "2050"
# Where English is written day first: nearly everywhere but in these.
MONTH_FIRST_REGIONS = frozenset(("us", "ph"))


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in ISO 8601, with its time if one follows, and its span in the text."""

    start: int
    end: int
    value: str


def first_date(text: str, lang: str = "") -> str:
    """Return the first date in the text, with its time and zone if given, or an empty string."""
    return next((found.value for found in dates_in(text, lang)), "")


def dates_in(text: str, lang: str = "") -> list[DateMatch]:
    """Return the dates in the text, in order.

    `lang` may name a region: 3/4/2025 is 3 April, but 4 March in English without a region and in American.
    """
    if not may_hold_date(text):
        return []
    matches = [(m, day) for pattern, read in READERS for m in pattern.finditer(text) if (day := read(m, lang))]
    found: list[DateMatch] = []
    for match, day in sorted(matches, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if not found or match.start() >= found[-1].end:
            clock = CLOCK.match(text, match.end())
            time = _time(clock) if clock else ""
            found.append(DateMatch(match.start(), clock.end() if clock and time else match.end(), day + time))
    return found


def may_hold_date(text: str) -> bool:
    """Return whether the text has digits that may be a year; without them it holds no date."""
    # The comparisons cost a fifth of the search, and few texts pass them.
    return ("20" in text or "19" in text or "’" in text or "'" in text) and HINT.search(text) is not None


def is_plausible(value: str) -> bool:
    """Return whether a web page may have that date: earlier there were none, and a later one is an error or an event."""
    return EARLIEST <= value < LATEST


def without_dates(text: str, border: str) -> str:
    """Return the text with each date and its time replaced by the border."""
    for found in reversed(dates_in(text)):
        text = f"{text[: found.start]}{border}{text[found.end :]}"
    return text


def iso_date(value: str, lang: str = "en") -> str:
    """Return in ISO 8601 the date in a meta element, a time element or JSON-LD, or an empty string."""
    value = value.strip()
    try:
        moment = _epoch(value) if EPOCH.fullmatch(value) else datetime.fromisoformat(value)
    except ValueError:
        return first_date(value[:100], lang)
    if not 1900 < moment.year < 2100:
        return ""
    return moment.date().isoformat() if len(value) <= 10 and not moment.tzinfo else moment.isoformat(timespec="seconds")


def is_month_first(lang: str) -> bool:
    """Return whether 3/4/2025 is the fourth of March in that language and region."""
    language, _, region = lang.lower().replace("_", "-").partition("-")
    return language in ("", "en") and (not region or region in MONTH_FIRST_REGIONS)


def _epoch(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds[:10]), UTC)


def _year_first(match: re.Match[str], _lang: str) -> str:
    month = MONTH_OF.get(match[2].lower(), 0)
    return _day(match[1], month, match[3])


def _iso(match: re.Match[str], _lang: str) -> str:
    return _day(match[1], match[3], match[4])


def _vietnamese(match: re.Match[str], _lang: str) -> str:
    return _day(match[3], match[2], match[1])


def _cjk(match: re.Match[str], _lang: str) -> str:
    return _day(match[1], match[2], match[3])


def _day_first(match: re.Match[str], _lang: str) -> str:
    return _day(match[3], MONTH_OF[match[2].lower()], match[1])


def _month_first(match: re.Match[str], _lang: str) -> str:
    return _day(match[3], MONTH_OF.get(match[1].lower(), 0), match[2])


def _numeric(match: re.Match[str], lang: str) -> str:
    first, border, second, year = match.groups()
    # Dots and hyphens are European, but where the page says that it is American.
    is_swapped = is_month_first(lang) and (border == "/" or lang.lower()[-2:] in MONTH_FIRST_REGIONS)
    day, month = (second, first) if is_swapped else (first, second)
    return _day(year, month, day) or _day(year, day, month)


def _day(year: str, month: str | int, day: str) -> str:
    try:
        return date(int(year.lstrip("'’")) + (2000 if len(year) < 4 else 0), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _time(clock: re.Match[str]) -> str:
    """Return the time as "T16:05:00+02:00", or an empty string if it is no time of day."""
    hour, minute, second, half, zone = clock.groups()
    hours = int(hour) if not half or int(hour) > 12 else int(hour) % 12 + (12 if half in "pP" else 0)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        return ""
    offset = "" if not zone else "+00:00" if zone[0].isalpha() else f"{zone[:3]}:{zone[-2:]}"
    return f"T{hours:02}:{int(minute):02}:{int(second or 0):02}{offset}"


READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str]], ...] = (
    (ISO, _iso), (CJK, _cjk), (DAY_FIRST, _day_first), (MONTH_FIRST, _month_first), (YEAR_FIRST, _year_first),
    (NUMERIC, _numeric), (VIETNAMESE, _vietnamese),
)  # fmt: skip
