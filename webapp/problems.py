"""What went wrong in, a page or an application/problem+json (RFC 9457) that says so out."""

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from index import ArticleNotFound, KnowledgeBaseError, QueryError

WORDS = {
    400: "That question cannot be asked",
    404: "There is nothing here",
    405: "This page is only for reading",
    500: "Something is broken here",
}
ADVICE = {
    404: "The article may have been removed, or the address mistyped. Search for it instead.",
    405: "Nothing is changed from the browser; the command vade does that.",
    500: "It is not your question's fault. What happened is in the log of the server.",
}


def register(app: Flask) -> None:
    """Answer every error in the form that the request wants."""
    app.register_error_handler(QueryError, lambda error: _problem(400, str(error)))
    app.register_error_handler(ArticleNotFound, lambda error: _problem(404, str(error)))
    app.register_error_handler(KnowledgeBaseError, lambda error: _problem(500, str(error)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _crashed)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    response = _problem(code, ADVICE.get(code) or error.description or error.name)
    if code == 405 and (valid := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(valid)
    return response


def _crashed(error: Exception) -> Response:
    current_app.logger.error("error at %s", request.path, exc_info=error)
    return _problem(500, ADVICE[500])


def _problem(code: int, detail: str) -> Response:
    title = WORDS.get(code, "This did not work")
    if request.path.startswith("/api/"):
        response = jsonify(type="about:blank", title=title, status=code, detail=detail)
        response.mimetype = "application/problem+json"
    else:
        response = Response(render_template("problem.html", code=code, title=title, detail=detail))
    response.status_code = code
    return response
