"""The check of the Linear layer: small numbers, so that the numeric gradient of the given forward pass is exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assignment2.checks.causes import any_of, each
from assignment2.checks.example import Cause, Example, agree, call, kept, numbers, same
from assignment2.checks.verdict import Verdict, judge
from assignment2.gradient_check import numeric_gradient

Arrays = dict[str, np.ndarray]

BOARD: Arrays = {
    "W": np.array([[1.0, 0, -1], [2, 1, 0]]),
    "b": np.array([[1.0], [-1]]),
    "A_prev": np.array([[1.0, 2, 0, 1], [0, -1, 1, 2], [3, 1, -2, 0]]),
    "dZ": np.array([[1.0, -1, 2, 2], [2, 4, 0, 2]]),
}
SIZES = ((3, 5, 4), (4, 2, 7), (2, 3, 1), (2, 2, 3), (3, 3, 3), (3, 5, 7))  # n_in, n_out, m


def backward(Linear: Any, **_: Any) -> list[Verdict]:
    """Check what ``Linear.backward`` sets and returns."""
    arrays = [("with the numbers on the board", BOARD)]
    arrays += [(f"with n_in = {n_in}, n_out = {n_out}, m = {m}", _small(n_in, n_out, m)) for n_in, n_out, m in SIZES]
    answers = [_Backward(Linear, where, given) for where, given in arrays]
    return [
        judge("dW", [answer.of("dW") for answer in answers], DW),
        judge("db", [answer.of("db") for answer in answers], DB),
        judge("dA_prev", [answer.returned() for answer in answers], DA),
    ]


def _small(n_in: int, n_out: int, m: int) -> Arrays:
    """Small numbers, halves and integers without a zero among them, the same ones every time."""
    rng = np.random.default_rng([n_in, n_out, m])

    def some(*shape: int) -> np.ndarray:
        return rng.choice([-3.0, -1.5, -1.0, 0.5, 2.0, 4.0], size=shape)

    return {"W": some(n_out, n_in), "b": some(n_out, 1), "A_prev": some(n_in, m), "dZ": some(n_out, m)}


class _Backward:
    """One layer, taken forward and backward: with the same arrays again, and with twice the upstream."""

    def __init__(self, Linear: Any, where: str, given: Arrays) -> None:
        self.Linear, self.where, self.given = Linear, where, given
        layer = self._forward(**given)
        mine = given["dZ"].copy()
        self.answer, self.error = call(layer.backward, mine)
        self.set = _gradients(layer)
        now = {"W": layer.W, "b": layer.b, "A_prev": getattr(layer, "A_prev", None), "dZ": mine}
        self.after = {name: kept(now[name]) for name in ("W", "b")}
        self.changed = tuple(name for name, array in now.items() if not same(array, given[name]))
        self.later = [self._again(layer, given["dZ"]), self._again(layer, 2 * given["dZ"])]

    def _again(self, layer: Any, dZ: np.ndarray) -> Arrays:
        layer.W, layer.b = self.given["W"].copy(), self.given["b"].copy()
        layer.forward(self.given["A_prev"].copy())
        answer, _ = call(layer.backward, dZ.copy())
        return {**_gradients(layer), "dA_prev": answer}

    def _forward(self, W: np.ndarray, b: np.ndarray, A_prev: np.ndarray, **_: Any) -> Any:
        layer = self.Linear(W.shape[1], W.shape[0])
        layer.W, layer.b = W.copy(), b.copy()
        layer.forward(A_prev.copy())
        return layer

    def slope(self, name: str, **other: np.ndarray) -> np.ndarray:
        """The gradient of Σ dZ ∗ Z with respect to one of the arrays. Z is linear in each, so a step of 1 is exact."""

        def total(array: np.ndarray) -> float:
            at = {**self.given, **other, name: array}
            layer = self.Linear(at["W"].shape[1], at["W"].shape[0])
            layer.W, layer.b = at["W"], at["b"]
            return float(np.sum(at["dZ"] * layer.forward(at["A_prev"])))

        return numeric_gradient(total, self.given[name], h=1.0)

    def of(self, name: str) -> Example:
        """What was set as ``dW`` or ``db``: the parameter is every sample's, and the cost their mean."""
        m = self.given["dZ"].shape[1]
        error = self.error if self.set[name] is None else None
        return self._example(name, self.slope(name[1:]) / m, self.set[name], error, ())

    def returned(self) -> Example:
        """What was returned."""
        return self._example("dA_prev", self.slope("A_prev"), self.answer, self.error, self.changed)

    def _example(
        self, name: str, truth: np.ndarray, answer: Any, error: BaseException | None, changed: tuple[str, ...]
    ) -> Example:
        given = {**self.given, "asked": self.asked, "name": name, "slope": self.slope, "after": self.after}
        later = tuple((answers[name], times * truth) for times, answers in zip((1, 2), self.later, strict=True))
        return Example(self.where, truth, "numeric", answer, error, later, changed, given)

    def asked(self, name: str, **other: np.ndarray) -> np.ndarray | None:
        """The answer of a new layer with other arrays: what is set as ``name``, or what is returned."""
        at = {**self.given, **other}
        layer = self._forward(**at)
        value, _ = call(layer.backward, at["dZ"].copy())
        return numbers(value if name == "dA_prev" else getattr(layer, name, None))


def _gradients(layer: Any) -> dict[str, Any]:
    return {name: kept(getattr(layer, name, None)) for name in ("dW", "db")}


def _sizes(example: Example) -> tuple[int, int, int]:
    n_out, m = example.given["dZ"].shape
    return example.given["A_prev"].shape[0], n_out, m


def _divided_by(count: Callable[[int, int, int], float]) -> Cause:
    """The sum over samples is divided by another count of (n_in, n_out, m)."""
    return each(lambda example: example.truth * _sizes(example)[2] / count(*_sizes(example)))


def _one_number_fits(examples: Sequence[Example]) -> bool:
    """The sum over samples is divided by the same number every time."""
    summed = [replace(example, truth=example.truth * _sizes(example)[2]) for example in examples]
    divisors = {round(1 / ratio, 6) for ratio in (_ratio(example) for example in summed)}
    return len(divisors) == 1 and 1 not in divisors


def _ratio(example: Example) -> float:
    answer = example.numbers
    ratio = float(np.vdot(answer, example.truth) / np.vdot(example.truth, example.truth))
    if not agree(answer, ratio * example.truth):
        raise ValueError("no constant ratio")
    return ratio


def _one_sample(examples: Sequence[Example]) -> bool:
    """The answer is that of the first or the last sample alone, whether divided by m or not."""

    def alone(example: Example, column: int, divide: bool) -> bool:
        only = np.zeros_like(example.given["dZ"])
        only[:, column] = example.given["dZ"][:, column]
        m = only.shape[1]
        lone = example.given["slope"](example.given["name"][1:], dZ=only)
        return agree(example.numbers, lone / m if divide else lone)

    return any(
        all(alone(example, column, divide) for example in examples) for column in (0, -1) for divide in (True, False)
    )


def _depends_on_output(examples: Sequence[Example]) -> bool:
    """The answer changes with b, of which Z is made and A_prev is not."""
    return all(_changes_with_b(example) for example in examples)


def _changes_with_b(example: Example) -> bool:
    name, b = example.given["name"], example.given["b"]
    before, after = example.given["asked"](name), example.given["asked"](name, b=b + 1)
    if before is None or after is None or before.shape != after.shape:
        return False
    return bool(np.all(np.isfinite(before))) and not agree(after, before)


def _turned(name: str) -> Cause:
    """On square arrays, with one of them turned over, the answer is right."""

    def explains(examples: Sequence[Example]) -> bool:
        square = [example for example in examples if len(set(_sizes(example))) == 1]
        return bool(square) and all(
            agree(example.given["asked"](example.given["name"], **{name: example.given[name].T}), example.truth)
            for example in square
        )

    return explains


def _entrywise(examples: Sequence[Example]) -> bool:
    """On square arrays, a dZ with a single entry gives a single entry, wherever it stands: nothing is summed."""
    square = [example for example in examples if len(set(_sizes(example))) == 1]
    return bool(square) and all(
        answer is not None and answer.shape == example.truth.shape and np.count_nonzero(answer) == 1
        for example in square
        for answer in (example.given["asked"](example.given["name"], dZ=single) for single in _singles(example))
    )


def _singles(example: Example) -> list[np.ndarray]:
    shape = example.given["dZ"].shape
    return [single.reshape(shape) for single in np.eye(shape[0] * shape[1])]


def _doubled(examples: Sequence[Example]) -> bool:
    """The second call gave twice the first one's answer, which was right."""
    return all(agree(numbers(example.later[0][0]), 2 * example.truth) for example in examples)


COUNTS = (
    _divided_by(lambda n_in, n_out, m: n_in),
    _divided_by(lambda n_in, n_out, m: n_out),
    _divided_by(lambda n_in, n_out, m: n_out * m),
    _divided_by(lambda n_in, n_out, m: n_in * m),
    _divided_by(lambda n_in, n_out, m: n_in * n_out),
)

PARAMETERS: Mapping[str, Cause] = {
    "missing_mean": _divided_by(lambda n_in, n_out, m: 1),
    "hardcoded_batch_size": _one_number_fits,
    "wrong_divisor": any_of(*COUNTS),
    "accumulates": _doubled,
    "transposed": each(lambda example: example.truth.T),
    "one_sample_only": _one_sample,
    "attribute_not_set": lambda examples: all(example.answer is None and example.error is None for example in examples),
}

DW: Mapping[str, Cause] = {
    **PARAMETERS,
    "missing_transpose": _turned("A_prev"),
    "elementwise_product": _entrywise,
    "uses_output_as_input": _depends_on_output,
}

DB: Mapping[str, Cause] = {
    **PARAMETERS,
    "lost_keepdims": each(lambda example: np.ravel(example.truth)),
    "wrong_axis": lambda examples: all(
        example.numbers is not None and example.numbers.shape in {(1, _sizes(example)[2]), (_sizes(example)[2],)}
        for example in examples
    ),
    "mean_over_everything": lambda examples: all(
        example.numbers is not None and example.numbers.size == 1 for example in examples
    ),
    "not_averaged": each(lambda example: example.given["dZ"]),
}

DA: Mapping[str, Cause] = {
    "extra_mean": any_of(
        each(lambda example: example.truth / _sizes(example)[2]),
        each(lambda example: example.truth / example.truth.size),
    ),
    "missing_transpose": _turned("W"),
    "elementwise_product": _entrywise,
    "updates_parameters": each(lambda example: example.given["slope"]("A_prev", W=example.given["after"]["W"])),
    "transposed": each(lambda example: example.truth.T),
}
