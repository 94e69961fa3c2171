"""Answers found by finite differences are told from those of a formula, and no formula is taken for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Expected, Trial
from autograder.judge.differencing import drifts, is_repeated, is_rough, is_suspect, moved_calls
from autograder.worker.calls import Answer, Call, Make, Reply, Step
from autograder.worker.perform import perform
from gradcheck.compare import Target, disagreement

CHECK = Check("slope", 1.0, "slope", lambda reply: reply.value)
RNG = np.random.default_rng(3)
FUNCTIONS: dict[str, Any] = {  # f, its slope, the magnitudes inside, and where
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, 0.5, (-4, 4)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, 2.0, (-3, 3)),
    "log": (lambda a: -np.log(a), lambda a: -1 / a, 0.0, (0.01, 0.99)),
    "square": (lambda a: a**2, lambda a: 2 * a, 0.0, (0.1, 1)),
}
STEPS = (1e-4, 1e-5, 1e-6, 1e-7, 1.49e-8, 1e-8)


def judged(name: str, method: Any) -> bool:
    """Whether a method that gives the slope of the function is taken for differencing; its values are right."""
    _, slope, inside, (low, high) = FUNCTIONS[name]
    x = RNG.uniform(low, high, (3, 5))
    right = slope(x)
    target = Target.of(Expected(right, np.abs(right), np.full(x.shape, inside)))
    trial = Trial(Call(Make("F"), (Step("slope", (x,)),)), x, {"slope": Expected(right, np.abs(right))})
    namespace = {"F": type("F", (), {"slope": lambda self, x: method(x)})}
    answer = perform(trial.call, namespace, {}).replies[0].value
    assert disagreement(answer, target) is None
    moved = [perform(call, namespace, {}) for call in moved_calls(trial)]
    return is_suspect(answer, target) and is_rough(CHECK, moved, target)


@pytest.mark.parametrize("h", STEPS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_central_differences_are_recognised(name, h):
    f = FUNCTIONS[name][0]
    assert judged(name, lambda x: (f(x + h) - f(x - h)) / (2 * h))


@pytest.mark.parametrize("h", [1e-6, 1e-7, 1.49e-8])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "square"])
def test_forward_differences_are_recognised(name, h):
    f = FUNCTIONS[name][0]
    assert judged(name, lambda x: (f(x + h) - f(x)) / h)


STYLES: dict[str, Any] = {  # ways to write a slope with a formula
    "formula": lambda slope, x: slope(x),
    "float32": lambda slope, x: slope(x.astype(np.float32)),
    "float32 and back": lambda slope, x: slope(x.astype(np.float32)).astype(float),
    "float32 inside": lambda slope, x: slope(x.astype(np.float32).astype(float)),
    "guard": lambda slope, x: slope(x) + 1e-9,
    "relative guard": lambda slope, x: slope(x) / (1 + 1e-7),
    "moved argument": lambda slope, x: slope(x + 1e-9),
    "rounded": lambda slope, x: np.round(slope(x), 9),
    "one by one": lambda slope, x: np.vectorize(slope, otypes=[float])(x),
    "long double": lambda slope, x: slope(x.astype(np.longdouble)).astype(float),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_formula_is_taken_for_differences(name, style):
    slope = FUNCTIONS[name][1]
    for _ in range(20):
        assert not judged(name, lambda x: STYLES[style](slope, x))


def test_labels_stay_what_they_are():
    """Whole numbers are not moved: code may ask whether y == 1."""
    y = np.array([[0.0, 1.0, 0.5]])
    trial = Trial(Call(Make("F", ([y], 3), {"y": y}), (Step("slope", (y,)),)), y, {})
    last = moved_calls(trial)[-1]
    for moved in (last.make.args[0][0], last.make.attributes["y"], last.steps[0].args[0]):
        assert moved[0, :2].tolist() == [0.0, 1.0]
        assert 0 < moved[0, 2] - 0.5 < 1e-12
    assert last.make.args[1] == 3


def test_a_call_that_raises_is_no_proof():
    right = np.ones((2, 2))
    target = Target.of(Expected(right, right))
    trial = Trial(Call(Make("F"), (Step("slope", (right / 3,)),)), None, {"slope": Expected(right, right)})
    answers = [perform(call, {}, {}) for call in moved_calls(trial)]
    assert not is_rough(CHECK, answers, target)


@pytest.mark.parametrize(("off", "is_drift"), [(0.0, False), (1e-7, True), (1e-4, True), (0.5, False)])
def test_lost_digits_are_drift_and_another_answer_is_not(off, is_drift):
    """What was kept from another call differs altogether, and proves no difference quotient."""
    right = np.linspace(1, 2, 6).reshape(2, 3)
    off = np.full(right.shape, off)
    off[0] *= 1e-5 if off[0, 0] > 1e-2 else 1.0  # where much is another answer, some of it may be near
    here, there = (Answer((Reply(value),)) for value in (right, right * (1 + off)))
    assert drifts(CHECK, here, there, 0, Target.of(Expected(right, right))) == is_drift


@pytest.mark.parametrize("noise", [0.0, 1e-9])
def test_only_what_is_the_same_again_is_repeated(noise):
    """A difference quotient is the same each time; noise is not, and is called nothing."""
    trial = Trial(Call(Make("F"), ()), None, {}, graded=0, again=1)
    assert is_repeated(trial, Answer((Reply(np.ones(3)), Reply(np.ones(3) + noise)))) == (noise == 0)
