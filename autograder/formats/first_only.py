"""``--feedback first``: for graders that students call again and again, the first mistake of each exercise."""

from __future__ import annotations

import re
from typing import Any

from autograder.formats.rows import Document, Row

LATER = "Not told yet: mend the check above first."
_OWN = ("cell", "line", "made_at")  # what a check's details say of the student's own cell, and of no input
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_OF_A_FORMULA = re.compile(r"(?<![\d.])[01](?![\d.]\d)(?!\d)")  # as in 1/m and z ≤ 0: no hidden number
_LINE = re.compile(r"^(.*? in line \d+ of your cell)\b.*$")


def first_only(document: Document) -> dict[str, Any]:
    """The document with the first mistake of each exercise in words, and no number of a hidden input anywhere."""
    return {
        **document,
        "submissions": [
            {**row, "exercises": [_exercise(e) for e in row["exercises"]]} for row in document["submissions"]
        ],
    }


def _exercise(exercise: Row) -> dict[str, Any]:
    told, checks = False, []
    for check in exercise["checks"]:
        lost = check["status"] != "passed"
        words = LATER if lost and told else in_words(check["message"])
        hidden = {"mistake": None} if lost and told else {}
        own = {} if lost and told else {name: check["details"][name] for name in _OWN if name in check["details"]}
        checks.append({**check, **hidden, "message": words, "also": None, "audit": None, "details": own})
        told = told or lost
    return {**exercise, "checks": checks}


def in_words(message: str) -> str:
    """The sentences without numbers; of an exception its type and its line, which are the student's own."""
    kept = []
    for sentence in _SENTENCE.split(message):
        if line := _LINE.match(sentence):
            kept.append(f"{line[1]}.")
        elif not re.search(r"\d|shape \(", _OF_A_FORMULA.sub("", sentence)):
            kept.append(sentence)
    return " ".join(kept)
