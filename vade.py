"""The command `vade`: the verbs of the three packages, and an exit code that says how it went.

0 done, 1 error, 2 usage, 3 some inputs failed, 4 locked or damaged, 130 interrupted.
"""

import os
import signal
import sys
import threading
from traceback import format_exception
from typing import Any

# Nothing here multiplies matrices: OpenBLAS's threads, one a core, would only cost a fifth of the time of a start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Ctrl-C before there is anything to finish ends the process as it ends any other, and not with a traceback.
at_interrupt = signal.getsignal(signal.SIGINT)
is_python_asked = at_interrupt is signal.default_int_handler and threading.current_thread() is threading.main_thread()
if is_python_asked:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import click

import index.cli
import index.cli_runs
import ingest.cli
import webapp.cli
from index import KnowledgeBaseError, LibraryDamaged, LibraryLocked, note, on_one_line, prepare_streams, refusal

if is_python_asked:
    signal.signal(signal.SIGINT, at_interrupt)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vademecum", prog_name="vade")
def cli() -> None:
    """Turn a pile of saved web pages into a library that answers with the passage, not the file."""


for verb in (*ingest.cli.VERBS, *index.cli.VERBS, *index.cli_runs.VERBS, *webapp.cli.VERBS):
    cli.add_command(verb)


def main() -> None:
    """Run the command and exit with its code."""
    prepare_streams()
    sys.excepthook = _show_bug
    try:
        code = cli.main(prog_name="vade", standalone_mode=False)
        # Here, and not when Python ends: it would say so in words of its own.
        if sys.stdout:
            sys.stdout.flush()
    except click.exceptions.Abort:
        code = _said("interrupted", 130)
    except click.ClickException as error:
        code = _shown(error)
    except (LibraryLocked, LibraryDamaged) as error:
        code = _said(error, 4)
    except KnowledgeBaseError as error:
        code = _said(error, 1)
    except BrokenPipeError:
        # Who read our output has seen enough: nothing more can be said to anyone.
        sys.stdout = None
        code = 0
    except OSError as error:
        code = _said(refusal(error), 1)
    sys.exit(code)


def _said(problem: object, code: int) -> int:
    note(on_one_line(f"vade: {problem}"))
    return code


def _shown(error: click.ClickException) -> int:
    """Print a wrong use of the command, and where its right use is told."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        note(error.format_message())
        return error.exit_code
    told = error.format_message().rstrip(".")
    if isinstance(error, click.UsageError) and error.ctx:
        told += f"; see {error.ctx.command_path} --help"
    return _said(told, error.exit_code)


def _show_bug(*bug: Any) -> None:
    """Print a traceback; its message may quote a page."""
    note("".join(format_exception(*bug)), end="")


if __name__ == "__main__":
    main()
