"""The command line: reads arguments, calls, writes; it holds no logic of its own."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from contextlib import suppress

from autograder import GRADED, INTERRUPTED, OUR_FAILURE, WRONG_CALL
from autograder.cli import streams
from autograder.cli.ahead import begun
from autograder.cli.errors import WrongCall
from autograder.report.printable import said
from autograder.stopping import Stopped, behind, stoppable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; errors are sentences on stderr, never tracebacks, but for our own."""
    missing = streams.complete()
    streams.forgive()
    try:
        words = sys.argv[1:] if arguments is None else arguments
        with begun(words):
            if "stdout" in missing:
                _say("standard output is closed: what is printed there is lost.")
            from autograder.cli.arguments import parser  # meanwhile

            options = parser(words).parse_args(words)
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
            with stoppable():
                status: int = options.run(options)
                return status
    except KeyboardInterrupt:
        return _say("interrupted.", INTERRUPTED)
    except (Stopped, Exception) as error:
        if (stopped := behind(error)) is not None:
            what = f"{stopped.why}; what had not been written yet stays as it was.{stopped.advice}"
            return _say(what, stopped.status)
        if isinstance(error, WrongCall | OSError):
            return _say(str(error), WRONG_CALL if isinstance(error, WrongCall) else OUR_FAILURE)
        import traceback

        traceback.print_exc()
        return _say("this is a failure of the grader, not of a submission; please report it.", OUR_FAILURE)


def _say(words: str, status: int = GRADED) -> int:
    """Tell it on stderr, if anybody is there to hear it."""
    with suppress(OSError):
        print(said(f"autograder: {words}"), file=sys.stderr, flush=True)
    return status
