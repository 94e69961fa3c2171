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
from tests.ours import ASSIGNMENT

ONE: Exercise = ASSIGNMENT.exercises[0]
(CHECK,) = ONE.checks
TEST = f"test_{ONE.id}"


def with_first(**other: Any) -> Assignment:
    """The assignment with another first exercise."""
    return replace(ASSIGNMENT, exercises=(replace(ONE, **other), *ASSIGNMENT.exercises[1:]))


def none_right(seed: int) -> Any:
    """Trials in which 0 is right."""
    zeros = {CHECK.name: Expected(np.zeros((2, 2)), np.zeros((2, 2)))}
    return {stub: tuple(replace(each, expected=zeros) for each in trials) for stub, trials in ONE.trials(seed).items()}


def no_trials(seed: int) -> Any:
    """Raises what an author's typing mistake does."""
    raise AttributeError("'Scores' object has no attribute 'z'")


def unknown(inputs: Any) -> Any:
    """A formula with a typing mistake."""
    raise NameError("name 'scores' is not defined")


def wrong(formula: Callable[[Any], Any]) -> tuple[Mistake, ...]:
    """A bank of one formula."""
    return (Mistake("negated", (CHECK.name,), formula=formula),)


FAULTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "another id": (
        {"id": "soft"},
        ["soft: the notebook has no cell soft", "soft: the notebook has no cell test_soft"],
    ),
    "other points": (
        {"checks": (replace(CHECK, points=5.0),)},
        [f"{ONE.id}: its cell {TEST} has {CHECK.points:g} points, its checks have 5"],
    ),
    "another method": (
        {"checks": (replace(CHECK, method="forwards"),)},
        [f"{ONE.id}: its cell has no method forwards"],
    ),
    "no trials": (
        {"trials": no_trials},
        [f"{ONE.id}: its trials cannot be made, AttributeError: 'Scores' object has no attribute 'z'"],
    ),
    "0 is right": (
        {"trials": none_right, "probes": lambda seed: {}},
        [f"{ONE.id}: what is right for {CHECK.name} is 0 in every trial: draw others"],
    ),
    "a formula of a name that is not there": (
        {"mistakes": wrong(unknown)},
        [f"{ONE.id}: a formula of negated stops with NameError: name 'scores' is not defined"],
    ),
    "a formula of shapes that do not fit": ({"mistakes": wrong(lambda inputs: np.ones((2, 3)) @ np.ones(99))}, []),
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
    (told,) = faults(replace(ASSIGNMENT, release=tmp_path / "none.ipynb"))
    assert told.startswith(f"{ASSIGNMENT.name}: its release cannot be read (")
    assert told.endswith("nbgrader generate_assignment makes it")
