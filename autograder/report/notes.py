"""What is to be said of a row in a few words: its points, and what to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.report.printable import said

MOST = 5  # mistakes named beside a student


def labels(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whose each row is, in words that can be printed; with the notebook where somebody has several."""
    count = Counter(row["student"] for row in rows)
    several = (f" ({row['notebook']})" if count[row["student"]] > 1 else "" for row in rows)
    return [said(row["student"] + which) for row, which in zip(rows, several, strict=True)]


def score(row: Mapping[str, Any]) -> str:
    """The points, of how many."""
    return "–" if row["score"] is None else f"{row['score']:g} / {row['max_score']:g}"


def notes(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why a person should look, what was lost and where, and what was mended; each with its style."""
    mistakes = [line for exercise in row["exercises"] if (line := _lost(exercise))]
    if len(mistakes) > MOST:
        mistakes[MOST:] = [f"and {len(mistakes) - MOST} more"]
    undone = _undone(row)
    told = [(reason, "yellow") for reason in row["reasons"]]
    told += [(line, "") for line in mistakes]
    told += [(f"not done: {undone}", "")] if undone else []
    return told + [(repair, "dim") for repair in row["repairs"]]


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
