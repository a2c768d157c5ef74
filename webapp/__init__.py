"""The way out: a library as pages for browsers and JSON for programs."""

from webapp.app import create_app

__all__ = ["create_app"]
