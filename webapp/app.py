"""A library in, the Flask application that shows it out."""

from collections.abc import Sequence

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from index import Library
from webapp import api, problems, views
from webapp.filters import register_filters
from webapp.hosts import Hosts
from webapp.kept import KeptPages

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(library: Library, *, trusted_hosts: Sequence[str] = (), by_address: bool = False) -> Flask:
    """Make the application. It answers only requests for this machine's own names and those trusted.

    `by_address`: and for any address, as what listens at all of the machine's own does.
    """
    app = Flask(__name__)
    hosts = Hosts(trusted_hosts, by_address=by_address)
    app.config["MAX_CONTENT_LENGTH"] = 0
    # /search/ is /search, as people write it.
    app.url_map.strict_slashes = False
    app.extensions["library"] = library
    app.extensions["kept_pages"] = KeptPages()
    app.register_blueprint(views.pages)
    app.register_blueprint(api.endpoint)
    problems.register(app)
    register_filters(app)
    app.before_request(lambda: _refuse_foreign(hosts))
    app.after_request(_with_headers)
    return app


def _refuse_foreign(hosts: Hosts) -> None:
    if not hosts.is_ours(request.headers.get("Host", "")):
        raise BadRequest("This server is not called so. Who runs it can allow the name: vade serve --trusted-host NAME")


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
