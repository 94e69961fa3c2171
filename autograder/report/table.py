"""Rows as a table in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.report.notes import labels, notes, score
from autograder.report.words import said

STYLES = {"graded": "green", "needs_review": "yellow", "not_graded": "red"}
NARROW = 60  # columns below which a table would be torn


def printed(rows: Sequence[Mapping[str, Any]], stream: TextIO) -> bool:
    """Print the rows, and say whether: where a table would be torn nothing is printed."""
    console = Console(file=stream)
    if console.width >= NARROW:
        console.print(table(rows))
    return console.width >= NARROW


def table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """A row a submission, with a line for each note."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("what to look at", overflow="fold")
    for name, row in zip(labels(rows), rows, strict=True):
        told = Text("\n").join(Text(said(text), style) for text, style in notes(row))
        table.add_row(Text(name), score(row), Text(row["status"], STYLES[row["status"]]), told)
    return table
