"""PrairieLearn's ``results.json``: the score is a share; what could not be graded costs nothing."""

from __future__ import annotations

import json
from typing import Any

from autograder.formats.rows import Document, checks, only
from autograder.report.words import printable


def prairielearn(document: Document, student: str | None = None) -> bytes:
    """The one submission's results. Raises ReportError where there is another number of them."""
    row = only(document, student)
    remarks = [*map(printable, row["reasons"]), *map(printable, row["repairs"])]
    results: dict[str, Any] = {"gradable": row["score"] is not None, "output": "\n".join(remarks)}
    if row["score"] is None:
        results["format_errors"] = [printable(reason) for reason in row["reasons"]]
    else:
        results["score"] = row["score"] / (row["max_score"] or 1.0)
        results["tests"] = [
            {
                "name": f"{exercise['id']}: {check['name']}",
                "points": check["score"],
                "max_points": check["max_score"],
                "message": printable(check["message"]),
            }
            for exercise, check in checks(row)
        ]
    return (json.dumps(results, indent=1, ensure_ascii=False) + "\n").encode()
