"""What a class has in common: the distribution of scores, each exercise's rate, its mistakes ranked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from autograder.formats.rows import Document, checks

_SENTENCE = re.compile(r"(?<=[.!?]) ")
BINS = 10  # of the distribution of scores


@dataclass(frozen=True)
class Mistake:
    """A mistake of the class: its code, its exercise and checks, who made it, and what the first of them was told."""

    code: str
    exercise: str
    checks: tuple[str, ...]
    students: tuple[str, ...]
    words: str = ""
    named: bool = True  # it has a code of its own: not only what became of the check


@dataclass(frozen=True)
class Rate:
    """An exercise's share of the points that could be earned, and how many have all of them."""

    exercise: str
    share: float
    full: int
    of: int


def scores(document: Document) -> list[float]:
    """The scores, without those who have none."""
    return [row["score"] for row in document["submissions"] if row["score"] is not None]


def middle(document: Document) -> Mapping[str, float]:
    """Mean and median of the scores; empty where nobody has one."""
    values = scores(document)
    return {"mean": mean(values), "median": median(values)} if values else {}


def distribution(document: Document) -> list[int]:
    """How many scores are in each of ten equal parts of the range; a full score is in the last."""
    counts = [0] * BINS
    for score in scores(document):
        counts[min(int(score / (document["max_score"] or 1.0) * BINS), BINS - 1)] += 1
    return counts


def rates(document: Document) -> list[Rate]:
    """Each exercise's rate, in the assignment's order."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in document["submissions"]:
        for exercise in row["exercises"]:
            found.setdefault(exercise["id"], []).append((exercise["score"], exercise["max_score"]))
    return [
        Rate(
            name,
            sum(score for score, _ in pairs) / (sum(most for _, most in pairs) or 1.0),
            sum(score == most for score, most in pairs),
            len(pairs),
        )
        for name, pairs in found.items()
    ]


def mistakes(document: Document) -> list[Mistake]:
    """What went wrong, by exercise and code, the most frequent first; what was not written yet comes last."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in document["submissions"]:
        for exercise, check in checks(row):
            if check["status"] != "passed" and (code := check["mistake"] or check["status"]):
                blank = {"checks": {}, "students": {}, "words": "", "named": bool(check["mistake"])}
                entry = found.setdefault((code, exercise["id"]), blank)
                entry["checks"][check["name"]] = None
                entry["students"][row["student"]] = None
                entry["words"] = entry["words"] or _SENTENCE.split(check["message"], maxsplit=1)[0]
    ranked = [
        Mistake(code, where, tuple(entry["checks"]), tuple(entry["students"]), entry["words"], entry["named"])
        for (code, where), entry in found.items()
    ]
    return sorted(ranked, key=lambda m: (m.code == "not_implemented", -len(m.students), m.exercise, m.code))
