"""The report for programs: ``grades.json``, see docs/grades-json.md."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.assignment import Assignment
from autograder.findings import CheckResult, ExerciseResult
from autograder.grading.result import Graded
from autograder.report.exceptions import told
from autograder.report.headings import headings
from autograder.report.words import message, printable, remark

SCHEMA_VERSION = 1
DIGITS = 6  # significant digits of the numbers beside the scores: more would differ from machine to machine


def document(
    results: Iterable[Graded], assignment: Assignment, *, release: str, seed: int, tier: str, limits: Mapping[str, Any]
) -> dict[str, Any]:
    """All results as one document, sorted by student and notebook."""
    rows = [submission(graded, assignment) for graded in results]
    return {
        "schema_version": SCHEMA_VERSION,
        "assignment": assignment.name,
        "max_score": float(assignment.points),
        "grader_version": __version__,
        "release": release,
        "seed": seed,
        "isolation": tier,
        "limits": dict(limits),
        "exercises": list(headings(assignment.release, tuple(exercise.id for exercise in assignment.exercises))),
        "submissions": sorted(rows, key=lambda row: (row["student"], row["notebook"])),
    }


def submission(graded: Graded, assignment: Assignment) -> dict[str, Any]:
    """One submission's row."""
    return {
        "student": graded.student,
        "notebook": graded.notebook,
        "status": graded.status,
        "reasons": [remark(note) for note in graded.reasons],
        "repairs": [remark(note) for note in graded.repairs],
        "score": graded.score,
        "max_score": float(assignment.points),
        "exercises": [_exercise(exercise, assignment, graded.sources) for exercise in graded.exercises],
    }


def _exercise(exercise: ExerciseResult, assignment: Assignment, sources: Mapping[str, str]) -> dict[str, Any]:
    """The exercise; where it lost points, with the student's own cell beside it."""
    row = {
        "id": exercise.id,
        "score": exercise.score,
        "max_score": exercise.max_score,
        "checks": [_check(check, assignment) for check in exercise.checks],
    }
    lost = any(check.status not in ("passed", "skipped") for check in exercise.checks)
    return {**row, "source": sources[exercise.id]} if lost and exercise.id in sources else row


def _check(check: CheckResult, assignment: Assignment) -> dict[str, Any]:
    finding = check.finding
    return {
        "name": check.name,
        "status": check.status,
        "score": check.score,
        "max_score": check.max_score,
        "mistake": finding.code if finding else None,
        "also": finding.also if finding else None,
        "audit": check.audit,
        "message": message(check, assignment),
        "details": _details(finding.numbers) if finding else {},
    }


def _details(numbers: Mapping[str, Any]) -> Any:
    """The finding's numbers; of an exception only what may be told."""
    if "message" not in numbers:
        return plain(numbers)
    rest = {name: value for name, value in numbers.items() if name not in ("type", "message", "line")}
    return plain({**rest, **told(numbers)})


def plain(value: Any) -> Any:
    """The value as JSON has it: numbers rounded to six digits, what is not finite as text, text printable."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else str(value)
    return printable(str(value))


def dumps(report: Mapping[str, Any]) -> bytes:
    """The document's bytes."""
    return (json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a device or a pipe is written to, a link written through. Raises OSError."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    path = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
