"""The pages for people: the box, the answers, the reader."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from index import Marker, Section, all_texts, text_anchor, texts
from webapp.asking import answer, library, question
from webapp.kept import FORMS, kept

# Words that a person reads in a minute.
READING_SPEED = 220

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> str:
    """Show the box and what there is to search."""
    return render_template("home.html", stats=library().stats())


@pages.get("/search")
@kept
def search() -> str | Response:
    """Show the passages that answer."""
    asked = question(request)
    if asked.is_empty:
        return redirect("/")
    if request.accept_mimetypes.best_match(FORMS) == "application/json":
        return redirect(asked.url("/api/search"))
    return render_template("results.html", asked=asked, answer=answer(asked), stats=library().stats())


@pages.get("/articles/<id>")
def article(id: str) -> str:
    """Show an article whole, with the words of the question marked."""
    found = library().article(id)
    query = request.args.get("q", "")
    marker = library().marker(query)
    counts = [_marks(section, found.lang, marker) for section in found.sections]
    words = sum(len(text.split()) for text in all_texts(found))
    return render_template(
        "reader.html",
        article=found,
        copies=library().copies(found),
        marker=marker,
        query=query,
        outline=[(s, n) for s, n in zip(found.sections, counts, strict=True) if s.heading],
        total=sum(counts),
        place=Places(),
        minutes=max(1, round(words / READING_SPEED)),
        stats=library().stats(),
    )


@pages.get("/about")
def about() -> str:
    """Say what the library holds and how to ask it."""
    return render_template("about.html", stats=library().stats())


class Places:
    """Gives each text of an article its anchor, in the order in which they are shown."""

    def __init__(self) -> None:
        self._section, self._texts = "", 0

    def begin(self, section: str) -> str:
        """Begin a section; return its own anchor."""
        self._section, self._texts = section, 0
        return section

    def __call__(self, count: int = 1) -> str:
        """Return the anchor of the next text, or of the first of so many that are one row."""
        first = self._texts + 1
        self._texts += count
        return text_anchor(self._section, first)


def _marks(section: Section, lang: str, marker: Marker) -> int:
    said = (section.heading, *(text for block in section.blocks for text in texts(block)))
    return sum(len(marker.spans(text, lang)) for text in said)
