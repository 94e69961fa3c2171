"""Places that are told by axes, parts, operands, turned arrays and signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradcheck.example import Example
from gradcheck.place import place

Z = np.array([[-3.1, -0.62, 0.81, 2.7], [1.3, -1.9, 4.4, -0.23]])
TRUTH = 1 / (1 + np.exp(-Z)) + 0.1 * np.arange(8).reshape(2, 4)


def placed(answer: Any, truth: Any = TRUTH, symptom: str = "wrong_value", **more: Any) -> str:
    more = {"given": {"Z": Z}, "shown": ("Z",), **more}
    example = Example("here", np.asarray(truth, dtype=float), answer=answer, **more)
    return place(symptom, [example], example)


AXES = [
    ((4, 2), (2, 4), "rows and columns are exchanged"),
    ((2, 1), (2, 4), "look at the samples (axis 1)"),
    ((1, 4), (2, 4), "look at the rows (axis 0)"),
    ((1, 1), (2, 4), "look at the rows (axis 0) and at the samples (axis 1)"),
    ((2, 2, 4), (2, 4), "there are 3 axes where 2 belong"),
    ((1, 1), (), "there are 2 axes where 0 belong"),
    ((), (2, 4), "all axes are reduced: one number is left"),
    ((4,), (2, 4), "only one axis is left, that of the samples (axis 1)"),
    ((2,), (2, 4), "only one axis is left, that of the rows (axis 0)"),
    ((2,), (2, 2), "only one axis is left"),
    ((3,), (2, 4), "only one axis is left"),
    ((3,), (4,), ""),
    ((2, 4), (2, 2, 4), ""),
    ((4, 2, 2), (2, 2, 4), ""),
    ((4,), (2, 2, 4), ""),
    ((4, 2, 3), (3, 2, 4), ""),
]


@pytest.mark.parametrize(("shape", "right", "said"), AXES)
def test_the_axis_is_said_where_the_shape_is_wrong(shape: Any, right: Any, said: str) -> None:
    """Which is gone, turned or reduced."""
    assert placed(np.ones(shape), np.ones(right), "wrong_shape") == said


def test_where_there_are_no_numbers_there_is_no_axis() -> None:
    """Nor does any other symptom have a place, but a later call that went wrong."""
    assert placed("text", symptom="wrong_shape") == ""
    assert placed(TRUTH + 0.5, symptom="mutates_input") == ""
    assert placed(TRUTH, symptom="changes_on_second_call") == ""
    later = ((TRUTH, TRUTH, "called once"), (TRUTH + 1, TRUTH, "called twice"))
    assert placed(TRUTH, symptom="changes_on_second_call", later=later) == "wrong when it is called twice"


WHERE: dict[str, tuple[Callable[[np.ndarray], np.ndarray], str]] = {
    "always the same": (lambda t: np.where(Z < 0, 7.0, t), "right everywhere else, always 7 where z < 0"),
    "the sign": (lambda t: np.where(Z < 0, -t, t), "right everywhere else, of the opposite sign where z < 0"),
    "a factor": (lambda t: np.where(Z < 0, 3 * t, t), "right everywhere else, 3 times too large where z < 0"),
    "a difference": (lambda t: np.where(Z < 0, t + 0.5, t), "right everywhere else, off by 0.5 where z < 0"),
    "anything": (lambda t: np.where(Z < 0, t**2 + 9, t), "right everywhere else, wrong where z < 0"),
    "the smallest part": (
        lambda t: np.where(Z > 3, t + 0.5, t),
        "right everywhere else, always 2.088 where z > 3",
    ),
    "the last sample": (
        lambda t: np.where(np.arange(4) == 3, t + 0.5, t),
        "right everywhere else, off by 0.5 where the last sample is asked for",
    ),
    "the first sample": (
        lambda t: np.where(np.arange(4) == 0, t + 0.5, t),
        "right everywhere else, off by 0.5 where the first sample is asked for",
    ),
    "the first row": (
        lambda t: np.where(np.arange(2)[:, None] == 0, t + 0.5, t),
        "right everywhere else, off by 0.5 where the first row is asked for",
    ),
    "most of a part": (
        lambda t: np.where((Z < 0) & (Z > -3), t + 0.5, t),
        "right everywhere else, wrong where z < 0",
    ),
}


@pytest.mark.parametrize(("mistake", "said"), WHERE.values(), ids=WHERE)
def test_the_part_in_which_all_is_wrong_is_said(mistake: Callable[[np.ndarray], np.ndarray], said: str) -> None:
    """The smallest one, with what is wrong in it."""
    assert placed(mistake(TRUTH)) == said


SIGNED = np.array([[1.0, -2.0, 3.0, -4.0], [5.0, -0.5, 0.7, -6.0]])
ODD = np.array([[0.3, 1.9, 0.2, 2.3], [0.9, 1.1, 3.7, 0.4]])  # entries that stand in no relation to the others
OTHERS: dict[str, tuple[Any, Any, str]] = {
    "one number": (np.full((2, 4), 0.7), TRUTH, "yours is 0.7 in every place"),
    "signs that are lost": (np.abs(SIGNED), SIGNED, "right everywhere else, of the opposite sign where the right"),
    "some signs": (
        SIGNED * np.array([[-1, 1, 1, 1], [1, 1, 1, -1]]),
        SIGNED,
        "right but for the sign of some entries",
    ),
    "signs and sizes": (-ODD * SIGNED, SIGNED, "every wrong entry has the wrong sign"),
    "below 0": (TRUTH - ODD, TRUTH, "some entries of yours are below 0, which no right one is"),
    "below 0, where 0 is right as well": (
        np.maximum(SIGNED, 0) - ODD,
        np.maximum(SIGNED, 0),
        "some entries of yours are below 0, which no right one is",
    ),
    "above 0, where 0 is right as well": (
        ODD - np.maximum(SIGNED, 0),
        -np.maximum(SIGNED, 0),
        "some entries of yours are above 0, which no right one is",
    ),
    "sums that are not 1": (ODD, np.exp(ODD) / np.exp(ODD).sum(axis=0), "every column of the right one sums to 1,"),
    "sums that are not 0": (ODD, SIGNED - SIGNED.mean(1, keepdims=True), "every row of the right one sums to 0, yours"),
    "above 0": (ODD - TRUTH, -TRUTH, "some entries of yours are above 0, which no right one is"),
}


@pytest.mark.parametrize(("answer", "truth", "said"), OTHERS.values(), ids=OTHERS)
def test_what_holds_of_all_entries_is_said(answer: Any, truth: Any, said: str) -> None:
    """One number everywhere, or signs."""
    assert placed(answer, truth, given={}, shown=()).startswith(said)


def doubling(answer: Callable[[Any], Any], right: Callable[[Any], Any]) -> str:
    """The place of an answer to Z and V, which is asked again with twice as much of each."""
    given = {"Z": Z, "V": ODD}
    example = Example(
        "here",
        np.asarray(right(given)),
        answer=answer(given),
        given=given,
        ask=answer,
        right_at=right,
        operands=("Z", "V"),
    )
    return place("wrong_value", [example], example)


OPERANDS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "without effect": (lambda at: np.cos(at["V"]), "Z has no effect on yours"),
    "too often": (
        lambda at: at["Z"] ** 2 * np.cos(at["V"]),
        "with twice the Z, yours becomes 4 times as large, the right one 2 times",
    ),
    "inverted": (
        lambda at: np.cos(at["V"]) / at["Z"],
        "with twice the Z, yours becomes 0.5 times as large, the right one 2 times",
    ),
    "otherwise": (
        lambda at: np.sin(at["Z"]) * np.cos(at["V"]),
        "with twice the Z, the right one becomes 2 times as large, yours does not",
    ),
}


def test_an_operand_counts_alike_in_all_examples() -> None:
    """Else nothing is said of it."""

    def right(at: Any) -> Any:
        return at["Z"] ** 3 * (1 + 0 * at["V"])

    def asked(power: int) -> Example:
        given = {"Z": Z, "V": ODD}

        def answer(at: Any) -> Any:
            return at["Z"] ** power * np.cos(at["V"])

        more: Any = {"given": given, "ask": answer, "right_at": right, "operands": ("Z", "V")}
        return Example("here", right(given), answer=answer(given), **more)

    said = "with twice the Z, yours becomes 4 times as large, the right one 8 times"
    assert place("wrong_value", [asked(2), asked(2)], asked(2)) == said
    assert "twice" not in place("wrong_value", [asked(2), asked(4)], asked(2))


def test_a_part_of_which_most_is_right_is_not_said() -> None:
    """One wrong entry below 0 is no mistake of all below 0."""
    assert placed(TRUTH + 0.3 * (Z[0, 1] == Z)) == "only some entries are wrong here: [0, 1]"


@pytest.mark.parametrize(("answer", "said"), OPERANDS.values(), ids=OPERANDS)
def test_the_operand_that_counts_otherwise_is_said(answer: Callable[[Any], Any], said: str) -> None:
    """By asking again with twice as much of each."""
    assert doubling(answer, lambda at: at["Z"] * (1 + 0 * at["V"])) == said


def test_an_operand_that_should_not_count_is_said() -> None:
    """The right answer stays the same with twice as much of it."""
    said = doubling(lambda at: np.sin(at["Z"]) + np.cos(at["V"]), lambda at: np.sin(at["Z"]) + 0 * at["V"])
    assert said == "V should have no effect on it, and has"


def test_an_operand_without_effect_is_said_where_only_one_right_answer_is_known() -> None:
    """Operands without a right answer for others of them all have an effect; how large it is cannot be told."""
    given = {"Z": Z, "V": ODD}
    more: Any = {"given": given, "operands": ("Z", "V")}
    assert placed(np.cos(ODD), ask=lambda at: np.cos(at["V"]), **more) == "Z has no effect on yours"
    assert "twice" not in placed(np.cos(ODD) * Z, ask=lambda at: np.cos(at["V"]) * at["Z"], **more)


TURNED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "the other class": (lambda Z: 1 - Z, "yours would be right with 1 − Z in the place of Z"),
    "half": (lambda Z: 0.5 * Z, "yours would be right with 2 Z in the place of Z"),
    "twice": (lambda Z: 2 * Z, "yours would be right with half of Z in the place of Z"),
}


@pytest.mark.parametrize(("turn", "said"), TURNED.values(), ids=TURNED)
def test_another_array_with_which_it_would_be_right_is_said(turn: Callable[[Any], Any], said: str) -> None:
    """The student's own code is asked with it, and gives what is right."""

    def right(at: Any) -> Any:
        return np.sin(at["Z"]) + 0.3 * at["Z"] ** 2 + 2 * ODD

    def answer(at: Any) -> Any:
        return right({"Z": turn(at["Z"])})

    truth, given = right({"Z": Z}), {"Z": Z}
    more: Any = {"given": given, "ask": answer, "shown": ()}
    assert placed(answer(given), truth, passed=("Z",), **more) == said
    assert "in the place of" not in placed(answer(given), truth, **more)


def test_what_the_check_itself_tells_comes_first() -> None:
    """Of the first wrong example on which it has something to say."""
    examples = [
        Example("here", TRUTH, answer=TRUTH + 1, tells=lambda one: ""),
        Example("there", TRUTH, answer=TRUTH + 1, tells=lambda one: f"look {one.where}"),
        Example("everywhere", TRUTH, answer=TRUTH + 1),
    ]
    assert place("wrong_value", examples, examples[0]) == "look there"
    assert place("wrong_value", [examples[0], examples[2]], examples[0]) == "every entry is off by 1"


def test_an_answer_that_never_moves_is_said() -> None:
    """Where other arrays come in and another answer is right."""
    odd = TRUTH + np.sin(7 * ODD)
    unmoved = "yours stays the same when other arrays are passed in: is it computed from these?"
    assert placed(odd, later=((odd, TRUTH + 1, "with others"),)) == unmoved
    assert placed(odd, later=((odd, TRUTH, "again"), (odd, TRUTH + 1, "with others"))) == unmoved
    for later in (
        ((odd, TRUTH + 1, "twice"), (odd + 1, TRUTH + 2, "three times")),  # as a step function: it moves somewhere
        ((odd, TRUTH, "again"),),
        ((odd + 1, TRUTH + 1, "with others"),),
        ((None, TRUTH + 1, "x"),),
        (),
    ):
        assert placed(odd, later=later) != unmoved


SOME = np.array([[0.3, 0, 0, 0], [0, 0.7, 0, 0]])


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (SOME, "only some entries are wrong here: [0, 0], [1, 1]"),
        (SOME + SOME[::-1] * 1.7, "only some entries are wrong here: [0, 0], [0, 1], [1, 0], [1, 1]"),
    ],
)
def test_a_few_wrong_entries_are_listed(off: np.ndarray, said: str) -> None:
    """Where nothing else tells them, and at least half are right."""
    assert placed(TRUTH + off, given={}, shown=()) == said


def test_of_many_wrong_entries_the_first_four_are_listed() -> None:
    """In the first example in which some are right."""
    truth = np.arange(12.0).reshape(3, 4) + 1.37
    off = np.zeros((3, 4))
    off[[0, 0, 1, 2, 2], [0, 2, 1, 0, 3]] = 0.3, 0.7, 0.2, 0.5, 0.4
    said = "only some entries are wrong there: [0, 0], [0, 2], [1, 1], [2, 0], ..."
    found = [Example("here", truth, answer=truth + 0.1 * truth**2), Example("there", truth, answer=truth + off)]
    assert place("wrong_value", found, found[0]) == said
    half = np.where(np.arange(12).reshape(3, 4) % 2 == 0, 0.3 * truth**2, 0)
    alone = Example("here", truth, answer=truth + half)
    assert place("wrong_value", [alone], alone).startswith("only some entries are wrong here: [0, 0], [0, 2], [1, 0]")
