"""The first bytes of a file in, the format of archive that it is out; a further format is a module and a line here."""

from ingest.sources.archives.member import Format
from ingest.sources.archives.tar_archive import PACKED, TAR
from ingest.sources.archives.zip_archive import ZIP

FORMATS = (ZIP, PACKED, TAR)


def archive_format(head: bytes) -> Format | None:
    """Return the format of the archive that begins so; None for what is none.

    A TAR is told by its first 512 bytes, the others by fewer.
    """
    return next((known for known in FORMATS if known.begins(head)), None)
