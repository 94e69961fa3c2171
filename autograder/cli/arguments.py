"""The arguments of the command: a parser of the command that they begin with."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from autograder import __version__

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
    """No option is ever abbreviated, nor those of the commands, whose parsers are of this class too."""

    def __init__(self, *names: Any, **how: Any) -> None:
        super().__init__(*names, **{**how, "allow_abbrev": False})


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that the words begin with, else of all: modules that are not needed take time."""
    made = _Parser(
        "autograder",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in words[:1] if words and words[0] in COMMANDS else COMMANDS:
        import_module(f"autograder.cli.{COMMANDS[name]}").add(commands, EXIT_STATUS)
    return made
