"""``autograder doctor``: what isolation this machine gives."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from autograder import GRADED, WRONG_CALL
from autograder.cli.errors import WrongCall
from autograder.cli.streams import printed
from autograder.sandbox import Description, Refused, describe

DESCRIPTION = "Say which isolation this machine gives to students' code, what it protects from, and how to get more."


def add(commands: Any, epilog: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("doctor", help="say how student code is isolated here", description=DESCRIPTION)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the description; exit 2 where grading would be refused."""
    try:
        description = describe()
    except Refused as refused:
        raise WrongCall(str(refused)) from None
    error = printed(lambda: print("\n".join(_lines(description))))
    if error is not None and not isinstance(error, BrokenPipeError):
        raise error
    return WRONG_CALL if description.refused else GRADED


def _lines(description: Description) -> Iterator[str]:
    refused = " Grading is refused without --unsafe." if description.refused else ""
    yield f"This machine gives tier {description.tier}.{refused}"
    yield from _listed("It protects:", description.protects)
    yield from _listed("It does not:", description.lacks)
    failed = [f"{probe.tier}: {probe.missing}" for probe in description.tried if probe.missing]
    yield from _listed("Tried, and does not hold here:", failed)
    if description.remedy:
        yield from _listed("For the next better tier:", [description.remedy])


def _listed(title: str, lines: Any) -> Iterator[str]:
    if lines:
        yield f"\n{title}"
        yield from (f"  - {line}" for line in lines)
