"""The document, walked: checks with their exercise, checks that lost points, a submission by its student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
Row = Mapping[str, Any]


class ReportError(Exception):
    """A report cannot be made of this document: its text says why, and what to do."""


def checks(row: Row) -> Iterator[tuple[Row, Row]]:
    """Each check of a submission, with its exercise."""
    for exercise in row["exercises"]:
        for check in exercise["checks"]:
            yield exercise, check


def headings(document: Document) -> Mapping[str, Row]:
    """What is said of each exercise, by its id: its ``title`` and ``formulas``; older documents have none."""
    return {heading["id"]: heading for heading in document.get("exercises", ())}


def columns(document: Document) -> list[tuple[str, str]]:
    """Exercise and check, in the assignment's order, of every check that anyone has."""
    return list(
        dict.fromkeys((e["id"], c["name"]) for row in document["submissions"] for e, c in checks(row)),
    )


def only(document: Document, student: str | None = None) -> Row:
    """The one submission. Raises ReportError where there is another number of them."""
    rows = [row for row in document["submissions"] if student is None or row["student"] == student]
    if len(rows) == 1:
        return rows[0]
    who = "" if student is None else f" of {student}"
    raise ReportError(
        f"this format holds one submission, and here are {len(rows)}{who}: grade one, or name its --student"
    )


def cause(check: Row) -> str:
    """The mistake's code where one was proved, else what became of the check."""
    return str(check["mistake"] or check["status"])


def points(score: float | None) -> str:
    """A number of points, as short as it can be; a dash where there is none."""
    return "–" if score is None else f"{score:g}"
