"""A decoded text in, the same out without what a wrong decoding long before left in it: "Annâ€™s", "Ann&#146;s"."""

import re

ASCII = bytes(range(128))
# What the numbers of control characters are taken for, by browsers too where a reference names them.
WINDOWS = {i: letter for i in range(128, 160) if (letter := bytes([i]).decode("cp1252", "ignore"))}
CONTROL = re.compile(r"[\x80-\x9f]")
REFERENCE = re.compile(r"&#(?:0*(1[2-5]\d)|x0*([89][\da-f]))(?:;|(?![\da-f]))", re.I)
# The letters that bytes from 128 to 191 become where UTF-8 is taken for Windows-1252 or Latin-1: "’" becomes "â€™".
LATER = {letter: i for i in range(128, 192) for letter in (chr(i), WINDOWS.get(i, chr(i)))}
ANY_LATER = "".join(map(re.escape, LATER))
TWICE = re.compile(f"[\u00c2-\u00db][{ANY_LATER}]|[\u00e0-\u00ef][{ANY_LATER}]{{2}}|[\u00f0-\u00f4][{ANY_LATER}]{{3}}")
# How each of these begins in UTF-8: to look for them in bytes takes a third of the time that it takes in letters.
SIGNS = {
    b"\xc3": re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]"),
    b"\xc2": re.compile(rb"\xc2[\x80-\x9f]"),
    b"&": re.compile(rb"&#(?:0*1[2-5]|[xX]0*[89])"),
}
# The share of the letters beyond ASCII that stand in such runs, from which none of them is meant.
MOST_MEANT = 0.5


def is_suspect(page: bytes) -> bool:
    """Say whether there may be something to mend in a page in UTF-8."""
    return any(first in page and sign.search(page) for first, sign in SIGNS.items())


def mended(text: str) -> str:
    """Give the text as it was before it was taken for another encoding and written as UTF-8 a second time."""
    text = REFERENCE.sub(_referred, text)
    beyond = text.encode("utf-8", "replace").translate(None, ASCII).decode()
    # Letters that stand side by side only without what is between them must not count; few pages are looked at whole.
    if _is_twice(beyond, len(beyond)) and _is_twice(text, len(beyond)):
        text = TWICE.sub(_once, text)
    return text.translate(WINDOWS) if CONTROL.search(beyond) else text


def _is_twice(text: str, letters: int) -> bool:
    return sum(map(len, TWICE.findall(text))) > MOST_MEANT * letters


def _referred(reference: re.Match[str]) -> str:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return WINDOWS.get(number, reference[0])


def _once(run: re.Match[str]) -> str:
    letters = bytes(LATER.get(letter, ord(letter)) for letter in run[0])
    try:
        return letters.decode("utf-8")
    except UnicodeDecodeError:
        return run[0]
