"""The table of a graded class, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

STYLES = {"graded": "green", "needs_review": "yellow", "not_graded": "red"}
MOST = 5  # mistakes named beside a student, and ranked for the class


def show(report: Mapping[str, Any], files: Sequence[Path], console: Console | None = None) -> None:
    """Print a row a submission, the class in one line, its most frequent mistakes, and where the reports are."""
    console = console or Console()
    console.print(_table(report))
    console.print(_summary(report))
    for line in _frequent(report):
        console.print(line)
    for file in files:
        console.print(Text(f"Written: {file}"))


def _table(report: Mapping[str, Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("what to look at", overflow="fold")
    for row in report["submissions"]:
        score = "–" if row["score"] is None else f"{row['score']:g} / {row['max_score']:g}"
        table.add_row(
            Text(row["student"]),
            score,
            Text(row["status"], STYLES[row["status"]]),
            _notes(row),
        )
    return table


def _notes(row: Mapping[str, Any]) -> Text:
    """Why a person should look, what was lost and where, and what was mended."""
    mistakes = [line for exercise in row["exercises"] if (line := _lost(exercise))]
    if len(mistakes) > MOST:
        mistakes[MOST:] = [f"and {len(mistakes) - MOST} more"]
    undone = _undone(row)
    lines = [Text(reason, "yellow") for reason in row["reasons"]]
    lines += [Text(line) for line in mistakes]
    lines += [Text(f"not done: {undone}")] if undone else []
    lines += [Text(repair, "dim") for repair in row["repairs"]]
    return Text("\n").join(lines)


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


def _summary(report: Mapping[str, Any]) -> Text:
    rows = report["submissions"]
    scores = [row["score"] for row in rows if row["score"] is not None]
    count = Counter(row["status"] for row in rows)
    text = f"{len(rows)} submission{'s' if len(rows) > 1 else ''}: " + ", ".join(
        f"{count[s]} {s.replace('_', ' ')}" for s in STYLES if count[s]
    )
    if scores:
        text += f"; mean {mean(scores):.1f}, median {median(scores):g} of {report['max_score']:g}"
    return Text(f"{text}. Isolation: tier {report['isolation']}.")


def _frequent(report: Mapping[str, Any]) -> list[Text]:
    """The mistakes of the class, the most frequent first."""
    who = Counter(
        (check["mistake"], exercise["id"])
        for row in report["submissions"]
        for exercise in row["exercises"]
        for check in {c["mistake"]: c for c in exercise["checks"] if c["mistake"] and c["status"] != "passed"}.values()
        if check["mistake"] != "not_implemented"
    )
    ranked = sorted(who.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return [Text(f"  {n} of {len(report['submissions'])}: {code} in {place}") for (code, place), n in ranked if n > 1]
