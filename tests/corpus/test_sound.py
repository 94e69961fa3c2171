"""What of an assignment itself cannot be right is told in a sentence, before an answer is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Assignment, Exercise, Expected, Mistake
from autograder.corpus.sound import faults
from tests.corpus import ASSIGNMENTS

SOFTMAX = ASSIGNMENTS["assignment3"]


def with_first(**other: Any) -> Assignment:
    """The assignment with another first exercise."""
    first, *rest = SOFTMAX.exercises
    return replace(SOFTMAX, exercises=(replace(first, **other), *rest))


def none_right(seed: int) -> Any:
    """Trials in which 0 is right."""
    found = SOFTMAX.exercises[0].trials(seed)
    zeros = {"A": Expected(np.zeros((2, 2)), np.zeros((2, 2)))}
    return {stub: tuple(replace(trial, expected=zeros) for trial in trials) for stub, trials in found.items()}


def no_trials(seed: int) -> Any:
    """Raises what an author's typing mistake does."""
    raise AttributeError("'Scores' object has no attribute 'z'")


def wrong(formula: Callable[[Any], Any]) -> tuple[Mistake, ...]:
    """A bank of one formula."""
    return (Mistake("wrong_sign", ("A",), formula=formula),)


ONE: Exercise = SOFTMAX.exercises[0]
FAULTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "another id": (
        {"id": "soft"},
        ["soft: the notebook has no cell soft", "soft: the notebook has no cell test_soft"],
    ),
    "other points": (
        {"checks": (replace(ONE.checks[0], points=5.0),)},
        ["softmax: its cell test_softmax has 2 points, its checks have 5"],
    ),
    "another method": (
        {"checks": (replace(ONE.checks[0], method="forwards"),)},
        ["softmax: its cell has no method forwards"],
    ),
    "no trials": (
        {"trials": no_trials},
        ["softmax: its trials cannot be made, AttributeError: 'Scores' object has no attribute 'z'"],
    ),
    "0 is right": (
        {"trials": none_right, "probes": lambda seed: {}},
        ["softmax: what is right for A is 0 in every trial: draw others"],
    ),
    "a formula of a name that is not there": (
        {"mistakes": wrong(lambda inputs: inputs.scores)},
        ["softmax: a formula of wrong_sign stops with AttributeError: 'Scores' object has no attribute 'scores'"],
    ),
    "a formula of shapes that do not fit": ({"mistakes": wrong(lambda inputs: inputs.Z @ np.ones(99))}, []),
}


@pytest.mark.parametrize(("other", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told(other: dict[str, Any], said: list[str]) -> None:
    """Of the table and the notebook, the trials, and what is right there; of formulas those that always stop."""
    assert list(faults(with_first(**other))) == said


@pytest.mark.parametrize("assignment", ASSIGNMENTS.values(), ids=ASSIGNMENTS)
def test_ours_have_none(assignment: Assignment) -> None:
    """Neither has a fault."""
    assert list(faults(assignment)) == []


def test_a_release_that_is_not_made_is_told(tmp_path: Path) -> None:
    """With the command that makes it, and nothing else."""
    (told,) = faults(replace(SOFTMAX, release=tmp_path / "none.ipynb"))
    assert told.startswith("assignment3: its release cannot be read (")
    assert told.endswith("nbgrader generate_assignment makes it")
