"""What is to be said of a class: who needs a person, who is under the limit, and what went wrong most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Any

import numpy as np

from autograder.report.notes import labels
from autograder.report.words import printable

STATUSES = ("graded", "needs_review", "not_graded")
CLASS = 20  # submissions from which on the class is told of as a whole
RANKED = 5  # mistakes


def closing(report: Mapping[str, Any], limit: float | None = None) -> Iterator[str]:
    """The last lines: of a class of 20 or more who has no score, who needs a look and why, and the means; always who is
    under ``limit`` points, and the most frequent mistakes."""
    rows = report["submissions"]
    if len(rows) >= CLASS:
        yield from _who("Without a score", "not_graded", report)
        yield from _who("To be looked at", "needs_review", report)
    yield from _under(report, limit)
    if len(rows) >= CLASS:
        yield from _means(report)
    yield _counts(report)
    yield from _frequent(report)


def in_trouble(row: Mapping[str, Any], limit: float | None = None) -> bool:
    """Whether a person should know: no score, a reason to look, or fewer points than ``limit``."""
    return row["status"] != "graded" or row["score"] < (limit or 0)


def failures(report: Mapping[str, Any], limit: float | None = None) -> Iterator[str]:
    """A line for everybody who has no score, or fewer points than ``limit``."""
    for row in report["submissions"]:
        if row["score"] is None:
            yield f"{_named(row)} has no score: {' '.join(row['reasons'])}"
        elif limit is not None and row["score"] < limit:
            yield f"{_named(row)} has {row['score']:g} of {row['max_score']:g} points, fewer than {limit:g}."


def _named(row: Mapping[str, Any]) -> str:
    return printable(row["student"])


def _who(title: str, status: str, report: Mapping[str, Any]) -> Iterator[str]:
    found = [row for row in report["submissions"] if row["status"] == status]
    if found:
        yield f"{title} ({len(found)}):"
        yield from (f"  {name}: {' '.join(row['reasons'])}" for name, row in zip(labels(found), found, strict=True))


def _under(report: Mapping[str, Any], limit: float | None) -> Iterator[str]:
    found = [row for row in report["submissions"] if row["score"] is not None and row["score"] < (limit or 0)]
    if found:
        yield f"Under {limit:g} points ({len(found)}): " + ", ".join(f"{_named(row)} {row['score']:g}" for row in found)


def _means(report: Mapping[str, Any]) -> Iterator[str]:
    """The mean of every exercise, over all who have a score."""
    scores: dict[tuple[str, float], list[float]] = {}
    for row in report["submissions"]:
        for exercise in row["exercises"]:
            scores.setdefault((exercise["id"], exercise["max_score"]), []).append(exercise["score"])
    if scores:
        yield "Mean of every exercise:"
    width = max((len(name) for name, _ in scores), default=0)
    yield from (f"  {name:<{width}}  {_mean(each):.2f} of {most:g}" for (name, most), each in scores.items())


def _counts(report: Mapping[str, Any]) -> str:
    rows = report["submissions"]
    scores = [row["score"] for row in rows if row["score"] is not None]
    count = Counter(row["status"] for row in rows)
    text = f"{len(rows)} submission{'s' if len(rows) > 1 else ''}: " + ", ".join(
        f"{count[status]} {status.replace('_', ' ')}" for status in STATUSES if count[status]
    )
    if scores:
        text += f"; mean {_mean(scores):.1f}, median {np.median(scores):g} of {report['max_score']:g}"
    return f"{text}. Isolation: tier {report['isolation']}."


def _mean(scores: Sequence[float]) -> float:
    return fsum(scores) / len(scores)


def _frequent(report: Mapping[str, Any]) -> Iterator[str]:
    """The mistakes of the class, the most frequent first; exceptions of the same kind are one, wherever raised."""
    who = Counter(mistake for row in report["submissions"] for mistake in _mistakes(row))
    ranked = sorted(((n, mistake) for mistake, n in who.items() if n > 1), key=lambda pair: (-pair[0], pair[1]))
    if ranked:
        yield "Most frequent mistakes:"
    yield from (f"  {n} of {len(report['submissions'])}: {mistake}" for n, mistake in ranked[:RANKED])


def _mistakes(row: Mapping[str, Any]) -> set[str]:
    """The mistakes with a name that one student made, each once."""
    found = set()
    for exercise in row["exercises"]:
        for check in exercise["checks"]:
            if check["mistake"] == "exception":
                found.add(f"exception ({check['details'].get('type') or 'of their own'})")
            elif check["mistake"] not in (None, "not_implemented") and check["status"] != "passed":
                found.add(f"{check['mistake']} in {exercise['id']}")
    return found
