"""A request in, the page that answered it before out, as long as the library stands where it stood then."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from threading import Lock

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from webapp.asking import library

# Bytes of all pages that are kept, and of one.
MOST, LARGEST = 16_000_000, 250_000
FORMS = ("text/html", "application/json")
Key = tuple[str, bytes]
State = tuple[int, str]


class KeptPages:
    """The pages asked for last, of one state of the library."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Response] = OrderedDict()
        self._state: State | None = None
        self._bytes = 0
        # Several threads serve.
        self._lock = Lock()

    def get(self, key: Key, state: State) -> Response | None:
        """Return the page that was kept under this key when the library stood so."""
        with self._lock:
            if state != self._state:
                self._pages.clear()
                self._state, self._bytes = state, 0
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Key, state: State, page: Response) -> None:
        """Keep a page, and let those go that were not asked for in a long time."""
        size = len(page.get_data())
        with self._lock:
            if state != self._state or size > LARGEST or key in self._pages:
                return
            self._pages[key] = page
            self._bytes += size
            while self._bytes > MOST:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.get_data())


def kept(view: Callable[[], str | Response]) -> Callable[[], Response]:
    """Answer the same question only once; the ETag of a page is the hash of it."""

    @wraps(view)
    def answered() -> Response:
        pages: KeptPages = current_app.extensions["kept_pages"]
        form = request.accept_mimetypes.best_match(FORMS) or ""
        key, state = (request.path + form, request.query_string), library().state()
        page = pages.get(key, state)
        if page is None:
            page = make_response(view())
            page.vary.add("Accept")
            if page.status_code != 200:
                return page
            page.set_etag(sha256(page.get_data()).hexdigest()[:32])
            page.cache_control.no_cache = True
            pages.keep(key, state, page)
        # The headers of this request are its own.
        return Response(page.get_data(), headers=page.headers.copy()).make_conditional(request)

    return answered
