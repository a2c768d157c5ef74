"""What templates need to say things: days, numbers, languages, marks, links."""

from datetime import UTC, date, datetime

from flask import Flask

from index import Passage, counted, language_name, marked, original_link, passage_url

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
KINDS = {
    "bullets": "bullet",
    "steps": "step",
    "table": "table row",
    "definitions": "definition",
    "code": "code",
    "quote": "quotation",
    "caption": "caption",
}


def register_filters(app: Flask) -> None:
    """Make the functions here known to the templates."""
    app.jinja_env.filters |= {"counted": counted, "day": day, "kind": kind, "language": language_name, "since": since}
    app.jinja_env.filters["number"] = number
    app.jinja_env.globals |= {"marked": marked, "original_link": original_link, "passage_url": passage_url}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def day(moment: str) -> str:
    """Give the day of an ISO 8601 date as people write it: 28 Sep 2025."""
    try:
        stated = date.fromisoformat(moment[:10])
    except ValueError:
        return moment
    return f"{stated.day} {MONTHS[stated.month - 1]} {stated.year}"


def number(value: int) -> str:
    """Give the number with its thousands apart."""
    return f"{value:,}"


def since(moment: str) -> str:
    """Say how long ago it was, when under a day; else the day."""
    try:
        passed = (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
    except (ValueError, TypeError):
        return ""
    if passed >= 86_400:
        return day(moment)
    for unit, seconds in (("hour", 3600), ("minute", 60)):
        if passed >= seconds:
            count = int(passed // seconds)
            return f"{counted(count, unit)} ago"
    return "just now"


def kind(passage: Passage) -> str:
    """Say what the passage is when it is no plain text: "bullet", "step 2", "table row"."""
    if passage.number is not None:
        return f"step {passage.number}"
    return KINDS.get(passage.kind, "")
