"""A line in, out whether it is what sites write around articles: what leads to others, and what shares this one."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files

LONGEST_LABEL, LONGEST_SHARE_LINE, LONGEST_LEAVING = 60, 120, 160
# From here on in Unicode words may follow each other without a space.
UNSPACED = "\u3040-\u9fff"
WORDS = tomllib.loads((files("ingest.boilerplate") / "wording.toml").read_text(encoding="utf-8"))


def _any(by_language: Mapping[str, Iterable[str]]) -> str:
    phrases = {phrase for said in by_language.values() for phrase in said}
    # The longest first, as the first that fits is taken.
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered)


# A way to share, and what it may be named beside.
ONE_SHARE = rf"(?<![^\W{UNSPACED}])(?:{_any(WORDS['share'])})(?![^\W{UNSPACED}])"
ONE_NETWORK = rf"(?<!\w)(?:{_any(WORDS['networks'])}|\d+)(?!\w)"
RELATED = re.compile(rf"^\W*+(?:{_any(WORDS['related'])})\W*+$", re.I)
ONWARD = re.compile(rf"^\W*+(?:{_any(WORDS['onward'])})\W*+$", re.I)
LEAVING = re.compile(rf"(?<![^\W{UNSPACED}])(?:{_any(WORDS['leaving'])})(?![^\W{UNSPACED}])", re.I)
FILING = re.compile(rf"^\W*+(?:{_any(WORDS['filing'])})\s*[:：]", re.I)
ASKING = re.compile(rf"^\W*+(?:{_any(WORDS['asking'])})\W*+$", re.I)
SHARE_LINE = re.compile(
    rf"^(?:[\W_]*+{ONE_NETWORK})*+[\W_]*+{ONE_SHARE}(?:[\W_]*+(?:{ONE_SHARE}|{ONE_NETWORK}))*+[\W_]*+$", re.I
)


def leads_onward(text: str) -> bool:
    """Return whether the text, a link, leads to the rest of what stands over it."""
    return len(text) <= LONGEST_LABEL and ONWARD.match(text) is not None


def leads_out(text: str) -> bool:
    """Return whether a line with a link leads out of a letter, or to its copy on the web."""
    return len(text) <= LONGEST_LEAVING and LEAVING.search(text) is not None


def is_filing(text: str) -> bool:
    """Return whether a line with links says under which topics the page is filed."""
    return FILING.match(text) is not None


def asks_opinion(text: str) -> bool:
    """Return whether the text asks what the reader thinks of the page."""
    return len(text) <= LONGEST_LABEL and ASKING.match(text) is not None


def is_related_label(text: str) -> bool:
    """Return whether the text is what sites put over links to other articles."""
    return len(text) <= LONGEST_LABEL and RELATED.match(text) is not None


def is_share_line(text: str) -> bool:
    """Return whether the text names nothing but ways to share, print or save the page."""
    return len(text) <= LONGEST_SHARE_LINE and SHARE_LINE.match(text) is not None
