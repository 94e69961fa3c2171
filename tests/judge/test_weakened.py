"""A test of the judge itself: weakened on purpose, one way after the other, and the corpus notices each.

That the judge as it is gives every case what it must get, is for ``tests/corpus`` to hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Assignment, Exercise, Trial
from autograder.assignments.assignment2 import ASSIGNMENT, activations, linear, losses
from autograder.authoring.stub import trial as tried_as
from autograder.corpus import Case, answered, cases, differences, judged_of
from autograder.in_process import InProcessSubject
from autograder.judge import Judge, diagnosis, judge, side_effects, verdict
from gradcheck import compare

Weaken = Callable[[pytest.MonkeyPatch, Exercise], Exercise]


@cache
def subject(case: Case) -> InProcessSubject:
    return InProcessSubject(answered(ASSIGNMENT, case), ASSIGNMENT)


def noticed(assignment: Assignment, exercise: Exercise, kinds: tuple[str, ...]) -> Case | None:
    """The first case of the exercise's corpus that does not get what it must get."""
    weakened = Judge(replace(assignment, exercises=(exercise,)))
    found = (case for kind in kinds for case in cases(ASSIGNMENT, kind, exercise.id) if case.ends)
    return next((case for case in found if differences(case, judged_of(weakened, case, subject(case)))), None)


def trials(change: Callable[[tuple[Trial, ...]], tuple[Trial, ...]]) -> Weaken:
    """Other trials in place of the exercise's."""

    def weaken(patch: pytest.MonkeyPatch, exercise: Exercise) -> Exercise:
        drawn = exercise.trials
        return replace(exercise, trials=lambda seed: {stub: change(found) for stub, found in drawn(seed).items()})

    return weaken


def patched(where: Any, name: str, value: Any) -> Weaken:
    """Another value of a name in a module, or what it is made to by a function."""

    def weaken(patch: pytest.MonkeyPatch, exercise: Exercise) -> Exercise:
        patch.setattr(where, name, value)
        return exercise

    return weaken


def every(*weakens: Weaken) -> Weaken:
    """One after the other."""

    def weaken(patch: pytest.MonkeyPatch, exercise: Exercise) -> Exercise:
        for each in weakens:
            exercise = each(patch, exercise)
        return exercise

    return weaken


def each(change: Callable[[Trial], Trial]) -> Weaken:
    return trials(lambda found: tuple(map(change, found)))


def without_check(name: str) -> Weaken:
    original = verdict.verdict
    return patched(judge, "verdict", lambda check, *rest: None if check.name == name else original(check, *rest))


def linear_trials(change: Callable[[linear.LinearInputs], linear.LinearInputs]) -> Weaken:
    def redrawn(trial: Trial) -> Trial:
        inputs = change(trial.inputs)
        return tried_as(linear.BACKWARD, linear._make, inputs, inputs)

    return each(redrawn)


def shaped(*shapes: tuple[int, int, int]) -> Weaken:
    return patched(linear, "SHAPES", shapes)


def only_one_sample(found: tuple[Trial, ...]) -> tuple[Trial, ...]:
    return tuple(trial for trial in found if trial.inputs.dZ.shape[1] == 1)


def positive(Z: np.ndarray) -> np.ndarray:
    return np.abs(Z) + 0.1


def no_probes(patch: pytest.MonkeyPatch, exercise: Exercise) -> Exercise:
    return replace(exercise, probes=lambda seed: {})


def no_mistakes(patch: pytest.MonkeyPatch, exercise: Exercise) -> Exercise:
    return replace(exercise, mistakes=())


def nan_passes(answer: Any, right: np.ndarray, allowed: np.ndarray) -> Any:
    numbers = compare.as_numbers(answer)
    if numbers is not None and numbers.shape == right.shape and not (np.abs(numbers - right) > allowed).any():
        return None
    return PART_DISAGREEMENT(answer, right, allowed)


def any_shape(answer: Any, right: np.ndarray, allowed: np.ndarray) -> Any:
    numbers = compare.as_numbers(answer)
    if numbers is not None and numbers.size == right.size:
        answer = numbers.reshape(right.shape)
    return PART_DISAGREEMENT(answer, right, allowed)


def any_type(value: Any) -> np.ndarray | None:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None


PART_DISAGREEMENT = compare._part_disagreement
NUMBERS = activations._numbers
UPSTREAM = activations._upstream

WEAKENED: dict[str, tuple[str, Weaken]] = {
    "one sample alone": ("linear_backward", trials(only_one_sample)),
    "square shapes alone": ("linear_backward", shaped((4, 4, 4), (3, 3, 3))),
    "five samples alone": ("linear_backward", trials(lambda found: found[1:2])),
    "upstream ones": ("activation_backward", patched(
        activations, "_upstream", lambda *given: UPSTREAM(*given)._replace(dA=np.ones(given[1]))
    )),
    "upstream ones in Linear": ("linear_backward", linear_trials(lambda i: i._replace(dZ=np.ones(i.dZ.shape)))),
    "inputs of one, whatever the feature": (
        "linear_backward", linear_trials(lambda i: i._replace(W=np.ones(i.W.shape), A_prev=np.ones(i.A_prev.shape)))
    ),
    "loose tolerance": ("bce_loss", patched(compare, "AGREE", 0.3)),
    "tight tolerance": ("bce_loss", patched(compare, "AGREE", 1e-9)),
    "no float32": ("mse_loss", patched(compare, "AGREE", 1e-12)),
    "one call": ("linear_backward", each(lambda trial: replace(trial, again=None, later=None))),
    "no shape check": ("linear_backward", patched(compare, "_part_disagreement", any_shape)),
    "no type check": ("linear_backward", patched(compare, "as_numbers", any_type)),
    "db unchecked": ("linear_backward", without_check("db")),
    "dA_prev unchecked": ("linear_backward", without_check("dA_prev")),
    "what layers are handed unchecked": ("mlp_backward", without_check("gradients")),
    "NaN passes": ("relu_derivative", patched(compare, "_part_disagreement", nan_passes)),
    "one depth": ("mlp_backward", trials(lambda found: found[2:3])),
    "one layer": ("mlp_backward", trials(lambda found: found[:1])),
    "arguments not compared": ("relu_derivative", patched(side_effects, "same", lambda *given: True)),
    "parameters not compared": ("linear_backward", each(lambda trial: replace(trial, unchanged={}))),
    "side effects for nothing": ("linear_backward", patched(judge, "charge", lambda stub, answers, results: results)),
    "Z positive alone": ("leaky_relu_derivative", patched(
        activations, "_numbers", lambda *given: positive(NUMBERS(*given))
    )),
    "Z positive alone in ReLU": ("relu_derivative", patched(
        activations, "_numbers", lambda *given: positive(NUMBERS(*given))
    )),
    "Z positive in the first place": ("leaky_relu_derivative", patched(
        activations, "_numbers", lambda rng, shape, largest, sign, *far: NUMBERS(rng, shape, largest, 1.0, *far)
    )),
    "small Z alone": ("tanh_derivative", patched(
        activations, "_numbers", lambda *given: 1e-3 * np.sign(NUMBERS(*given))
    )),
    "the default alpha alone": ("leaky_relu_derivative", trials(lambda found: found[1:2])),
    "label one alone": ("bce_loss", every(
        patched(losses.probes, "labels", lambda shape, rng: np.ones(shape)),
        patched(losses, "CORNERS", losses.Predictions(losses.CORNERS.y_hat, np.ones(4))),
        trials(lambda found: found[1::2]),  # those that begin with it
    )),
    "predictions of a half": ("bce_loss", every(
        patched(losses, "LOGIT", 0.1),
        patched(losses, "CORNERS", losses.Predictions(np.full(4, 0.5), losses.CORNERS.y)),
    )),
    "one output alone": ("loss_cost", trials(lambda found: tuple(replace(trial, later=None) for trial in found[1:2]))),
    "stubs are run": ("mse_loss", patched(InProcessSubject, "state", lambda self, cls, method: "written")),
    "what was set before an exception is lost": ("linear_backward", patched(
        judge, "verdict", lambda check, stub, answers: verdict.verdict(replace(check, returned=True), stub, answers)
    )),
    "no probes": ("linear_backward", no_probes),
    "no bank": ("bce_loss", no_mistakes),
    "near enough is proof": ("tanh_derivative", patched(diagnosis, "PROOF", 0.5)),
    "no compounds": ("linear_backward", patched(diagnosis, "product", lambda *given: ())),
    "no differences suspected": ("sigmoid_derivative", patched(judge, "is_suspect", lambda answer, target: False)),
    "nothing enlarged": ("linear_backward", each(lambda trial: replace(trial, elsewhere={}))),
}  # fmt: skip

ACCUSED: dict[str, tuple[str, Weaken]] = {  # too strict: right implementations notice
    "tight tolerance": ("bce_loss", patched(compare, "AGREE", 1e-9)),
    "no float32": ("linear_backward", patched(compare, "AGREE", 1e-12)),
    "everybody differenced": ("bce_loss", patched(judge, "is_rough", lambda check, answers, target: True)),
    "every stored array counts as changed": (
        "activation_backward",
        patched(side_effects, "spoilt", lambda after, *stored: iter(stored[0])),
    ),
    "float64 alone": ("tanh_derivative", patched(compare, "REAL", "")),
}


@pytest.mark.parametrize("name", WEAKENED)
def test_the_corpus_notices_a_judge_that_is_weaker(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some wrong implementation keeps points, or loses its name or gets another."""
    exercise_id, weaken = WEAKENED[name]
    assert noticed(ASSIGNMENT, weaken(monkeypatch, ASSIGNMENT.exercise(exercise_id)), ("wrong",)) is not None


@pytest.mark.parametrize("name", ACCUSED)
def test_the_corpus_notices_a_judge_that_is_too_strict(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some right implementation loses points, or is accused."""
    exercise_id, weaken = ACCUSED[name]
    assert noticed(ASSIGNMENT, weaken(monkeypatch, ASSIGNMENT.exercise(exercise_id)), ("right",)) is not None
