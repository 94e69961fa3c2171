"""What a student reads of a verdict: line by line, the arrays side by side, and the picture of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gradcheck import page
from gradcheck.example import STORED, Example
from gradcheck.outcome import SIGNS, Outcome, points
from gradcheck.shown import shown
from gradcheck.verdict import Verdict

WORDS = page.Words(
    {"negated": "All values have the opposite sign.", "not_finite": "It is not finite.", "mutates_input": "Changed."},
    {
        **{name: f"{name}." for name in ("wrong_value", "wrong_shape", "wrong_type", "exception", "not_implemented")},
        "not_made": "It could not be made.",
        "mutates_input": "Changed.",
    },
    lambda error: f"{type(error).__name__}: {error}",
)
X = np.array([[1.0, -2.0], [3.0, 0.25]])
TRUTH = 2 * X
EXAMPLE = Example("at four numbers", TRUTH, answer=-TRUTH, given={"X": X, "y_hat": X[:1]}, shown=("X", "y_hat"))


def told(symptom: str | None, code: str | None = None, place: str = "", **changes: Any) -> list[str]:
    """The lines about an answer that is called dX."""
    example = replace(EXAMPLE, **changes)
    return list(page.lines(Verdict("dX", [example], symptom, code, (symptom and example) or None, place), WORDS))


BOTH = [
    "      yours           numeric",
    "      [[  -2    4]    [[  2  -4]",
    "       [  -6 -0.5]]    [  6 0.5]]",
]
INPUTS = ["      X               ŷ", "      [[   1   -2]    [[ 1 -2]]", "       [   3 0.25]]"]


def test_a_right_answer_is_told_in_a_line() -> None:
    """By what it agrees with, and in how many examples."""
    assert told(None) == ["✓ dX: agrees with the numeric gradient in 1 examples"]
    assert told(None, source="expected") == ["✓ dX: agrees with the expected values in 1 examples"]


def test_a_wrong_value_is_told_with_its_worst_entry_and_both_answers() -> None:
    """The words, where it was seen, the place, the note, the entry, what was given and what came back."""
    assert told("wrong_value", place="the place is here", note="A note.") == [
        "✗ dX: wrong_value.",
        "      seen at four numbers",
        "      The place is here.",
        "      A note.",
        "      the shape (2, 2) is right; the worst entry is at [1, 0]",
        "          yours     -6",
        "          numeric    6",
        *INPUTS,
        *BOTH,
    ]


def test_a_named_mistake_needs_no_place() -> None:
    """But where its name says less than the place."""
    assert told("wrong_value", "negated", place="here")[:3] == [
        "✗ dX: All values have the opposite sign.",
        "      seen at four numbers",
        "      the shape (2, 2) is right; the worst entry is at [1, 0]",
    ]
    assert told("not_finite", "not_finite", place="here")[2] == "      Here."


def test_a_wrong_shape_is_told_with_both_shapes() -> None:
    """Expected and received, and both answers."""
    lines = told("wrong_shape", answer=TRUTH[:1])
    assert lines[2:4] == ["      expected shape  (2, 2)", "      received shape  (1, 2)"]
    assert lines[-3:] == ["      yours       numeric", "      [[ 2 -4]]   [[  2  -4]", "                   [  6 0.5]]"]


def test_a_wrong_type_is_told_with_its_name() -> None:
    """There are no numbers to show beside what was given."""
    assert told("wrong_type", answer=[1.0])[2:] == ["      received a value of type list", *INPUTS]


def test_a_side_effect_is_told_with_what_was_changed() -> None:
    """By the names of entries; no arrays, as the values are right."""
    assert told("mutates_input", "mutates_input", changed=("y_hat", "X", STORED)) == [
        "✗ dX: Changed.",
        "      seen at four numbers",
        "      changed: ŷ, X, what forward has stored",
    ]


def test_a_parameter_that_was_changed_is_told() -> None:
    """As an argument is."""
    assert told("updates_parameters", "mutates_input", changed=("W",))[2:] == ["      changed: W"]


def test_long_words_go_on_below_their_beginning() -> None:
    """A shape is not broken at the end of a line."""
    words = replace(WORDS, symptoms={"wrong_value": "word " * 11 + "of (2, 3) it " + "word " * 12})
    verdict = Verdict("dX", [EXAMPLE], "wrong_value", None, EXAMPLE)
    first, second, third = list(page.lines(verdict, words))[:3]
    assert (first, second) == ("✗ dX: " + "word " * 11 + "of", "  (2, 3) it " + ("word " * 11).strip())
    assert third == "  word"


def test_an_error_that_several_answers_end_with_is_told_once() -> None:
    """The others say where the code stops."""
    error, other = KeyError("no"), KeyError("other")
    example = replace(EXAMPLE, answer=None, error=error)
    first, second = (Verdict(name, [example], "exception", None, example) for name in ("dX", "db"))
    third = replace(first, name="dW", example=replace(example, error=other))
    lines = list(page.all_lines([first, second, third], WORDS))
    assert "✗ db: not reached, as the code stops at dX." in lines
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ dX: exception.",
        "✗ db: not reached, as the code stops at dX.",
        "✗ dW: exception.",
    ]
    named = replace(second, code="negated")
    lines = list(page.all_lines([first, named], WORDS))
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ dX: not reached, as the code stops at db.",
        "✗ db: All values have the opposite sign.",
    ]


def test_an_error_is_told_in_lines_of_the_windows_width() -> None:
    """With what stands before them."""
    lines = told("exception", answer=None, error=KeyError("word " * 20), given={}, shown=())
    assert lines[2] == "      KeyError: '" + ("word " * 10).strip()
    assert max(map(len, lines)) <= 66


@pytest.mark.parametrize(("columns", "beside"), [(12, True), (13, False)])
def test_arrays_stand_side_by_side_while_there_is_room(columns: int, beside: bool) -> None:
    """Sixty signs, with what separates them."""
    row = np.arange(float(columns)).reshape(1, columns) % 10
    lines = told("wrong_value", given={"P": row, "Q": row}, shown=("P", "Q"))
    assert (lines[5].split() == ["P", "Q"]) == beside


def test_an_error_is_told_with_the_words_for_it() -> None:
    """In place of an answer."""
    lines = told("exception", answer=None, error=KeyError("no"))
    assert lines == ["✗ dX: exception.", "      seen at four numbers", "      KeyError: 'no'", *INPUTS]


def test_a_stub_is_neutral() -> None:
    """A circle, and no more."""
    assert told("not_implemented") == ["○ dX: not_implemented."]


def test_what_was_never_made_is_told() -> None:
    """With the error; a text is broken at the width of a window."""
    assert list(page.not_made(ValueError("no"), WORDS)) == ["✗ It could not be made.", "      ValueError: no"]
    assert list(page.said("word " * 20)) == ["✗ " + ("word " * 13).strip(), "  " + ("word " * 7).strip()]


def test_a_walk_is_told_by_the_last_layer_that_is_wrong() -> None:
    """It is the first one on the way back."""
    truth = np.arange(16.0).reshape(4, 2, 2) + 1
    answer = truth.copy()
    answer[:3] += 1
    lines = told("wrong_value", truth=truth, answer=answer, layers=True, given={}, shown=())
    assert lines[2:5] == [
        "      the gradient that layer 3 was handed, at [0, 0]",
        "          yours      10",
        "          numeric    9",
    ]


def test_one_number_has_no_worst_entry() -> None:
    """Both are told one below the other, and there is no array to show."""
    lines = told("wrong_value", truth=np.array(2.0), answer=np.array(1.5), source="expected", given={}, shown=())
    assert lines[2:] == ["          yours      1.5", "          expected   2"]


@pytest.mark.parametrize(
    ("shape", "is_shown"),
    [((), False), ((3,), True), ((2, 3, 4), True), ((1, 1, 1, 1), False), ((5, 5), False), ((0, 3), False)],
)
def test_small_arrays_are_shown(shape: tuple[int, ...], is_shown: bool) -> None:
    """Of one to three axes and at most 24 entries."""
    lines = told("wrong_value", given={"Q": np.ones(shape)}, shown=("Q",))
    assert any("Q" in line for line in lines) == is_shown


def test_wide_arrays_stand_one_below_the_other() -> None:
    """What a window cannot hold side by side."""
    wide = np.arange(12.0).reshape(1, 12) + 100
    lines = told("wrong_value", given={"P": wide, "Q": wide}, shown=("P", "Q"))
    row = "      [[100 101 102 103 104 105 106 107 108 109 110 111]]"
    assert lines[5:9] == ["      P", row, "      Q", row]


def test_an_outcome_is_a_number_for_programs_and_a_page_for_people() -> None:
    """Signs in their colours, and a student's text as text."""
    outcome = Outcome(["✓ a < b", "  x", "✗ no", "○ later", "! look"], 1)
    assert (repr(outcome), str(outcome)) == ("1.0", "✓ a < b\n  x\n✗ no\n○ later\n! look")
    assert outcome._repr_html_() == (
        '<pre style="white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; margin: 0">'
        '<b style="color: var(--jp-success-color1, #2e7d32)">✓</b> a &lt; b<br>  x<br>'
        '<b style="color: var(--jp-error-color1, #d32f2f)">✗</b> no<br>'
        '<b style="color: inherit">○</b> later<br>'
        '<b style="color: var(--jp-warn-color1, #b26a00)">!</b> look</pre>'
    )
    assert repr(Outcome([])) == "0.0"
    assert len(SIGNS) == 4


@pytest.mark.parametrize(
    ("symptoms", "worth"),
    [([None, None], 3.0), ([None, "wrong_value"], 2.0), (["mutates_input", None], 2.0), (["wrong_shape"] * 2, 0.0)],
)
def test_points_are_those_of_the_grader(symptoms: list[str | None], worth: float) -> None:
    """All where an answer is right, half with a side effect, none else; 1 where the table says nothing."""
    found = [Verdict(name, [EXAMPLE], symptom) for name, symptom in zip(("dX", "db"), symptoms, strict=True)]
    assert points(found, {"dX": 2.0}) == worth


CELL = '<td style="background:rgb({});color:#1a1a1a;padding:2px 8px;text-align:right">{}</td>'


def picture(symptom: str | None = "wrong_value", **changes: Any) -> str:
    example = replace(EXAMPLE, given={"X": X}, shown=("X",), **changes)
    found = [Verdict("dX", [example], symptom, None, example if symptom else None)]
    made = shown(Outcome(["a", "b"], 2.0), found)
    assert (str(made), made.points) == ("a\nb", 2.0)
    assert made._repr_html_() == Outcome(["a", "b"])._repr_html_() + made.more
    return made.more


def test_an_example_is_drawn_with_all_its_arrays() -> None:
    """What was given, both answers and their difference, each with its shape, and lines that do it again."""
    html = picture(where="a < b")
    row = '<div style="display:flex;flex-wrap:wrap;gap:4px 20px;align-items:flex-end"><table style='
    assert html.startswith(f'<div style="margin:8px 0"><b>dX</b>, a &lt; b{row}')
    captions = [part.split("</caption>")[0] for part in html.split('white-space:nowrap">')[1:]]
    assert captions == ["X (2, 2)", "yours (2, 2)", "numeric gradient (2, 2)", "difference (2, 2)"]
    assert '<pre style="white-space:pre-wrap">X = np.array([[1.0, -2.0], [3.0, 0.25]])</pre></details></div>' in html
    assert "expected (2, 2)" in picture(source="expected")


def test_a_field_is_the_darker_the_larger_and_blue_above_0() -> None:
    """Orange below; white where there is nothing; what is no number is half as dark."""
    html = picture(answer=np.array([[4.0, -2.0], [0.0, np.nan]]))
    yours = html.split("yours (2, 2)</caption>")[1].split("</table>")[0]
    assert yours == (
        f"<tr>{CELL.format('128, 184, 216', '4')}{CELL.format('244, 215, 191', '-2')}"
        f"</tr><tr>{CELL.format('255, 255, 255', '0')}{CELL.format('234, 174, 128', 'nan')}</tr>"
    )


def test_a_table_of_zeros_is_white_and_a_large_one_is_cut() -> None:
    """Eight rows and columns at most, of each layer one below the other."""
    zeros = picture(answer=np.zeros((2, 2))).split("yours (2, 2)</caption>")[1].split("</table>")[0]
    assert zeros.count("rgb(255, 255, 255)") == 4
    large = picture(answer=np.ones((9, 10))).split("yours (9, 10)</caption>")[1].split("</table>")[0]
    assert (large.count("<tr>"), large.count("<td")) == (8, 64)
    deep = picture(answer=np.ones((2, 2, 3))).split("yours (2, 2, 3)</caption>")[1].split("</table>")[0]
    assert (deep.count("<tr>"), deep.count("<td")) == (4, 12)
    flat = picture(answer=np.ones(3)).split("yours (3,)</caption>")[1].split("</table>")[0]
    assert (flat.count("<tr>"), flat.count("<td")) == (1, 3)


def test_the_difference_is_drawn_where_shapes_agree_and_the_answer_where_it_has_numbers() -> None:
    """Else what is right alone."""
    assert "difference" not in picture(answer=TRUTH[:1])
    noisy = (
        picture(answer=np.add(TRUTH, [[1e-9, 0], [0, 0.5]]))
        .split("difference (2, 2)</caption>")[1]
        .split("</table>")[0]
    )
    assert re.findall(r">([^<>]+)</td>", noisy) == ["0", "0", "0", "0.5"]  # what is right is no difference
    assert "yours" not in picture(answer="text")


def test_lines_to_paste_do_the_example_again() -> None:
    """With the numbers that it needs, and the line that asks."""
    example = replace(
        EXAMPLE,
        given={"X": X, "alpha": 0.5, "other": X, "name": "x"},
        redo_with=("X", "alpha", "name"),
        redo="ask(X < 1)",
    )
    html = shown(Outcome([]), [Verdict("dX", [example])]).more
    assert "X = np.array([[1.0, -2.0], [3.0, 0.25]])\nalpha = 0.5\nask(X &lt; 1)</pre>" in html
    assert "other" not in html


def test_mistakes_alone_are_drawn_where_there_are_any() -> None:
    """Else the first example of each answer."""
    right, wrong = Verdict("right", [EXAMPLE]), Verdict("wrong", [EXAMPLE], "wrong_value", None, EXAMPLE)
    assert "<b>right</b>" not in shown(Outcome([]), [right, wrong]).more
    assert shown(Outcome([]), [right, right]).more.count("<b>right</b>") == 2


def test_of_layers_the_one_that_is_farthest_off_is_drawn() -> None:
    """Where nothing came back, the last one; NaN is far off."""
    truth = np.arange(12.0).reshape(3, 2, 2)
    answer = truth + np.array([0, 5, 1]).reshape(3, 1, 1)
    html = picture(truth=truth, answer=answer, layers=True)
    assert ">9</td>" in html.split("yours (2, 2)")[1].split("</table>")[0]
    answer[0, 0, 0] = np.nan
    assert ">nan</td>" in picture(truth=truth, answer=answer, layers=True)
    none = picture(truth=truth, answer=None, layers=True)
    assert "yours" not in none
    assert ">11</td>" in none
    assert "yours" not in picture(truth=truth, answer=answer[:2], layers=True)
