"""``python -m autograder doctor``: what isolation this machine gives."""

from __future__ import annotations

import argparse
from typing import Any

from autograder.cli.errors import GRADED, WRONG_CALL
from autograder.sandbox import describe

DESCRIPTION = "Say which isolation this machine gives to student code, what it protects from, and how to get more."


def add(commands: Any, epilog: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("doctor", help="say how student code is isolated here", description=DESCRIPTION)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the description; exit 2 where grading would be refused."""
    diagnosis = describe()
    print(f"Tier {diagnosis.tier}: {diagnosis.summary}")
    for title, lines in (
        ("Protects from", diagnosis.protects),
        ("Missing", diagnosis.missing),
        ("To do", diagnosis.remedies),
    ):
        if lines:
            print(f"\n{title}:")
            for line in lines:
                print(f"  - {line}")
    return GRADED if diagnosis.isolated else WRONG_CALL
