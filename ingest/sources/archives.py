"""The first bytes of a file in, the format of archive that it is out; a further format is a module and a line here."""

from ingest.sources.member import Format
from ingest.sources.tar_archive import PACKED, TAR
from ingest.sources.zip_archive import ZIP

FORMATS = (ZIP, PACKED, TAR)
# TAR is told by a whole first block.
HEAD_BYTES = 512


def archive_format(head: bytes) -> Format | None:
    """Return the format of the archive that begins so; None for what is none."""
    return next((known for known in FORMATS if known.begins(head)), None)
