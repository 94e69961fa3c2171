"""``python -m autograder compare OLD.json NEW.json``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from autograder import GRADED
from autograder.cli.reports import read
from autograder.formats.compare import changes, conditions
from autograder.formats.rows import points
from autograder.report.words import said

DESCRIPTION = "Say what changed between two gradings, for whom, and why."


def add(commands: Any, epilog: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("compare", help="say what changed between two gradings", description=DESCRIPTION)
    parser.set_defaults(run=run)
    parser.add_argument("old", type=Path, metavar="OLD.JSON")
    parser.add_argument("new", type=Path, metavar="NEW.JSON")


def run(options: argparse.Namespace) -> int:
    """Print each submission that changed, with its reasons."""
    old, new = read(options.old), read(options.new)
    for line in conditions(old, new):
        print(said(f"Graded under other conditions: {line}"))
    changed = changes(old, new)
    for change in changed:
        same = change.old == change.new
        scores = points(change.new) if same else f"{points(change.old)} → {points(change.new)}"
        print(said(f"{change.student} ({change.notebook}): {scores}"))
        for reason in change.why:
            print(said(f"  {reason}"))
    of = len({(r["student"], r["notebook"]) for document in (old, new) for r in document["submissions"]})
    print(f"{len(changed)} of {of} submissions changed.")
    return GRADED
