"""The rows of a graded class, for people: a table in a terminal, lines that can be searched everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from autograder.report.notes import labels, notes, score
from autograder.report.summary import closing, in_trouble
from autograder.report.words import said

MANY = 50  # submissions from which on rows without trouble are counted


def show(
    report: Mapping[str, Any],
    files: Sequence[Path],
    stream: TextIO | None = None,
    *,
    limit: float | None = None,
    everybody: bool = False,
) -> None:
    """Print a row a submission, what is to be said of the class, and where the reports are.

    From 50 submissions on only rows in trouble are listed: without a score, to be looked at, or under ``limit`` points;
    ``everybody`` lists all.
    """
    stream = stream or sys.stdout
    rows = report["submissions"]
    few = len(rows) < MANY or everybody
    listed = [row for row in rows if few or in_trouble(row, limit)]
    if not _in_a_table(listed, stream):
        print(*_lines(listed), sep="\n", end="\n" if listed else "", file=stream)
    if len(listed) < len(rows):
        print(f"{len(rows) - len(listed)} rows without trouble are not listed; --all lists them.", file=stream)
    for text in closing(report, limit):
        print(said(text), file=stream)
    for file in files:
        print(f"Written: {said(str(file))}", file=stream)


def _in_a_table(rows: Sequence[Mapping[str, Any]], stream: TextIO) -> bool:
    """Whether it was printed so, in a terminal that is wide enough; rich takes a while to load."""
    if not stream.isatty() and not os.environ.get("FORCE_COLOR"):
        return False
    from autograder.report.table import printed

    return printed(rows, stream)


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One line a row, whatever the width: student, score, status, what to look at."""
    names = labels(rows)
    width = max((len(said(row["student"])) for row in rows), default=0)
    for name, row in zip(names, rows, strict=True):
        told = "; ".join(text.removesuffix(".") for text, _ in notes(row))
        line = f"{name:<{width}}  {score(row):>9}  {row['status']:<12}  {told}"
        yield said(line.rstrip())
