"""The words that nbgrader shows: a comment under each solution cell, an output under each test cell, a note on top."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from autograder.assignment import Assignment
from autograder.findings import CheckResult, ExerciseResult
from autograder.gradebook.markdown import escape
from autograder.grading.result import Graded
from autograder.notebook.cells import Remark
from autograder.report.words import message, remark

NO_SCORE = (
    "**This submission could not be graded.** It has no score, which is not zero points "
    "(the 0 above is only how nbgrader shows it)."
)
WIDTH = 90  # characters of a line: nbgrader's pages do not wrap what a cell prints


def exercise_comment(result: ExerciseResult, assignment: Assignment) -> str | None:
    """What the student reads under the cell: a line for all checks of which the same is said, as Markdown, or None."""
    together: dict[str, list[CheckResult]] = {}
    for check in result.checks:
        words = message(check, assignment)
        if words:
            together.setdefault(words, []).append(check)
    return "\n".join(f"- {_line(checks, escape(words))}" for words, checks in together.items()) or None


def exercise_output(result: ExerciseResult, assignment: Assignment) -> str:
    """What the test cell prints: each check on a line, and on indented ones where that is too long. Plain text."""
    lines = (_line([check], message(check, assignment) or "Right.") for check in result.checks)
    return "".join(f"{_wrapped(line)}\n" for line in lines)


def not_graded_comment(graded: Graded) -> str:
    """Why there is no score, as Markdown."""
    return f"{NO_SCORE}\n\n{_bullets(graded.reasons)}"


def note(graded: Graded) -> str:
    """What stands above the notebook for student and instructor: the score, and what was mended. Markdown."""
    if not graded.exercises:
        return not_graded_comment(graded)
    points = sum(exercise.max_score for exercise in graded.exercises)
    headline = f"**Autograded: {graded.score:g} of {points:g} points.**"
    return f"{headline}\n\nMended before grading:\n\n{_bullets(graded.repairs)}" if graded.repairs else headline


def review(graded: Graded) -> str:
    """What stands above the notebook for the instructor alone: why a person should look. Markdown."""
    return f"**For the instructor, not in the feedback.** Please look at this submission:\n\n{_bullets(graded.reasons)}"


def plain_reasons(graded: Graded) -> str:
    """Why a person should look, on one line, for a log."""
    return " ".join(remark(reason) for reason in graded.reasons)


def _bullets(remarks: Iterable[Remark]) -> str:
    return "\n".join(f"- {escape(remark(each))}" for each in remarks)


def _line(checks: Sequence[CheckResult], words: str) -> str:
    names = ", ".join(check.name for check in checks)
    score, points = sum(check.score for check in checks), sum(check.max_score for check in checks)
    return f"{names}: {score:g} of {points:g} {'point' if points == 1 else 'points'}. {words}"


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
