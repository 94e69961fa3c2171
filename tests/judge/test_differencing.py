"""Answers found by finite differences are told from those of a formula, and no formula is taken for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Expected, Trial
from autograder.judge.differencing import drifts, is_repeated, is_rough, is_suspect, moved_calls
from autograder.worker.calls import Answer, Call, Make, Raised, Reply, Step
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


ONES = np.ones((2, 5))
PLAIN = Target.of(Expected(ONES, ONES))
PAIR = Target.of(Expected((ONES, ONES), (ONES, ONES)))


@pytest.mark.parametrize(
    ("answer", "target", "suspect"),
    [
        (ONES, PLAIN, False),
        (ONES + 4e-15, PLAIN, False),
        (ONES + 6e-15, PLAIN, True),
        (ONES - 6e-15, PLAIN, True),
        (ONES + np.eye(2, 5) * 6e-15, PLAIN, True),
        (ONES.T + 1, PLAIN, False),
        ("text", PLAIN, False),
        ([ONES + 6e-15], PLAIN, False),
        ((ONES, ONES + 6e-15), PAIR, True),
        ([ONES, ONES], PAIR, False),
        ((ONES + 6e-15, "text"), PAIR, True),
    ],
)
def test_who_is_not_right_to_the_last_digits_is_suspected(answer: Any, target: Target, suspect: bool) -> None:
    """In any entry of any part, by its magnitude."""
    assert is_suspect(answer, target) == suspect


def several(count: int, size: int, off: float) -> np.ndarray:
    """So many of the first entries of ten are off."""
    array = np.ones(size)
    array[:count] += off
    return array


@pytest.mark.parametrize(
    ("count", "size", "off", "many"),
    [
        *((2, 10, 1e-6, True), (1, 10, 1e-6, False), (3, 15, 1e-6, True), (2, 11, 1e-6, False), (1, 1, 1e-6, False)),
        *((2, 2, 1.1e-10, True), (2, 2, 0.9e-10, False), (2, 2, 0.9e-2, True), (2, 2, 1.1e-2, False)),
    ],
)
def test_a_fifth_of_the_entries_and_two_at_least_must_drift(count: int, size: int, off: float, many: bool) -> None:
    """By more than a formula's rounding, by less than another answer."""
    right = np.ones(size)
    here, there = (Answer((Reply(), Reply(value))) for value in (right, several(count, size, off)))
    assert drifts(CHECK, here, there, 1, Target.of(Expected(right, right))) == many
    assert not drifts(CHECK, here, Answer((Reply(),)), 1, Target.of(Expected(right, right)))


def test_another_answer_in_many_entries_is_no_drift() -> None:
    """Though others have lost digits."""
    there = several(3, 10, 1e-6)
    there[5:7] += 1
    assert not drifts(CHECK, Answer((Reply(np.ones(10)),)), Answer((Reply(there),)), 0, Target.of_example(np.ones(10)))


@pytest.mark.parametrize(
    ("here", "there", "drift"),
    [
        ((ONES, ONES), (ONES, ONES + 1e-6), True),
        ((ONES, ONES), (ONES, (ONES + 1e-6).T), False),
        (("x", ONES), (ONES, ONES + 1e-6), True),
        ((ONES, ONES.T), (ONES, ONES.T + 1e-6), False),
        ("x", "x", False),
        (None, None, False),
        (3.0, 3.0 + 1e-6, False),
    ],
)
def test_parts_drift_together(here: Any, there: Any, drift: bool) -> None:
    """Those of the right shape; what raises or has none drifts nowhere."""
    assert drifts(CHECK, Answer((Reply(here),)), Answer((Reply(there),)), 0, PAIR) == drift
    raised = Answer((Reply(there, Raised("ValueError")),))
    assert drifts(CHECK, Answer((Reply(here),)), raised, 0, PAIR) is False


LINE = np.linspace(1, 2, 10)


def bent(count: int, off: float) -> list[np.ndarray]:
    """Five answers on a straight line, but for so many entries of the third."""
    answers = [LINE + 1e-13 * time for time in range(5)]
    answers[2][:count] += off
    return answers


@pytest.mark.parametrize(("count", "off", "rough"), [(2, 1e-12, True), (1, 1e-12, False), (10, 1e-16, False)])
def test_a_jump_in_many_entries_is_rough(count: int, off: float, rough: bool) -> None:
    """A straight line is smooth, however steep."""
    answers = [Answer((Reply("another step's"), Reply(each))) for each in bent(count, off)]
    target = Target.of(Expected(LINE, LINE))
    assert is_rough(CHECK, answers, target) == rough
    assert not is_rough(CHECK, answers[:4], target)
    assert not is_rough(CHECK, [*answers[:4], Answer()], target)
    assert not is_rough(CHECK, [*answers[:4], Answer((Reply(LINE, Raised("ValueError")),))], target)
    assert not is_rough(CHECK, [*answers[:4], Answer((Reply(LINE[:9]),))], target)


def test_a_steady_bend_is_rough() -> None:
    """A formula moves along a straight line when its inputs move so little."""
    answers = [Answer((Reply(LINE + 1e-13 * time**2),)) for time in range(5)]
    assert is_rough(CHECK, answers, Target.of(Expected(LINE, LINE)))


@pytest.mark.parametrize(("bend", "rough"), [(0.9, False), (1.1, True)])
def test_how_far_a_line_may_bend(bend: float, rough: bool) -> None:
    """64 roundings of the entry, and a tenth of the largest one's."""
    magnitude = np.array([1.0, 1.0, 20.0])
    answers = [np.zeros(3) for _ in range(5)]
    answers[4][:2] = bend * 64 * 2.0**-53 * (1 + 0.1 * 20)
    target = Target.of(Expected(np.zeros(3), magnitude))
    assert is_rough(CHECK, [Answer((Reply(each),)) for each in answers], target) == rough


def test_a_call_is_moved_up_to_the_graded_step_and_no_further() -> None:
    """Five times, from not at all on, along a straight line; lists, tuples and objects within are moved as well."""
    x = np.array([0.5, -2.5])
    inner = Make("G", (x, np.array(["t"])))
    trial = Trial(Call(Make("F", (inner, [x])), (Step("f", ((x, "t"),)), Step("g", (x,)), Step("h", (x,)))), x, {}, 1)
    calls = moved_calls(trial)
    assert [[step.method for step in call.steps] for call in calls] == [["f", "g"]] * 5
    for times, call in enumerate(calls):
        expected = x * (1 + 3e-14 * times)
        for found in (call.make.args[0].args[0], call.make.args[1][0], call.steps[0].args[0][0], call.steps[1].args[0]):
            np.testing.assert_allclose(found, expected, rtol=2e-16)
        assert call.steps[0].args[0][1] == "t"
        assert call.make.cls == "F"
    np.testing.assert_array_equal(moved_calls(replace(trial, inputs=None))[4].steps[1].args[0], x + x * (4 * 3e-14))


@pytest.mark.parametrize(
    ("replies", "again", "repeated"),
    [
        ((Reply(X := np.ones(2)), Reply(X)), 1, True),
        ((Reply(X), Reply(2 * X)), 1, False),
        ((Reply(X), Reply(2 * X)), None, True),
        ((Reply(X),), 1, True),
        ((Reply(X), Reply("text")), 1, True),
        ((Reply("text"), Reply(X)), 1, True),
        ((Reply(state={"a": X, "b": X}), Reply(state={"a": X, "b": 2 * X})), 1, False),
        ((Reply(state={"a": X}), Reply(state={"a": X})), 1, True),
        ((Reply(state={"a": X}), Reply()), 1, True),
    ],
)
def test_a_repeated_step_gives_the_same(replies: tuple[Reply, ...], again: int | None, repeated: bool) -> None:
    """In what it returns and what it sets, wherever both are numbers."""
    trial = Trial(Call(Make("F"), ()), None, {}, graded=0, again=again)
    assert is_repeated(trial, Answer(replies)) == repeated
