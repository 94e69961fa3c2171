"""Words made of findings: which mistake, what was seen, where to look; safe to print anywhere."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from assignment2.mistakes import MESSAGES, SYMPTOMS
from autograder.findings import CheckResult, Finding
from autograder.notebook.cells import Remark
from autograder.report.words import message, printable, remark

ASSIGNMENT = SimpleNamespace(messages=MESSAGES, symptoms=SYMPTOMS)
FAILED = CheckResult("dW", "failed", 0.0, 2.0)


def words(finding: Finding | None, **changes: object) -> str:
    return message(replace(FAILED, finding=finding, **changes), ASSIGNMENT)  # type: ignore[arg-type]


def test_a_check_that_passed_plainly_has_no_words():
    """No finding, no message."""
    assert words(None, status="passed", score=2.0) == ""


def test_a_code_is_told_in_the_catalogue_words():
    """A proved mistake is told in the words beside its code."""
    assert words(Finding("wrong_value", "missing_mean")).startswith(MESSAGES["missing_mean"])


def test_the_worst_entry_stands_behind_the_mistake():
    """Index, the student's number and the numeric one, in that order."""
    finding = Finding("wrong_value", "missing_mean", {"index": (1, 2), "analytic": 7.0, "numeric": 1.0})
    assert words(finding).endswith("At entry (1, 2): yours 7, numerically 1.")


def test_shapes_stand_there_where_they_differ():
    """The student reads both shapes."""
    finding = Finding("wrong_shape", None, {"shape": (3,), "expected_shape": (3, 1)})
    assert words(finding).endswith("Your answer has shape (3,), expected is (3, 1).")


def test_a_second_mistake_is_told_behind_the_first():
    """Both catalogue sentences are in the message."""
    text = words(Finding("wrong_value", "missing_mean", also="transposed"))
    assert text.startswith(MESSAGES["missing_mean"])
    assert MESSAGES["transposed"][1:] in text


def test_half_the_points_are_explained():
    """A side effect says that the values are right."""
    assert words(Finding("mutates_input", "mutates_input"), score=1.0).endswith("half of the points.")


def test_every_code_and_symptom_has_words_without_its_numbers():
    """No template breaks or shows a gap where a number is absent."""
    for code in MESSAGES:
        assert "?" not in words(Finding("wrong_value", code)), code
        assert "{" not in words(Finding("wrong_value", code)), code


CONTROL = {
    "a terminal code": ("\x1b[31mred", r"\x1b[31mred"),
    "a line break": ("a\nb", r"a\nb"),
    "a right-to-left override": ("a\u202eb", r"a\u202eb"),
    "half of a pair": ("\udc80", r"\udc80"),
    "other scripts": ("Žofia 王", "Žofia 王"),
}


@pytest.mark.parametrize(("text", "shown"), CONTROL.values(), ids=CONTROL)
def test_what_is_not_printable_is_escaped(text, shown):
    """Control characters never reach a terminal or a file as they are."""
    assert printable(text) == shown


def test_a_remark_begins_like_a_sentence():
    """A cell's label stands at the beginning of some."""
    assert remark(Remark("bound_anew", {"name": "Tanh", "cell": "cell 3"})).startswith("Cell 3 binds Tanh anew")


def test_a_student_cannot_reach_into_a_template():
    """Braces and attributes in what a student wrote are text."""
    assert "{student}" in remark(Remark("suspicious", {"what": "{student} {0.__class__}"}))
