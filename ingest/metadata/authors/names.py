"""Find the names of people and publishers in the text of a byline or an author field."""

import re
from html import unescape

from ingest.dom.text import clean
from ingest.metadata.byline import BY, CJK_BY, DATE_PREPOSITION, PUBLISHED, READING_TIME
from ingest.metadata.dates.parsing import without_dates

MAX_NAME_CHARS, MAX_NAME_WORDS, MAX_NAMES = 60, 6, 12
NAME_SEPARATOR = re.compile(
    r"(?:(?<!\s)\s++(?:\+\s|[,;、&]|[yeiи]\b(?=\s)|(?:and|und|et|with|mit|avec)\b)|[,;、&]|(?<=\s)[yeiи]\b(?=\s)|\b(?:and|und|et|with|mit|avec)\b)\s*+",
    re.I,
)
EMAIL_OR_URL = re.compile(r"(?<!\S)\S+@\S+|https?://\S*|\bwww\.\S*|(?<!\w)@\w+")
IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
# What may follow a name on its line: its border to the next part, or what it is the author of.
PART_BORDER = re.compile(
    r"(?<!\s)\s++(?:[|•·–—:]\s*+|-\s++|(?:in|on|at|from|für|pour|para|is\s+a|on\s+behalf\s+of)\s+.*|(?:updated|published|posted)\b.*)|[|•·–—:]\s*+",
    re.I,
)
# What tells of the person: "Ann Bee, who cooked on the ferry".
CLAUSE = re.compile(r",\s+(?:who|whose|qui|che|que|quien|der|die|das)\s.*$", re.I | re.S)
# Where a house has these, they are a part of its name: "University of Oslo".
ORGANISATION_TAIL = re.compile(r"(?<=\s)(\S+)\s+(?:of|for)\s.*", re.I)
# Letters behind a name that stand for a degree: "MD", "Ph.D.", "RDN", "E-RYT 200", "M.S. Ed".
DEGREE = re.compile(
    r"^(?:(?:[A-Z][a-z]{0,2}\.?){2,6}|[A-Z]{1,6}\.?|[A-Z][a-z]{1,2}\.|[A-Z]-[A-Z]+|\d+|[(][^)]*[)]|Esq\.?)(?:[\s/-](?:(?:[A-Z][a-z]{0,3}\.?){2,6}|[A-Z][a-z]{0,3}\.|[A-Z]{1,6}|\d+))*$"
)
# A name in capitals alone: "JANE DOE".
ALL_CAPITALS = re.compile(r"^(?=[A-Z]*[AEIOUY])[A-Z]{2,}(?:\s(?=[A-Z]*[AEIOUY])[A-Z]{3,})+$")
ROLE = re.compile(
    r"""\b(?:editors?(?!\w)|editor-in-chief|writer|reporter|correspondent|contributor|contributing|journalist|columnist|producer|
    staff\s+\w+|senior|director|manager|founder|co-founder|ceo|cto|president|specialist|expert|professor|dietitian|nutritionist|
    physician|attorney|analyst|consultant|strategist|engineer|scientist|researcher|fellow|intern|blogger|author|lecturer|
    redakteur(?:in)?|redacteur|journaliste|périodista|redactora?|giornalista|freelance)\b""",
    re.I | re.X,
)
# Words of pages that are capitalised as names are, and are parts of none.
PAGE_WORDS = frozenset(
    """about account admin all and articles article best blog by category click comments company contact contents cost download
    email facebook faq fact featured follow for free from get guide health help home how industry instagram latest learn linkedin
    log login menu more my new news newsletter next now of on online our pdf podcast policy popular post posts previous print
    privacy products questions read reading related reply review reviews search section services setup share sign site smart
    started story subscribe table tags tech terms that the this time tips to top topics twitter up updated use video view we
    website what when where why with written you your youtube""".split()  # noqa: SIM905
)
# What a site's own software writes in the place of a name.
PLACEHOLDER = re.compile(
    r"""^(?:admin\w*|administrator|webmaster|wp-?admin|root|user\d*|guest|unknown|anonymous|none|null|undefined|editors?|authors?(?:\s+of\b.*)?|
    staff|team|the|follow\w*|share|subscribe|view|more|read|about|by|written|posted|published|updated|last|home|blog|news|
    contributors?|redaktion|redazione|redacción|rédaction|default|test|fail|login|menu|search|comments?|print|email|copyright|
    written\s+by|posted\s+by|published\s+by|reviewed\s+by|(?:follow|meet|about)\s+(?:the\s+)?authors?|(?:guest|staff)\s+(?:author|writer|post|reports?)|
    (?:view|see|read)\s+(?:\w+\s+)*(?:profile|posts?|articles?|bio|more)(?:\s.*)?|(?:all|more)\s+(?:posts?|articles?|by|from)\b.*|
    (?:sun|mon|tue|wed|thu|fri|sat)[a-z]*|(?:log|sign)\s+(?:in|up|out)|create\b.*\baccount|get\s+started.*|download\b.*|contact(?:\s+us)?|
    (?:\w+\s+)*admin|fact[\s-]+check\w*|reading\s+time|.*\b(?:by|for|to|with|par|von|por)|par|von|por|di|da|door|articles?\s+by\b.*|from\s+staff.*|
    (?:edited|reviewed|checked|verified|approved|translated|illustrated|photographed)\s+by\b.*|
    view\s+all.*|disclosure.*|advertis.*|.*\bwas\b.*|related\b.*|share\s.*|follow\s.*|updated\s.*|.*\bnewsletter\b.*|
    .*\b(?:read\s+more|learn\s+more|sign\s+up|click|cookies?|privacy|minutes?|categor(?:y|ies)|tags?)\b.*)$""",
    re.I | re.X,
)
# "Bee, Ann".
INVERTED = re.compile(r"[^\s,]+(?:\s[^\s,]+)?,\s*+[^,]+")
HOUSE = re.compile(r"\b(?:staff|team|editors|contributors?)\b", re.I)
NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*(?<!['’]s)")
NAME = re.compile(r"^[^\W_](?=.*[^\W\d_]).*$")
NOT_IN_NAMES = re.compile(r"[<>{}=?!…“”\"#]|\.\s+[A-Z][a-z]+\s+[a-z]|\.(?:html?|php|jpe?g|png)\b")


# What ends with one word after a comma, all before it being first and last names: where they write from.
PLACED = re.compile(r",\s*[^\W\d_][\w-]+\s*$")


def names_in(text: str, *, is_inverted: bool = False) -> tuple[str, ...]:
    """Return the names in a text: "By Ann Bee, MD, and Carl Dee | 3 May" gives "Ann Bee" and "Carl Dee".

    `is_inverted`: the last name may come first, as in library catalogues: "Bee, Ann".
    """
    text = _without_surroundings(text)
    if is_inverted and INVERTED.fullmatch(text):
        last, _, first = text.partition(",")
        text = f"{first.strip()} {last}"
    parts = [
        part.strip(" .,:;|/-–—·•*⁰¹²³⁴⁵⁶⁷⁸⁹") + ("." if part.endswith(("r.", "Jr.")) else "")
        for part in NAME_SEPARATOR.split(text)
    ]
    if len(parts) > 1 and PLACED.search(text) and all(" " in part for part in parts[:-1]):
        parts = parts[:-1]
    found = tuple(dict.fromkeys(part for part in parts if part and is_name(part)))
    return found if len(found) <= MAX_NAMES else ()


def is_name(text: str) -> bool:
    """Return whether a text may name a person or a publisher, rather than a degree, a role or a part of the page."""
    words = text.split()
    if (
        not 1 < len(text) <= MAX_NAME_CHARS
        or len(words) > MAX_NAME_WORDS
        or NOT_IN_NAMES.search(text)
        or not NAME.match(text)
    ):
        return False
    if (
        PLACEHOLDER.match(text)
        or (DEGREE.match(text) and not ALL_CAPITALS.match(text))
        or (text[0].islower() and len(words) > 3)
    ):
        return False
    return not (ROLE.search(text) and not HOUSE.search(text))


def is_person(text: str) -> bool:
    """Return whether a text is written as the name of a person: two to four capitalised words and nothing else."""
    words = [
        word for word in text.split() if word not in ("de", "van", "von", "der", "la", "di", "da", "du", "bin", "al")
    ]
    return (
        2 <= len(words) <= 4
        and PAGE_WORDS.isdisjoint(text.lower().split())
        and all(word[0].isupper() and NAME_WORD.fullmatch(word) for word in words)
        and is_name(text)
    )


def _without_surroundings(text: str) -> str:
    """Return the text without what surrounds names in it: "by", dates, email addresses and reading times."""
    text = clean(unescape(text))
    if "@" in text or "http" in text or "www." in text:
        bracketed = IN_BRACKETS.findall(text)
        rest = clean(EMAIL_OR_URL.sub("", IN_BRACKETS.sub("", text)))
        text = rest or clean(EMAIL_OR_URL.sub("", bracketed[0][1:-1] if bracketed else ""))
    text = READING_TIME.sub(" | ", PUBLISHED.sub(" | ", DATE_PREPOSITION.sub(" |", without_dates(text, " | "))))
    text = CLAUSE.sub("", CJK_BY.sub("", BY.sub("", text.strip(" |")))).strip(" |")
    return ORGANISATION_TAIL.sub(
        r"\1", next((part for part in PART_BORDER.split(text) if part and part.strip()), "").strip()
    )
