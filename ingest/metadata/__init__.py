"""What a page says of itself in, one set of facts out: title, authors, dates, language, site, address, topics."""

from ingest.metadata.facts import Facts, facts

__all__ = ["Facts", "facts"]
