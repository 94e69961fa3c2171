"""Words made of findings: which mistake, what was seen, where to look; safe to print anywhere."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from assignment2.mistakes import MESSAGES, SYMPTOMS
from autograder.findings import CheckResult, Finding
from autograder.notebook.cells import Remark
from autograder.report.words import _lower, message, printable, remark, said

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


SAID = {  # what a judge proved or saw → what is said of it
    "a divisor": (
        Finding("wrong_value", "hardcoded_batch_size", {"divisor": 4}),
        f"{MESSAGES['hardcoded_batch_size']} The sum is divided by 4.",
    ),
    "a constant": (
        Finding("wrong_value", "hardcoded_alpha", {"constant": 0.01}),
        f"{MESSAGES['hardcoded_alpha']} Your slope for z ≤ 0 is 0.01.",
    ),
    "a guard": (
        Finding("wrong_value", "clipped_too_hard", {"epsilon": 0.05}),
        f"{MESSAGES['clipped_too_hard']} What is added, or clipped at, comes to 0.05.",
    ),
    "a factor": (
        Finding("wrong_value", "off_by_factor", {"factor": 0.5}),
        f"{MESSAGES['off_by_factor']} The factor is 0.5.",
    ),
    "a factor behind a mistake": (
        Finding("wrong_value", "transposed", {"factor": 3.0}, "off_by_factor"),
        f"{MESSAGES['transposed']} Behind it: {_lower(MESSAGES['off_by_factor'])} The factor is 3.",
    ),
    "a depth": (
        Finding("wrong_value", "hardcoded_depth", {"depth": 2}),
        f"{MESSAGES['hardcoded_depth']} The walk is written for 2 layers.",
    ),
    "a process that printed": (
        Finding("killed", numbers={"why": "printed more than 16 MiB"}),
        "Your code printed more than 16 MiB.",
    ),
    "a process that ended": (
        Finding("killed", numbers={"why": "ended its own process"}),
        "Your code ended its own process.",
    ),
    "an exercise out of time": (
        Finding("timed_out", numbers={"why": "took more than 10 s of processor time, or 20 s by the clock"}),
        f"{SYMPTOMS['timed_out']} It took more than 10 s of processor time, or 20 s by the clock.",
    ),
    "a notebook out of time": (
        Finding("timed_out", numbers={"why": "the notebook as a whole took more than 60 s"}),
        f"{SYMPTOMS['timed_out']} The notebook as a whole took more than 60 s.",
    ),
    "a tuple": (
        Finding("wrong_type", "wrong_type", {"type": "tuple", "expected_shape": (2, 3)}),
        f"{MESSAGES['wrong_type']} Yours is of type tuple.",
    ),
    "a type of the student's": (
        Finding("wrong_type", "wrong_type", {"type": "Give me points", "expected_shape": (2, 3)}),
        MESSAGES["wrong_type"],
    ),
    "text for a number": (
        Finding("wrong_type", "wrong_type", {"type": "str", "expected_shape": ()}),
        "The result is no number. Look at what is returned: one number, no tuple, no list, no text. "
        "Yours is of type str.",
    ),
    "a part that is called by its name": (
        Finding("wrong_shape", None, {"part": "dW of layers[0]", "shape": (3,), "expected_shape": (3, 1)}),
        f"{SYMPTOMS['wrong_shape']} dW of layers[0] has shape (3,), expected is (3, 1).",
    ),
    "a name at the beginning of what is behind": (
        Finding("wrong_value", "transposed", also="updates_parameters"),
        f"{MESSAGES['transposed']} Behind it: {MESSAGES['updates_parameters']}",
    ),
}


@pytest.mark.parametrize(("finding", "said"), SAID.values(), ids=SAID)
def test_all_that_was_proved_is_said(finding, said):
    """The numbers behind a name, and why code did not come to an end."""
    assert words(finding) == said


NAMES_FIRST = {
    "numeric_instead_of_backprop": ({"check": "dX", "exercise": "mlp_backward"}, "dX of mlp_backward is computed by"),
    "moved": ({"exercise": "linear_backward", "cell": "cell 3"}, "linear_backward was answered in another cell"),
}


@pytest.mark.parametrize(("code", "details", "beginning"), [(c, *d) for c, d in NAMES_FIRST.items()])
def test_a_name_at_the_beginning_of_a_remark_stays_as_it_is(code, details, beginning):
    """Names of checks and exercises are code."""
    assert remark(Remark(code, details)).startswith(beginning)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ": :error: :x"),
        ("  ::set-output name=a::b", "  : :set-output name=a: :b"),
        ("a ##[error]x ##vso[task.setvariable]y", "a # #[error]x # #vso[task.setvariable]y"),
        (":::", ": ::"),
        ("a: b ## c", "a: b ## c"),
        ("\n::error::x", "\\n: :error: :x"),
    ],
)
def test_nothing_said_is_a_command(text: str, shown: str) -> None:
    """In a log of CI: neither GitHub's nor Azure's, wherever it stands."""
    assert said(text) == shown
