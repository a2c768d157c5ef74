"""The stored pieces of a sparse file in a TAR in, its bytes with the holes filled out.

The forms are those that GNU tar writes: in headers of its own, in pax headers (0.1), and before the pieces (1.0).
"""

from collections.abc import Sequence

from ingest.sources.archives.member import CutShort, Readable

BLOCK = 512
# A piece in a header: two numbers of twelve digits. Four of them in the first header, twenty-one in each further one.
DIGITS, FIRST, IN_FIRST, IN_FURTHER = 12, 386, 4, 21
# Where a header says whether there is a further one, where that says so, and where the size with the holes stands.
IS_LONG, IS_LONGER, REAL_SIZE = 482, 504, 483
# A map that lists more pieces was made to fill the memory.
MOST_PIECES = 100_000
# Where each piece lies in the file, and how many bytes it has.
Pieces = Sequence[tuple[int, int]]


class Filled:
    """The bytes of a sparse file: its pieces, of which the body holds one behind the other, and zeros between them."""

    def __init__(self, body: Readable, pieces: Pieces, size: int) -> None:
        self._body, self._pieces, self._size = body, iter((*pieces, (size, 0))), size
        self._at = self._begin = self._end = 0

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, fewer at the end. Raises CutShort where the body ends before its last piece."""
        given = bytearray()
        while len(given) < size and self._at < self._size:
            given += (part := self._next(size - len(given)))
            self._at += len(part)
        return bytes(given)

    def _next(self, size: int) -> bytes:
        while self._at >= self._end:
            self._begin, length = next(self._pieces)
            self._end = self._begin + length
            if self._begin == self._size:
                break
        if self._at < self._begin:
            return bytes(min(size, self._begin - self._at))
        if not (data := self._body.read(min(size, self._end - self._at))):
            raise CutShort("it ends in the middle of a sparse file")
        return data


def real_size(block: bytes, said: dict[str, bytes]) -> int:
    """Return how many bytes a sparse file has with its holes."""
    stated = said.get("GNU.sparse.realsize") or said.get("GNU.sparse.size")
    return _decimal(stated) if stated else _octal(block[REAL_SIZE : REAL_SIZE + DIGITS])


def header_pieces(block: bytes, further: Readable) -> Pieces:
    """Return the pieces that a header lists and those after it, which are read. Raises CutShort for no numbers."""
    pieces = _listed(block[FIRST:], IN_FIRST)
    is_long = block[IS_LONG]
    while is_long:
        block = further.read(BLOCK)
        if len(block) < BLOCK:
            raise CutShort("it ends in the map of a sparse file")
        pieces += _listed(block, IN_FURTHER) if len(pieces) <= MOST_PIECES else []
        is_long = block[IS_LONGER]
    return pieces


def pax_pieces(said: dict[str, bytes], body: Readable) -> Pieces | None:
    """Return the pieces that a pax header lists, or the body before them; None for a form that is not read."""
    if said.get("GNU.sparse.major") == b"1":
        return _before(body)
    if "GNU.sparse.map" in said:
        return _pairs([_decimal(one) for one in said["GNU.sparse.map"].split(b",")])
    return None


def flaw(pieces: Pieces | None, *, stored: int, size: int) -> str:
    """Return why a sparse file with these pieces cannot be read; empty if it can."""
    if pieces is None:
        return "a sparse file in a form that is not read"
    if len(pieces) > MOST_PIECES:
        return f"a sparse file of more than {MOST_PIECES:,} pieces"
    ends = [0, *(begin + length for begin, length in pieces)]
    is_ordered = all(end <= begin for end, (begin, _) in zip(ends, pieces, strict=False))
    if not is_ordered or ends[-1] > size or sum(length for _, length in pieces) > stored:
        return "a sparse file of which the map is damaged"
    return ""


def _listed(fields: bytes, count: int) -> list[tuple[int, int]]:
    numbers = [_octal(fields[i * DIGITS : (i + 1) * DIGITS]) for i in range(2 * count) if fields[i * DIGITS]]
    return _pairs(numbers)


def _before(body: Readable) -> Pieces:
    """Return the pieces that the blocks before them list: how many, then the numbers of each, a line for each."""
    lines = body.read(BLOCK)
    count = _decimal(lines.partition(b"\n")[0])
    if count > MOST_PIECES:
        return [(0, 0)] * (MOST_PIECES + 1)
    while lines.count(b"\n") <= 2 * count:
        if not (block := body.read(BLOCK)):
            raise CutShort("it ends in the map of a sparse file")
        lines += block
    return _pairs([_decimal(line) for line in lines.split(b"\n")[1 : 2 * count + 1]])


def _pairs(numbers: list[int]) -> list[tuple[int, int]]:
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _octal(field: bytes) -> int:
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    return _number(field.partition(b"\0")[0], 8)


def _decimal(digits: bytes) -> int:
    return _number(digits[:20], 10)


def _number(digits: bytes, base: int) -> int:
    try:
        return int(digits, base)
    except ValueError:
        raise CutShort("damaged in the map of a sparse file") from None
