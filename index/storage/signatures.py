"""An article in, what tells by lookup and at a glance whether another one has the same text out.

The same text is the same words under the same title: nearly all words, and most runs of five. Titles must agree, as
pages of a manual may differ in little but what they are about; the words, as pages made by a template differ in what
they say; and the runs, as the same words may say something else. Markup that stands in the source of a page, but not in
the page, is no part of it.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b
from struct import Struct
from unicodedata import normalize

from index.analysis.tokens import spaced_word, words
from index.article import Article, all_texts
from index.storage.minhash import PERMUTATIONS, hashed, resemblance, shingles, signature

RUN = 5
LEAST_RUNS, LEAST_WORDS = 0.7, 0.9
# With fewer different words a text is short: one other word makes another text of it, so all must agree.
FEWEST_WORDS = 100
# Texts of which .95 of the words are alike share one of so many bands in all but 1 of 100 cases, at .9 in four of five.
BANDS = 8
ROWS = PERMUTATIONS // BANDS
# Roles, directives, fields and targets of reStructuredText.
MARKUP = re.compile(
    r":[a-z][a-z:+-]{0,30}:(?=`)|<[^<>`]{1,200}>(?=`)"
    r"|^[ \t]{0,40}(?:\.\. [a-z:-]{1,40}::|:[a-z]{1,20}:(?=\s|$))",
    re.MULTILINE,
)
WORD = re.compile(r"[^\W_]+")
# The number of a chapter.
NUMBER = re.compile(r"^\d{1,4}(?:\.\d{1,4}){0,8}\.\s")
KEY = Struct("<Q")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is compared of a text; `keys` are its addresses: the same text has one at least in common.

    The signatures by words and by runs of words are empty for a short text, which its one key tells.
    """

    keys: tuple[int, ...]
    words: bytes = b""
    runs: bytes = b""

    def is_of(self, other: "Signature") -> bool:
        """Return whether both are of the same text, with a key in common."""
        if not self.runs or not other.runs:
            return self == other
        has_runs = resemblance(self.runs, other.runs) >= LEAST_RUNS
        return has_runs and resemblance(self.words, other.words) >= LEAST_WORDS

    def packed(self) -> bytes:
        """Return the bytes that are kept."""
        return self.words + self.runs + b"".join(map(KEY.pack, self.keys))

    @classmethod
    def unpacked(cls, kept: bytes) -> "Signature":
        """Return the signature of which these bytes were kept, or for any others one that is like none."""
        at = 2 * PERMUTATIONS if len(kept) > KEY.size else 0
        kept = kept[: at + BANDS * KEY.size]
        keys = tuple(KEY.unpack_from(kept, i)[0] for i in range(at, len(kept) - KEY.size + 1, KEY.size))
        return cls(keys, kept[: at // 2], kept[at // 2 : at])


def signed(article: Article) -> Signature:
    """Return the signature of an article; without any key where it has no word."""
    texts = list(all_texts(article))
    title, found = _words(NUMBER.sub("", texts[0], count=1)), _words("\n".join(texts))
    hashes, distinct = hashed(found)
    if len(distinct) < FEWEST_WORDS:
        return Signature((_key(found),) if found else ())
    by_words = signature(distinct)
    bands = (by_words[band * ROWS : (band + 1) * ROWS] for band in range(BANDS))
    keys = tuple(_key([str(band), *title, values.hex()]) for band, values in enumerate(bands))
    return Signature(keys, by_words, signature(shingles(hashes, RUN)))


def _words(text: str) -> list[str]:
    """Return the words of a text, small, however their accents are written."""
    if not text.isascii():
        text = normalize("NFC", text)
    text = MARKUP.sub(" ", text.casefold()) if "`" in text or ".. " in text else text.casefold()
    return WORD.findall(text) if spaced_word(text) else words(text)


def _key(parts: list[str]) -> int:
    """Return a hash below 2**60, which SQLite and the check of its numbers take."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 4
