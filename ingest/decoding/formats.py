"""The first bytes of a file in, what begins so out: a binary format by its signature, wide text, or neither."""

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How files begin that are no page, whatever their name says.
SIGNATURES = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"), (b"MM\x00*", "a TIFF image"), (b"RIFF", "an image or a sound"),
    (b"\x00\x00\x01\x00", "an icon"), (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"), (b"PK\x05\x06", "an empty ZIP archive"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"\x7fELF", "a program"), (b"wOF", "a font"),
    (b"\xd0\xcf\x11\xe0", "an Office document"), (b"ID3", "a sound"), (b"OggS", "a sound"),
    (b"SQLite format 3", "a database"),
)  # fmt: skip
# Control characters of the first bytes from which no text has so many.
SAMPLE, MOST_CONTROLS, FEW_CONTROLS = 4_096, 0.04, 40
CONTROLS = bytes({*range(32)} - {9, 10, 12, 13, 27})


def known_format(page: bytes) -> str:
    """Return which binary format the bytes begin as; empty for none."""
    for signature, what in SIGNATURES:
        if page.startswith(signature) and not (what == "a BMP image" and b"\x00" not in page[:64]):
            return what
    return ""


def is_binary(page: bytes) -> bool:
    """Return whether the first bytes hold more control characters than any text does."""
    sample = page[:SAMPLE]
    controls = len(sample) - len(sample.translate(None, CONTROLS))
    return controls > FEW_CONTROLS and controls > MOST_CONTROLS * len(sample)


def utf16(page: bytes) -> str | None:
    """Return which UTF-16 it is, where every second byte is zero as in western text; None for any other text."""
    sample = page[:1024]
    half = len(sample) // 2
    if half < 4:
        return None
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
