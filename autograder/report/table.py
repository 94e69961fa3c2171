"""The rows of a graded class, for people: a table in a terminal, lines that can be searched everywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.report.summary import closing, in_trouble
from autograder.report.words import said

STYLES = {"graded": "green", "needs_review": "yellow", "not_graded": "red"}
MOST = 5  # mistakes named beside a student
MANY = 50  # submissions from which on rows without trouble are counted
NARROW = 60  # columns below which a table would be torn


def show(
    report: Mapping[str, Any],
    files: Sequence[Path],
    console: Console | None = None,
    *,
    limit: float | None = None,
    everybody: bool = False,
) -> None:
    """Print a row a submission, what is to be said of the class, and where the reports are.

    From 50 submissions on only rows in trouble are listed: without a score, to be looked at, or under ``limit`` points;
    ``everybody`` lists all.
    """
    console = console or Console()
    rows = report["submissions"]
    few = len(rows) < MANY or everybody
    listed = [row for row in rows if few or in_trouble(row, limit)]
    if console.is_terminal and console.width >= NARROW:
        console.print(_table(listed))
    else:
        for line in _lines(listed):
            console.print(line, soft_wrap=True)
    if len(listed) < len(rows):
        console.print(
            f"{len(rows) - len(listed)} rows without trouble are not listed; --all lists them.", soft_wrap=True
        )
    for text in closing(report, limit):
        console.print(Text(said(text)), soft_wrap=True)
    for file in files:
        console.print(Text(f"Written: {said(str(file))}"), soft_wrap=True)


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("what to look at", overflow="fold")
    for row in rows:
        notes = Text("\n").join(Text(said(text), style) for text, style in _notes(row))
        table.add_row(Text(said(row["student"])), _score(row), Text(row["status"], STYLES[row["status"]]), notes)
    return table


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    """One line a row, whatever the width: student, score, status, what to look at."""
    width = max((len(said(row["student"])) for row in rows), default=0)
    for row in rows:
        notes = "; ".join(text.removesuffix(".") for text, _ in _notes(row))
        line = f"{said(row['student']):<{width}}  {_score(row):>9}  {row['status']:<12}  {notes}"
        yield Text(said(line.rstrip()))


def _score(row: Mapping[str, Any]) -> str:
    return "–" if row["score"] is None else f"{row['score']:g} / {row['max_score']:g}"


def _notes(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why a person should look, what was lost and where, and what was mended; each with its style."""
    mistakes = [line for exercise in row["exercises"] if (line := _lost(exercise))]
    if len(mistakes) > MOST:
        mistakes[MOST:] = [f"and {len(mistakes) - MOST} more"]
    undone = _undone(row)
    notes = [(reason, "yellow") for reason in row["reasons"]]
    notes += [(line, "") for line in mistakes]
    notes += [(f"not done: {undone}", "")] if undone else []
    return notes + [(repair, "dim") for repair in row["repairs"]]


def _lost(exercise: Mapping[str, Any]) -> str:
    causes: dict[str, list[str]] = {}
    for check in exercise["checks"]:
        if check["status"] not in ("passed", "skipped"):
            causes.setdefault(check["mistake"] or check["status"], []).append(check["name"])
    return f"{exercise['id']}: " + ", ".join(f"{c} ({', '.join(n)})" for c, n in causes.items()) if causes else ""


def _undone(row: Mapping[str, Any]) -> str:
    parts = []
    for exercise in row["exercises"]:
        skipped = [check["name"] for check in exercise["checks"] if check["status"] == "skipped"]
        whole = len(skipped) == len(exercise["checks"])
        parts += [exercise["id"] if whole else f"{exercise['id']} ({', '.join(skipped)})"] if skipped else []
    return "everything" if row["score"] == 0 and len(parts) == len(row["exercises"]) else ", ".join(parts)
