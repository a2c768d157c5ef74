"""The embedded engine: everything that speaks Whoosh stands in this folder."""

from index.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
