"""The verb that shows a library in browsers: serve."""

import os
from pathlib import Path

import click

from index import counted, say
from index.cli import library_option, opened_library

MOST_WORKERS = 256


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=min(os.cpu_count() or 1, MOST_WORKERS),
    show_default="cores",
    metavar="N",
    help="Processes that answer.",
)
@click.option("--trusted-host", multiple=True, metavar="NAME", help="Another name that browsers may call this by.")
@library_option
def serve(library: Path, *, host: str, port: int, workers: int, trusted_host: tuple[str, ...]) -> None:
    """Show the library in browsers, and answer programs at /api/search."""
    # Here, as the other verbs start faster without a web server.
    from webapp.hosts import own_names, shown
    from webapp.server import Server, free_port

    with opened_library(library) as opened:
        articles = opened.stats().articles
    port = free_port(host, port)
    names = own_names(host)
    address, *others = (f"http://{shown(name)}:{port}" for name in names)
    told = f"Serving {counted(articles, 'article')} at {address}" + (f" ({', '.join(others)})" if others else "")
    server = Server(library, host=host, port=port, workers=workers, trusted_hosts=(*trusted_host, *names))
    server.cfg.set("when_ready", lambda _: say(told))
    server.run()


VERBS = (serve,)
