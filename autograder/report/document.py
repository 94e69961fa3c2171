"""The report for programs: ``grades.json``, see docs/grades-json.md."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.assignment import Assignment, Check
from autograder.findings import CheckResult, ExerciseResult
from autograder.grading.result import Graded
from autograder.report.exceptions import told
from autograder.report.headings import headings
from autograder.report.made_at import made_at
from autograder.report.packed import FROM, Packed, indented
from autograder.report.words import message, printable, remark

SCHEMA_VERSION = 1
DIGITS = 6  # significant digits of the numbers beside the scores: more would differ from machine to machine


def document(
    results: Iterable[Graded], assignment: Assignment, *, release: str, seed: int, tier: str, limits: Mapping[str, Any]
) -> dict[str, Any]:
    """All results as one document, sorted by student and notebook; they come in any order.

    The rows of a big class hold their exercises packed: what is the same in many is there once, the rest is compressed.
    """
    passed: dict[ExerciseResult, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for graded in results:
        rows.append(submission(graded, assignment, passed))
        if len(rows) > FROM and not all(map(_plain_pass, graded.exercises)):
            rows[-1]["exercises"] = Packed(rows[-1]["exercises"])
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
        "submissions": sorted(rows, key=_order(rows)),
    }


def _order(rows: Sequence[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], tuple[str, str, str]]:
    """By student and notebook; where these are the same, by what is in the row: rows come in any order."""
    count = Counter((row["student"], row["notebook"]) for row in rows)

    def key(row: Mapping[str, Any]) -> tuple[str, str, str]:
        name = row["student"], row["notebook"]
        return *name, json.dumps(row, default=list) if count[name] > 1 else ""

    return key


def submission(
    graded: Graded, assignment: Assignment, passed: dict[ExerciseResult, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """One submission's row; exercises that are passed plainly, as in many rows, are taken from ``passed``."""
    passed = {} if passed is None else passed
    return {
        "student": graded.student,
        "notebook": graded.notebook,
        "status": graded.status,
        "reasons": [remark(note) for note in graded.reasons],
        "repairs": [remark(note) for note in graded.repairs],
        "score": graded.score,
        "max_score": float(assignment.points),
        "exercises": [_once(exercise, assignment, graded.sources, passed) for exercise in graded.exercises],
    }


def _once(
    exercise: ExerciseResult,
    assignment: Assignment,
    sources: Mapping[str, str],
    passed: dict[ExerciseResult, dict[str, Any]],
) -> dict[str, Any]:
    if not _plain_pass(exercise):
        return _exercise(exercise, assignment, sources)
    if exercise not in passed:
        passed[exercise] = _exercise(exercise, assignment, sources)
    return passed[exercise]


def _plain_pass(exercise: ExerciseResult) -> bool:
    """Whether there is nothing to say but that it is right; only then its result can be a key."""
    return all(check.status == "passed" and check.finding is None for check in exercise.checks)


def _exercise(exercise: ExerciseResult, assignment: Assignment, sources: Mapping[str, str]) -> dict[str, Any]:
    """The exercise; where it lost points, with the student's own cell beside it."""
    checks = [_check(check, assignment) for check in exercise.checks]
    row = {
        "id": exercise.id,
        "score": exercise.score,
        "max_score": exercise.max_score,
        "checks": checks,
    }
    lost = any(check.status not in ("passed", "skipped") for check in exercise.checks)
    if not lost or exercise.id not in sources:
        return row
    source = sources[exercise.id]
    (asked,) = (each.checks for each in assignment.exercises if each.id == exercise.id)
    for check, result, shown in zip(asked, exercise.checks, checks, strict=True):
        _place(source, check, result, shown["details"])
    return {**row, "source": source}


def _place(source: str, asked: Check, result: CheckResult, details: dict[str, Any]) -> None:
    """Add the line that makes a wrong answer, where it is known."""
    if result.status == "failed" and result.finding and "line" not in details:
        line = made_at(source, asked, result.finding.code, result.finding.numbers)
        details.update({} if line is None else {"made_at": line})


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
    return b"".join(pieces(report))


def pieces(report: Mapping[str, Any]) -> Iterator[bytes]:
    """The document's bytes, a piece a submission; an exercise that several share is put into words once."""
    words: dict[int, str] = {}
    rows = (_row(row, words) for row in report["submissions"])
    yield from (part.encode() for part in _with_list(report, "submissions", rows))
    yield b"\n"


def _row(row: Mapping[str, Any], words: dict[int, str]) -> str:
    exercises = row["exercises"]
    if isinstance(exercises, Packed):
        before, place, after = indented({**row, "exercises": []}).partition('\n "exercises": []')
        return before + place[:-2] + exercises.words.replace("\n", "\n ") + after
    for exercise in exercises:
        if id(exercise) not in words:
            words[id(exercise)] = indented(exercise)
    return "".join(_with_list(row, "exercises", (words[id(exercise)] for exercise in exercises)))


def _with_list(content: Mapping[str, Any], name: str, items: Iterable[str]) -> Iterator[str]:
    """What ``indented`` gives, with ``items``, in words already, in that one list; no text has a line break in it."""
    before, place, after = indented({**content, name: []}).partition(f'\n "{name}": []')
    yield before + place[:-1]
    mark = "\n  "
    for item in items:
        yield mark + item.replace("\n", "\n  ")
        mark = ",\n  "
    yield ("" if mark == "\n  " else "\n ") + "]" + after


def write(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all; a device or a pipe is written to, a link written through. Raises OSError."""
    parts = [content] if isinstance(content, bytes) else content
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            device.writelines(parts)
        return
    path = path.resolve()
    temporary = path.with_name(f".autograder-{os.urandom(8).hex()}")
    try:
        handle, nameless = _new(temporary)
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            file.flush()
            if nameless:  # dst_dir_fd has the link followed, to the file itself
                os.link(f"/proc/self/fd/{handle}", temporary, dst_dir_fd=handle)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)  # it may have its name already
        raise


def _new(path: Path) -> tuple[int, bool]:
    """A file to write, and whether it has no name yet: of such a one nothing stays where the grader is killed."""
    if os.path.isdir("/proc/self/fd"):
        with suppress(AttributeError, OSError):  # not every system and not every file system can
            return os.open(path.parent, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o666), True
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666), False
