"""Gradescope's ``results.json``: a test a check, plain text only."""

from __future__ import annotations

import json
from typing import Any

from autograder.formats.rows import Document, Row, checks, only
from autograder.report.words import printable


def gradescope(document: Document, student: str | None = None) -> bytes:
    """The one submission's results. Raises ReportError where there is another number of them.

    Without a score there are no points and no tests, only words that say why: Gradescope then gives no points either.
    """
    row = only(document, student)
    tests = [_test(number, exercise, check) for number, (exercise, check) in enumerate(checks(row), 1)]
    graded = {} if row["score"] is None else {"score": row["score"], "tests": tests}
    results: dict[str, Any] = {
        **graded,
        "output": "\n".join(map(printable, [*row["reasons"], *row["repairs"]])),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
    }
    return (json.dumps(results, indent=1, ensure_ascii=False) + "\n").encode()


def _test(number: int, exercise: Row, check: Row) -> dict[str, Any]:
    return {
        "number": str(number),
        "name": f"{exercise['id']}: {check['name']}",
        "status": "passed" if check["status"] == "passed" else "failed",
        "score": check["score"],
        "max_score": check["max_score"],
        "output": printable(check["message"]),
        "visibility": "visible",
        "tags": [check["mistake"]] if check["mistake"] else [],
    }
