"""The way in: files become pages, pages become articles, articles go into the library."""

from ingest.reader import read_article

__all__ = ["read_article"]
