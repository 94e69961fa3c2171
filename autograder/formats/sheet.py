"""``grades.csv``: a row a submission, a column an exercise and a check, and the mistakes."""

from __future__ import annotations

import csv
import io

from autograder.formats.escape import cell
from autograder.formats.rows import Document, Row, cause, checks, columns

FIXED = ["student", "notebook", "status", "score", "max_score"]


def sheet(document: Document) -> bytes:
    """The class as CSV in UTF-8: ``linear_backward`` is an exercise's column, ``linear_backward.dW`` a check's."""
    order = columns(document)
    exercises = list(dict.fromkeys(exercise for exercise, _ in order))
    titles = [t for e in exercises for t in (e, *(f"{e}.{check}" for where, check in order if where == e))]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*FIXED, *map(cell, titles), "mistakes", "reasons", "repairs"])
    for row in document["submissions"]:
        writer.writerow(_line(row, titles))
    return text.getvalue().encode()


def _line(row: Row, titles: list[str]) -> list[str]:
    values = {exercise["id"]: exercise["score"] for exercise in row["exercises"]}
    values |= {f"{exercise['id']}.{check['name']}": check["score"] for exercise, check in checks(row)}
    lost = [f"{e['id']}.{c['name']}: {cause(c)}" for e, c in checks(row) if c["status"] != "passed"]
    return [
        *(cell(row[name]) for name in ("student", "notebook", "status")),
        *("" if row[name] is None else f"{row[name]:g}" for name in ("score", "max_score")),
        *(f"{values[title]:g}" if title in values else "" for title in titles),
        *(cell("; ".join(texts)) for texts in (lost, row["reasons"], row["repairs"])),
    ]
