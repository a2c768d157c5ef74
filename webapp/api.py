"""The JSON for programs: the same questions, the same answers."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from index import Answer, answer_shape, article_shape, copy_shape
from webapp.asking import Question, answer, library, question
from webapp.kept import kept

endpoint = Blueprint("api", __name__, url_prefix="/api")


@endpoint.get("/search")
@kept
def search() -> Response:
    """Answer a question with hits and their passages."""
    asked = question(request)
    found = answer(asked)
    return jsonify(answer_shape(found) | {"links": _links(asked, found)})


@endpoint.get("/articles/<id>")
def article(id: str) -> BaseResponse:
    """Give an article whole. Its ETag is the hash of what it says."""
    found = library().article(id)
    copies = [copy_shape(copy) for copy in library().copies(found).listed]
    response = jsonify(article_shape(found) | {"places": library().places(id), "copies": copies})
    response.set_etag(library().content_hash(id))
    return response.make_conditional(request)


@endpoint.get("/stats")
def stats() -> Response:
    """Count what the library holds."""
    held = library().stats()
    return jsonify(
        articles=held.articles,
        sections=held.sections,
        languages=dict(held.languages),
        topics=dict(held.topics),
        sites=dict(held.sites),
        updated=held.updated,
        index={"generation": held.generation, "size_bytes": held.size_bytes},
    )


def _links(asked: Question, found: Answer) -> dict[str, Any]:
    path = "/api/search"
    last = found.last_page
    return {
        "self": asked.url(path),
        "next": asked.url(path, page=asked.page + 1) if asked.page < last else None,
        "prev": asked.url(path, page=asked.page - 1) if 1 < asked.page <= last + 1 else None,
        "html": asked.url("/search"),
        "feed": None,
    }
