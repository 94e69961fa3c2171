"""The command line: reads arguments, calls, writes; it holds no logic of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from autograder import GRADED, INTERRUPTED, OUR_FAILURE, WRONG_CALL, __version__
from autograder.cli import streams
from autograder.cli.ahead import begun
from autograder.cli.errors import WrongCall
from autograder.report.printable import said
from autograder.stopping import Stopped, behind, stoppable

DESCRIPTION = """\
Grade notebooks on numeric gradient checks. Student code runs in a sandbox, and every lost point comes with
its reason."""

COMMANDS = {
    "grade": "grade",
    "report": "reports",
    "compare": "compare",
    "gradescope": "gradescope",
    "doctor": "doctor",
}
"""Each command, and the module of this package that holds it."""

EXIT_STATUS = """\
exit status: 0 every submission has a score (and reached --fail-under); 1 some have not; 2 the call itself is wrong;
3 a failure of the grader's own; 130 interrupted, 143 stopped (SIGTERM), 129 hung up"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; errors are sentences on stderr, never tracebacks, but for our own."""
    missing = streams.complete()
    streams.forgive()
    try:
        words = sys.argv[1:] if arguments is None else arguments
        with begun(words):
            if "stdout" in missing:
                _say("standard output is closed: what is printed there is lost.")
            options = _parser(words).parse_args(words)
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


class _Parser(argparse.ArgumentParser):
    """No option is ever abbreviated, nor those of the commands, whose parsers are of this class too."""

    def __init__(self, *names: Any, **how: Any) -> None:
        super().__init__(*names, **{**how, "allow_abbrev": False})


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that the words begin with, else of all: modules that are not needed take time."""
    parser = _Parser(
        "autograder",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        import_module(f"autograder.cli.{COMMANDS[name]}").add(commands, EXIT_STATUS)
    return parser
