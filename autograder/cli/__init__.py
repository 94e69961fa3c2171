"""The command line: reads arguments, calls, writes; it holds no logic of its own."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from contextlib import suppress

from autograder import INTERRUPTED, OUR_FAILURE, WRONG_CALL
from autograder.cli import streams
from autograder.cli.ahead import begun
from autograder.cli.errors import WrongCall
from autograder.cli.streams import tell
from autograder.stopping import Stopped, behind, stoppable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; errors are sentences on stderr, never tracebacks, but for our own."""
    missing = streams.complete()
    streams.forgive()
    return streams.ended(_status(sys.argv[1:] if arguments is None else arguments, missing))


def _status(words: Sequence[str], missing: Sequence[str]) -> int:
    try:
        with begun(words):
            if "stdout" in missing:
                tell("standard output is closed: what is printed there is lost.")
            from autograder.cli.arguments import parser  # meanwhile

            options = parser(words).parse_args(words)
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
            with stoppable():
                status: int = options.run(options)
                return status
    except SystemExit as end:  # of the parser, which has said why
        return end.code if isinstance(end.code, int) else WRONG_CALL
    except KeyboardInterrupt:
        return _told("interrupted.", INTERRUPTED)
    except (Stopped, Exception) as error:
        if (stopped := behind(error)) is not None:
            what = f"{stopped.why}; what had not been written yet stays as it was.{stopped.advice}"
            return _told(what, stopped.status)
        if isinstance(error, WrongCall | OSError):
            return _told(_sentence(error), WRONG_CALL if isinstance(error, WrongCall) else OUR_FAILURE)
        import traceback

        with suppress(OSError):
            traceback.print_exc()
        return _told("this is a failure of the grader, not of a submission; please report it.", OUR_FAILURE)


def _sentence(error: WrongCall | OSError) -> str:
    """What went wrong, without the numbers that a system has for it."""
    if isinstance(error, WrongCall) or error.strerror is None:
        return str(error)
    if error.filename is None:  # a stream's
        return f"not everything could be printed ({error.strerror})."
    return f"{error.filename}: {error.strerror}"


def _told(words: str, status: int) -> int:
    tell(words)
    return status
