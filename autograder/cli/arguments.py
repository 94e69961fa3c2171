"""The arguments of the command: a parser of the command that they begin with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

from autograder import WRONG_CALL, __version__
from autograder.report.printable import said

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


class _Parser(argparse.ArgumentParser):
    """No option is ever abbreviated, and what is wrong is said in one line; so it is with the commands' own parsers."""

    def __init__(self, *names: Any, **how: Any) -> None:
        super().__init__(*names, **{**how, "allow_abbrev": False})

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """As ever, but what a command does not know is said by the command itself."""
        known, unknown = super().parse_known_args(args, namespace)
        for word in unknown:
            self.error(f"{word} is not known here{self._nearest(word)}")
        return known, unknown

    def _nearest(self, word: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(word.partition("=")[0], self._option_string_actions, n=1)
        return f"; did you mean {near[0]}?" if near else ""

    def error(self, message: str) -> NoReturn:
        """Say it, and where to read more."""
        with suppress(OSError):
            print(said(f"autograder: {message} (see: {self.prog} --help)"), file=sys.stderr, flush=True)
        self.exit(WRONG_CALL)


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that the words begin with, else of all: modules that are not needed take time."""
    made = _Parser(
        "autograder",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"autograder {__version__}")
    made.set_defaults(run=lambda _: made.exit(WRONG_CALL, made.format_help()))
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        import_module(f"autograder.cli.{COMMANDS[name]}").add(commands, EXIT_STATUS)
    return made
