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


HALF = " This earns half of the points."


@pytest.mark.parametrize(
    ("status", "score", "behind"),
    [
        ("failed", 1.0, HALF),
        ("failed", 0.5, HALF),
        ("failed", 0.0, ""),
        ("failed", 2.0, ""),
        ("error", 1.0, ""),
        ("passed", 2.0, ""),
    ],
)
def test_half_the_points_are_explained(status, score, behind):
    """A side effect says that the values are right; nothing else does."""
    finding = Finding("side_effect", "mutates_input")
    assert words(finding, status=status, score=score) == MESSAGES["mutates_input"] + behind


def test_every_code_and_symptom_has_words_without_its_numbers():
    """No template breaks or shows a gap where a number is absent."""
    for code in MESSAGES:
        assert "?" not in words(Finding("wrong_value", code)), code
        assert "{" not in words(Finding("wrong_value", code)), code


CONTROL = {
    "a terminal code": ("\x1b[31mred", r"\x1b[31mred"),
    "a line break": ("a\nb", r"a\nb"),
    "a soft hyphen": ("a\u00adb", r"a\xadb"),
    "a zero-width joiner": ("a\u200db", r"a\u200db"),
    "a line separator": ("a\u2028b", r"a\u2028b"),
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


def test_a_remark_without_words_is_its_code():
    """Nothing that was noticed is lost."""
    assert remark(Remark("new_kind", {"cell": "cell 3"})) == "new_kind"


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"what": 0.123456789}, "0.123457"),
        ({"what": 1e-12}, "1e-12"),
        ({"what": 3}, "3"),
        ({"what": True}, "True"),
        ({"what": (1,)}, "(1,)"),
        ({"what": [1, 2.5]}, "(1, 2.5)"),
        ({"what": ()}, "()"),
        ({"what": (0, (1.0,))}, "(0, (1,))"),
        ({"other": 3}, "?"),
    ],
)
def test_numbers_are_shown_shortly(numbers, shown):
    """Six digits, shapes as numpy writes them, and a mark where a number is not known."""
    assert remark(Remark("suspicious", numbers)) == f"This looks like an attack on the grader: {shown}."


def test_a_student_cannot_reach_into_a_template():
    """Braces and attributes in what a student wrote are text."""
    assert "{student}" in remark(Remark("suspicious", {"what": "{student} {0.__class__}"}))


NUMBER = "The result is no number. Look at what is returned: one number, no tuple, no list, no text."
WRONG = SYMPTOMS["wrong_value"]
ENTRY = {"analytic": 7.0, "numeric": 1.25}
SAID = {  # what a judge proved or saw → what is said of it
    "a divisor": (
        Finding("wrong_value", "hardcoded_batch_size", {"divisor": 4}),
        f"{MESSAGES['hardcoded_batch_size']} The sum is divided by 4.",
    ),
    "a wrong divisor": (
        Finding("wrong_value", "wrong_divisor", {"divisor": 4}),
        f"{MESSAGES['wrong_divisor']} The sum is divided by 4.",
    ),
    "a count": (
        Finding("wrong_value", "wrong_divisor", {"count": "n_in"}),
        f"{MESSAGES['wrong_divisor']} The sum is divided by n_in.",
    ),
    "another activation's constant": (
        Finding("wrong_value", "other_activation", {"constant": 0.5}),
        f"{MESSAGES['other_activation']} Your slope for z ≤ 0 is 0.5.",
    ),
    "numbers of other mistakes": (
        Finding(
            "wrong_value",
            "transposed",
            {
                "divisor": 1,
                "count": 2,
                "constant": 3,
                "epsilon": 4,
                "factor": 5,
                "depth": 6,
                "type": "list",
                "why": "x",
            },
        ),
        MESSAGES["transposed"],
    ),
    "a count of another mistake": (
        Finding("wrong_value", "hardcoded_batch_size", {"count": 3}),
        MESSAGES["hardcoded_batch_size"],
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
    "a process that died": (Finding("killed"), SYMPTOMS["killed"]),
    "a process that died, with a code": (Finding("killed", "exception", {"why": "left"}), "Your code left."),
    "an exception that says why": (
        Finding("exception", "exception", {"why": "recursed too deep"}),
        f"{MESSAGES['exception']} It recursed too deep.",
    ),
    "an exception that says nothing": (Finding("exception", "exception", {"why": ""}), MESSAGES["exception"]),
    "an exception of a line": (
        Finding(
            "exception", "exception", {"type": "MyError", "message": "", "cell": "cell 3", "line": 2, "part": "dW"}
        ),
        f"{MESSAGES['exception']} An exception of your own in line 2 of your cell.",
    ),
    "a symptom alone": (Finding("wrong_value"), WRONG),
    "a symptom of a code without words": (Finding("wrong_value", "new_mistake"), WRONG),
    "a symptom without words": (Finding("very_odd_thing"), "very odd thing."),
    "no number": (Finding("wrong_type", None, {"expected_shape": ()}), NUMBER),
    "no number, by another name": (
        Finding("wrong_type", "returns_none", {"expected_shape": ()}),
        MESSAGES["returns_none"],
    ),
    "no array": (Finding("wrong_type", None, {"expected_shape": (2,)}), SYMPTOMS["wrong_type"]),
    "no shape to go by": (Finding("wrong_type", None), SYMPTOMS["wrong_type"]),
    "a number that is wrong": (Finding("wrong_value", None, {"expected_shape": ()}), WRONG),
    "an entry": (
        Finding("wrong_value", None, {"index": (1, 2), "part": "dW", **ENTRY}),
        f"{WRONG} At entry (1, 2) of dW: yours 7, numerically 1.25.",
    ),
    "an entry of an answer whose shape is right": (
        Finding("wrong_value", None, {"index": (0,), "shape": (2, 3), "expected_shape": (2, 3), **ENTRY}),
        f"{WRONG} At entry (0,): yours 7, numerically 1.25.",
    ),
    "a number": (
        Finding("wrong_value", None, {"index": (), **ENTRY}),
        f"{WRONG} At the answer: yours 7, numerically 1.25.",
    ),
    "an entry without its value": (Finding("wrong_value", None, {"index": (1, 2), "analytic": 7.0}), WRONG),
    "a part": (Finding("wrong_value", None, {"part": "the last layer"}), f"{WRONG} Look at the last layer."),
    "a shape without another": (Finding("wrong_value", None, {"shape": (3,)}), WRONG),
    "a part with an article": (
        Finding("wrong_shape", None, {"part": "the output", "shape": (3,), "expected_shape": (3, 1)}),
        f"{SYMPTOMS['wrong_shape']} The output has shape (3,), expected is (3, 1).",
    ),
    "a sentence that begins with one letter": (
        Finding("wrong_value", "transposed", also="mutates_input"),
        f"{MESSAGES['transposed']} Behind it: a{MESSAGES['mutates_input'][1:]}",
    ),
    "a second mistake without words": (
        Finding("wrong_value", "transposed", {"part": "dW"}, "new_mistake"),
        f"{MESSAGES['transposed']} Look at dW.",
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


PYTHONS = """
tuple list dict set str bytes function method type range generator map zip float int bool complex slice
"""


@pytest.mark.parametrize("name", [*PYTHONS.split(), "array of object", "array of bool", "array of complex128"])
def test_a_type_of_pythons_or_numpys_is_named(name):
    """Where the answer is of the wrong type, and there alone."""
    assert words(Finding("wrong_type", None, {"type": name})) == f"{SYMPTOMS['wrong_type']} Yours is of type {name}."
    assert words(Finding("wrong_value", None, {"type": name})) == WRONG


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
