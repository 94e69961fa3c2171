"""What is drawn of a wrong answer: both matrices to two digits, and nothing where that would show too much."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Expected, Trial
from autograder.judge.picture import curve, entries
from autograder.worker.calls import Answer, Call, Make, Reply, Step
from gradcheck.compare import Target

RIGHT = np.array([[1.0, 20.456], [-0.3333, 400.0]])
TARGET = Target.of_example(RIGHT)
SEVERAL = Target.of(Expected((RIGHT, 2 * RIGHT), (RIGHT, RIGHT), names=("dW", "db")))
SHOWN = [[1.0, 20.0], [-0.33, 400.0]]
TWICE = [[2.0, 41.0], [-0.67, 800.0]]


@pytest.mark.parametrize(
    ("value", "target", "part", "picture"),
    [
        (2 * RIGHT, TARGET, None, {"yours": TWICE, "right": SHOWN}),
        (2 * RIGHT, TARGET, "dW", {"yours": TWICE, "right": SHOWN}),
        ((RIGHT, RIGHT), SEVERAL, "db", {"yours": SHOWN, "right": TWICE}),
        ((RIGHT, 3.0), SEVERAL, "dW", {"yours": SHOWN, "right": SHOWN}),
        ((RIGHT, 3.0), SEVERAL, "db", None),
        (RIGHT.T[:1], TARGET, None, None),
        ("text", TARGET, None, None),
        (None, TARGET, None, None),
    ],
)
def test_both_matrices_are_drawn_to_two_digits(value: Any, target: Target, part: Any, picture: Any) -> None:
    """Of the part that is wrong, where the answer has its shape."""
    assert entries(value, target, part) == ({} if picture is None else {"picture": picture})


@pytest.mark.parametrize(
    ("shape", "is_drawn"),
    [((1, 1), False), ((1, 2), True), ((8, 8), True), ((5, 13), False), ((2,), False), ((1, 2, 2), False)],
)
def test_a_matrix_is_drawn_of_two_to_64_entries(shape: tuple[int, ...], is_drawn: bool) -> None:
    """One number needs no picture, and many cannot be told apart."""
    assert bool(entries(np.ones(shape), Target.of_example(np.ones(shape)), None)) == is_drawn


CHECK = Check("slope", 1.0, "slope", lambda reply: reply.value)
Z = np.array([[-1.0, 0.5, 2.345]])
PUBLIC = Trial(Call(Make("F"), (Step("slope", (Z,)),)), Z, {"slope": Expected(Z**2, Z**2)}, public=Z)
OTHER = replace(PUBLIC, public=Z + 1)
FIRST = {"curve": {"z": [-1.0, 0.5, 2.3], "yours": [-2.0, 1.0, 4.7], "right": [1.0, 0.25, 5.5]}}
GIVEN = Answer((Reply(2 * Z),))


@pytest.mark.parametrize(
    ("trials", "answers", "drawn"),
    [
        ([PUBLIC], [GIVEN], FIRST),
        ([PUBLIC, OTHER], [GIVEN, GIVEN], FIRST),
        ([replace(PUBLIC, public=None), PUBLIC], [GIVEN, GIVEN], FIRST),
        ([OTHER, PUBLIC], [Answer(died="killed"), GIVEN], FIRST),
        ([OTHER, PUBLIC], [replace(GIVEN, died="timed_out"), GIVEN], FIRST),
        ([OTHER, PUBLIC], [Answer(), GIVEN], FIRST),
        ([OTHER, PUBLIC], [Answer((Reply("text"),)), GIVEN], FIRST),
        ([OTHER, PUBLIC], [Answer((Reply(Z.T),)), GIVEN], FIRST),
        ([replace(PUBLIC, public=Z.T), PUBLIC], [GIVEN, GIVEN], FIRST),
        ([replace(PUBLIC, graded=1)], [GIVEN], {}),
        ([replace(PUBLIC, public=None)], [GIVEN], {}),
        ([], [], {}),
    ],
)
def test_a_curve_is_drawn_over_the_first_public_inputs(trials: Any, answers: Any, drawn: Any) -> None:
    """Where they were answered, with numbers of their shape; inputs of graded trials are shown to nobody."""
    assert curve(CHECK, trials, answers) == drawn
