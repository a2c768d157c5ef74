"""An address in, the application served there by Gunicorn until it is told to stop."""

import logging
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

from flask import Flask
from flask.logging import default_handler
from gunicorn.app.base import BaseApplication

from index import Library, LibraryError, LibraryLocked, PrintableFormatter
from webapp.app import create_app
from webapp.hosts import ANYWHERE, shown

THREADS = 4
# Seconds that a request may take, and that those under way get when the server stops.
LONGEST, GRACE = 60, 10
# How often a worker looks whether the index is behind the record.
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Server(BaseApplication):
    """Gunicorn with its settings given here: a worker process for each core, each with threads."""

    def __init__(self, library: Path, *, host: str, port: int, workers: int, trusted_hosts: Sequence[str]) -> None:
        self._library = library
        self._trusted = trusted_hosts
        self._host, self._port, self._workers = host, port, workers
        super().__init__()

    def load_config(self) -> None:
        """Set what the command line says, and nothing from files or the environment."""
        settings: dict[str, Any] = {
            "bind": f"{shown(self._host)}:{self._port}",
            "workers": self._workers,
            "worker_class": "webapp.waiting.WaitingWorker",
            "threads": THREADS,
            "timeout": LONGEST,
            "graceful_timeout": GRACE,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:  # type: ignore[override]  # a Flask is a WSGI application; its stub says a narrower one
        """Open the library in this worker, after the fork: connections are not to be shared by processes."""
        library = Library.open(self._library)
        default_handler.setFormatter(PrintableFormatter("[%(asctime)s] %(levelname)s: %(message)s"))
        threading.Thread(target=_keep_up, args=(library,), daemon=True).start()
        return create_app(library, trusted_hosts=self._trusted, by_address=self._host in ANYWHERE)


def _keep_up(library: Library) -> None:
    """Bring the index up to the record, now and whenever it is behind, while the old one serves.

    One worker gets to it, or an ingest that is running.
    """
    said = ""
    while not library.is_read_only:
        try:
            with suppress(LibraryLocked):
                library.catch_up()
            said = ""
        except LibraryError as error:
            if str(error) != said:
                said = str(error)
                log.warning("the index stays behind the record: %s", said)
        sleep(LOOK_SECONDS)


def free_port(host: str, port: int) -> int:
    """Give the port, or a free one for 0. Raises LibraryError when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LibraryError(f"port {port} on {host}: {error.strerror}; name another with --port") from error
        return int(probe.getsockname()[1])
