"""The embedded engine: everything that speaks Whoosh stands in this folder."""

from index.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
