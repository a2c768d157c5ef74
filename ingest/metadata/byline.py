"""Read the author and the date out of a byline such as "By Ann Bee, 3 May 2025" or "Admirer2025-09-28 08:31:48"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.dom.text import words
from ingest.metadata.dates.labels import OTHER_DATE
from ingest.metadata.dates.parsing import dates_in, is_plausible, without_dates

MAX_BYLINE_CHARS, MAX_PART_CHARS = 140, 60
BY = re.compile(
    r"""^\W*+(?:(?:this|the|an?|was|written|posted|published|story|text|words|article|post|authored|commentary|opinion|column
      | guest|essay|report|interview|review|ein|eine|beitrag|gastbeitrag|artikel|gastartikel|kommentar|kolumne|reportage|bericht
      | un|une|tribune|artículo|articolo|artigo|verhaal|propos|recueillis
      | geschrieben|verfasst|écrit|rédigé|publié|escrito|publicado|scritto|pubblicato|geschreven)\s+){0,4}
    (?:by|von|par|por|da|(?-i:di)|door|av|af|autor(?:in|a)?|author|auteur|автор|te[kx]st|текст|(?:texte|words)(?=\s*:)
      | (?:article|reportage|enquête|récit|tribune|texte|artículo|reportaje|texto|artigo|reportagem|articolo|testo)\s+(?:de|di)
      | 文|著者|執筆者?|筆者)\b(?:\s*+:(?=\s++\S))?+\s++(?=\S)""",
    re.I | re.X,
)
# Who is said to have had a hand in it, and has not written it.
OTHER_HAND = re.compile(
    r"^\W*(?:\w+\s+)?(?:edited|reviewed|checked|verified|approved|illustrated|translated|photographed|photos?)\s+by\b",
    re.I,
)
# Without one of these, and without a date, no line is a byline.
BY_WORDS = frozenset(
    "by von par por da di door av af autor autorin autora author auteur автор tekst tekste texst texste текст".split()  # noqa: SIM905
)
BY_SIGNS = frozenset("文者")
CJK_BY = re.compile(
    r"^\W*+(?:文|著者|執筆者?|筆者|作者|投稿者|记者|記者|编辑|編輯|글)\s*+[:：/／|｜丨・]\s*+|^\W*+(?:记者|記者)\s++(?=\S)|(?<!\s)\s++(?:记者|記者|기자)$"
)
# What follows a name in a byline: under what the text is filed, and who had another hand in it.
BEHIND_NAME = re.compile(
    r"\s(?:in|unter|dans|en|em)\s+[A-Z].*$|[,;|]\s*+(?:fotos?|photos?|bild(?:er)?|illustrations?|video|images?)\b.*$",
    re.S,
)
PUBLISHED = re.compile(
    r"\b(?:published|posted|updated|last\s+(?:updated|modified|reviewed)|modified|veröffentlicht|aktualisiert|stand|publié|mis\s+à\s+jour|publicado|actualizado)\b(?:\s+(?:on|am|le|el))?\s*:?|公開日?\s*[:：]?|更新日?\s*[:：]?|最終",
    re.I,
)
# What stands beside a name in a byline and is none: times to read, the borders between the parts.
READING_TIME = re.compile(
    r"\b\d+\s*(?:min(?:ute)?s?|Min\.?)\b(?:\s+(?:read|Lesezeit|de\s+lecture|de\s+lectura))?|\b\d+\s*comments?\b", re.I
)
# What is left of "on 3 May", "am 3. Mai", "le 3 mai" when the day is read.
DATE_PREPOSITION = re.compile(r"(?:^|(?<![\s,])[\s,]++)(?:on|am|den|le|el|il|em|op|at)\s*+\|", re.I)
WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
    re.I,
)
# White space is looked through once, from where it begins: to try it from each place takes for ever.
PART_BORDER = re.compile(r"(?:(?<!\s)\s++(?:-\s|[|•·–—/»]|,\s*+(?=\d|$))|[|•·–—/»]|,\s*+(?=\d|$))\s*+")
NAME_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?+(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|、)\s*+")
NAME = re.compile(r"^[^\W\d_][\w.'’\- ]{1,58}$")
NOT_IN_NAMES = frozenset(
    "copyright admin administrator editor editors staff team redaktion login home share print email menu search".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors and the date that a byline names; both are empty where it names none."""

    authors: tuple[str, ...] = ()
    date: str = ""
    is_by: bool = False


def byline(text: str, lang: str = "") -> Byline:
    """Return the name and the date in a byline; either may stand alone if a word such as "By" or "Published" precedes it."""
    if len(text) > MAX_BYLINE_CHARS:
        return Byline()
    dates = dates_in(text, lang)
    if dates and (OTHER_DATE.search(text[: dates[0].start]) or not is_plausible(dates[0].value)):
        return Byline()
    if not dates and BY_WORDS.isdisjoint(words(text)) and BY_SIGNS.isdisjoint(text):
        return Byline()
    rest, day = without_dates(text, " | "), dates[0].value if dates else ""
    rest = READING_TIME.sub(" | ", WEEKDAY.sub(" | ", PUBLISHED.sub(" | ", rest)))
    rest = DATE_PREPOSITION.sub(" |", rest)
    is_by = bool(BY.search(rest) or CJK_BY.search(rest))
    rest = BEHIND_NAME.sub("", CJK_BY.sub("", BY.sub("", rest))) if is_by else rest
    parts = [part for p in PART_BORDER.split(rest) if (part := p.strip(" .,:;|()"))]
    if not (day or is_by) or len(parts) > 2 or max(map(len, parts), default=0) > MAX_PART_CHARS:
        return Byline()
    authors = tuple(
        n for part in parts[:1] for n in _listed_names(part) if (day and " " not in n) or _is_capitalised(n)
    )
    is_stated = bool(authors) or not parts
    return Byline(authors if is_by or day else (), day, is_by) if is_stated else Byline()


@lru_cache(maxsize=4_096)
def is_byline(text: str) -> bool:
    """Return whether the line is a byline and nothing else."""
    read = byline(text)
    return bool(read.date or (read.is_by and read.authors))


def _is_capitalised(name: str) -> bool:
    """Return whether a name begins and ends with a capital, where its script has capitals: "By hand" names nobody."""
    parts = name.split()
    return not (parts[0][0].islower() or parts[-1][0].islower())


def _listed_names(text: str) -> tuple[str, ...]:
    """Return the names in "Ann Bee, Carl Dee and Eve Eff", or none if any part of the text is not a name."""
    # Names have no digits but those that people call themselves by: "Quill42".
    parts = [p.strip() for p in NAME_SEPARATOR.split(text) if p.strip()]
    kept = tuple(
        p for p in parts if NAME.match(p) and len(p.split()) <= 5 and not NOT_IN_NAMES & set(p.lower().split())
    )
    return kept if len(kept) == len(parts) and len(kept) <= 6 and not text.endswith((".", "!", "?")) else ()
