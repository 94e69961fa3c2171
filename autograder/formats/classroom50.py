"""Classroom 50: ``result.json`` (points are integers, so doubled) and ``release-body.md``, for the student."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from autograder.formats.github import submission_summary
from autograder.formats.rows import Document, Row, checks, only

DOUBLED = 2  # half points are given, and theirs are integers
LONGEST_NAME = 100  # bytes


def classroom50(document: Document, environment: Mapping[str, str], now: datetime, student: str | None = None) -> bytes:
    """The one submission's ``result.json``, for the push that the runner's environment describes (``now`` in UTC).

    Raises ReportError where the document holds another number of submissions.
    """
    row = only(document, student)
    tests = [_test(exercise, check) for exercise, check in checks(row)]
    if not tests:  # no score: one test that nobody can take for a pass
        tests = [{"test-name": "submission", "passed": False, "score": 0, "max-score": _whole(row["max_score"])}]
    commit = environment.get("COMMIT_URL", "")
    result = {
        "schema": "classroom50/result/v1",
        "classroom": environment.get("CLASSROOM", ""),
        "assignment": environment.get("ASSIGNMENT", document["assignment"]),
        **_whose(environment),
        "submission": environment.get("SUBMISSION_TAG", ""),
        "commit": commit,
        "release": environment.get("RELEASE_URL", ""),
        "review": environment.get("REVIEW_URL") or commit,
        "datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return (json.dumps(result, indent=1, ensure_ascii=False) + "\n").encode()


def release_body(document: Document, student: str | None = None) -> bytes:
    """The one submission's ``release-body.md``."""
    row = only(document, student)
    note = f"Classroom 50 counts whole points: {DOUBLED} of its points are 1 of the assignment's.\n"
    return f"{submission_summary(row)}\n{note}".encode()


def _whose(environment: Mapping[str, str]) -> Row:
    """The owner of the repository; runners that do not name one yet count users instead."""
    if "OWNER" in environment:
        return {"owner": environment["OWNER"], "assignment_type": environment.get("ASSIGNMENT_TYPE", "individual")}
    return {"usernames": [environment["USERNAME"]] if environment.get("USERNAME") else []}


def _test(exercise: Row, check: Row) -> dict[str, Any]:
    name = re.sub(r"[^\w .:-]", "_", f"{exercise['id']}: {check['name']}", flags=re.ASCII)[:LONGEST_NAME]
    return {
        "test-name": name,
        "passed": check["status"] == "passed",
        "score": _whole(check["score"]),
        "max-score": _whole(check["max_score"]),
    }


def _whole(score: float) -> int:
    return round(DOUBLED * score)
