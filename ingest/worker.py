"""A process that reads pages: page files in on its socket, readings out; run as `python -m ingest.worker`."""

import signal
import sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler

from ingest.reading import Problem, read_page


def serve(connection: Connection, max_bytes: int) -> None:
    """Read each page file that comes, until nobody is there to ask any more."""
    while True:
        try:
            file = connection.recv()
        except (EOFError, ConnectionError):
            return
        reading = read_page(file, max_bytes)
        try:
            sent = ForkingPickler.dumps(reading)
        except RecursionError:
            sent = ForkingPickler.dumps(Problem(file.source, "failed", "its lists are nested too deep"))
        connection.send_bytes(sent)


if __name__ == "__main__":
    # Ctrl-C reaches every process of the terminal; the one that asks us decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])), int(sys.argv[2]))
