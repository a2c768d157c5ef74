"""Find what a page says of itself: title, authors, dates, language, site, address and topics."""

from ingest.metadata.facts import Facts, facts

__all__ = ["Facts", "facts"]
