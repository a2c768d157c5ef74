"""The way out: a library as pages for browsers and JSON for programs."""

from typing import Any

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    # Flask is loaded when it is wanted: `vade search` starts a tenth faster without.
    if name == "create_app":
        from webapp.app import create_app

        return create_app
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
