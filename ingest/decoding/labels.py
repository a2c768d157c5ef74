"""The label of an encoding in, the name of Python's codec out for what browsers take the label for.

The labels and what they stand for are those of the Encoding Standard of the WHATWG, section 4.2. A page may declare no
other: what else Python has a codec for (raw_unicode_escape, utf-7, hex, …) is no encoding of pages, and some of it
makes texts that cannot be written.
"""

import codecs
import re

# For each codec the labels that Python has no name for, or takes for a narrower encoding.
LABELS_OF = {
    "cp1252": "ascii latin-1 iso8859-1 x-cp1252 x-user-defined",
    "cp1254": "iso8859-9",
    "cp874": "iso8859-11 tis-620 windows-874 dos-874",
    "cp932": "shift_jis x-sjis windows-31j",
    "cp949": "euc_kr windows-949 cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601",
    "gb18030": "gb2312 gbk x-gbk csgb2312 gb_2312 gb_2312-80",
    "big5hkscs": "big5 x-x-big5 cn-big5",
    "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
    "iso8859-7": "sun_eu_greek",
    "iso8859-8": "visual logical",
    "iso8859-15": "csisolatin9",
    "koi8-r": "koi koi8",
    "koi8-u": "koi8-ru",
    "mac-roman": "x-mac-roman csmacintosh mac",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    # A page in UTF-16 is known by its bytes before its label is read.
    "utf-8": "utf-16 utf-16-le utf-16-be unicode csunicode iso-10646-ucs-2 ucs-2 unicodefeff unicodefffe "
    "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
}
CODEC_OF = {label: codec for codec, labels in LABELS_OF.items() for label in labels.split()}
CODECS = frozenset(
    (
        *LABELS_OF,
        "cp866",
        "iso2022_jp",
        *(f"cp125{n}" for n in range(9)),
        *(f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 10, 13, 14, 16)),
    )
)
# "csiso88598e", "ISO_8859-8:1988", "iso88598": the same in all its spellings.
ISO = re.compile(r"(?:cs)?iso[-_]?8859[-_]?(\d{1,2})(?:-?[ei])?(?::\d{4})?")


def declared_codec(label: str) -> str:
    """Return Python's name for the encoding that a page may declare by the label, "" for any other label."""
    codec = codec_named(label)
    return codec if codec in CODECS else ""


def codec_named(label: str) -> str:
    """Return Python's name for the encoding that browsers take the label for, "" where Python knows none."""
    name = label.strip().lower()
    if iso := ISO.fullmatch(name):
        name = f"iso8859-{iso[1]}"
    try:
        found = codecs.lookup(CODEC_OF.get(name, name.removeprefix("x-"))).name
        b"".decode(found)
    except (LookupError, ValueError):
        return ""
    return CODEC_OF.get(found, found)
