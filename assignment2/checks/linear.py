"""The check of the Linear layer: small numbers, so that the numeric gradient of the given forward pass is exact."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assignment2.checks.causes import any_of, each
from assignment2.checks.example import Cause, Example, agree, call, kept, numbers, rebound, same, spoilt, stored
from assignment2.checks.verdict import Verdict, judge
from assignment2.gradient_check import numeric_gradient

Arrays = dict[str, np.ndarray]

BOARD: Arrays = {
    "W": np.array([[1.0, 0, -1], [2, 1, 0]]),
    "b": np.array([[1.0], [-1]]),
    "A_prev": np.array([[1.0, 2, 0, 1], [0, -1, 1, 2], [3, 1, -2, 0]]),
    "dZ": np.array([[1.0, -1, 2, 2], [2, 4, 0, 2]]),
}
SHOWN = {"dW": ("dZ", "A_prev"), "db": ("dZ",), "dA_prev": ("W", "dZ")}
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
        parameters = [getattr(layer, name) for name in ("W", "b")]
        has_A_prev = hasattr(layer, "A_prev")
        kept_by_forward = [pair for pair in stored(layer) if all(pair[0] is not array for array in parameters)]
        self.answer, self.error = call(layer.backward, mine)
        self.set = _gradients(layer)
        now = {"W": layer.W, "b": layer.b, "dZ": mine}
        self.after = {name: kept(now[name]) for name in ("W", "b")}
        self.changed = tuple(name for name, array in now.items() if not same(array, given[name]))
        self.changed += spoilt(kept_by_forward)
        if has_A_prev and rebound(layer, "A_prev", given["A_prev"]):
            self.changed += ("A_prev",)
        self.later = [
            (self._again(layer, given), "called again with the same dZ"),
            (self._again(layer, {**given, "dZ": 2 * given["dZ"]}), "called again with twice the dZ"),
            (self._again(layer, self.other(0)), "used again with another batch of the same size"),
            (self._again(layer, self.other(1)), "used again with another batch and other parameters"),
            (self._in_place(layer), "used again after a step that changes W and b in place"),
        ]

    def other(self, more: int) -> Arrays:
        """Another batch, of that many samples more, for a layer of the same shape with other parameters."""
        given, m = self.given, self.given["A_prev"].shape[1] + more
        return {
            "W": 2 - given["W"],
            "b": -given["b"],
            "A_prev": np.resize(given["A_prev"][::-1] + 0.5, (given["A_prev"].shape[0], m)),
            "dZ": np.resize(given["dZ"][::-1] - 0.25, (given["dZ"].shape[0], m)),
        }

    def _again(self, layer: Any, at: Arrays) -> tuple[Arrays, Arrays]:
        """The same layer's answers with these arrays, and the right ones."""
        layer.W, layer.b = at["W"].copy(), at["b"].copy()
        return self._answers(layer, at), self._rights(at)

    def _in_place(self, layer: Any) -> tuple[Arrays, Arrays]:
        """The same after W and b were halved in place; what they are then is read off the layer."""
        if any(np.shape(getattr(layer, name)) != self.given[name].shape for name in ("W", "b")):
            layer.W, layer.b = self.given["W"].copy(), self.given["b"].copy()
        layer.W[...] = layer.W * 0.5
        layer.b[...] = layer.b * 0.5
        at = {**self.given, "W": np.array(layer.W, dtype=float), "b": np.array(layer.b, dtype=float)}
        return self._answers(layer, at), self._rights(at)

    def _answers(self, layer: Any, at: Arrays) -> Arrays:
        call(layer.forward, at["A_prev"].copy())
        answer, _ = call(layer.backward, at["dZ"].copy())
        return {**_gradients(layer), "dA_prev": answer}

    def _rights(self, at: Arrays) -> Arrays:
        m = at["dZ"].shape[1]
        return {
            "dW": self.slope("W", **at) / m,
            "db": self.slope("b", **at) / m,
            "dA_prev": self.slope("A_prev", **at),
        }

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

        return numeric_gradient(total, {**self.given, **other}[name], h=1.0)

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
        given = {"asked": self.asked, "name": name, "slope": self.slope, "after": self.after, **self.given}
        later = tuple((answers[name], rights[name], words) for (answers, rights), words in self.later)
        shown, double = SHOWN[name], functools.partial(self._double, name)
        return Example(self.where, truth, "numeric", answer, error, later, changed, given, shown=shown, double=double)

    def _double(self, name: str) -> dict[str, tuple[Any, Any]]:
        """The answers, and what is right, with twice as much of each array."""
        found = {}
        for operand in ("dZ", "A_prev", "W", "b"):
            at = {**self.given, operand: 2 * self.given[operand]}
            found[operand] = self.asked(name, **at), self._rights(at)[name]
        return found

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


def _reduced(total: Callable[[Example], np.ndarray]) -> Cause:
    """The answer is that sum of dZ, as it is or divided by the number of rows, of samples or of both; in any shape."""

    def holds(example: Example, divisor: Callable[[int, int], int]) -> bool:
        answer, (_, n_out, m) = example.numbers, _sizes(example)
        return answer is not None and agree(answer.ravel(), np.ravel(total(example)) / divisor(n_out, m))

    counts = (lambda n_out, m: 1, lambda n_out, m: n_out, lambda n_out, m: m, lambda n_out, m: n_out * m)
    return lambda examples: any(all(holds(example, count) for example in examples) for count in counts)


def _entrywise(examples: Sequence[Example]) -> bool:
    """On square arrays, a dZ with a single entry gives a single entry, wherever it stands: nothing is summed. And the
    other factor counts."""
    square = [example for example in examples if len(set(_sizes(example))) == 1]
    other = "A_prev" if square and square[0].given["name"] == "dW" else "W"
    doubled = [example.given["asked"](example.given["name"], **{other: 2 * example.given[other]}) for example in square]
    if any(
        example.numbers is None or not agree(twice, 2 * example.numbers)
        for example, twice in zip(square, doubled, strict=True)
    ):
        return False
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
    "wrong_axis": _reduced(lambda example: np.sum(example.given["dZ"], axis=0)),
    "mean_over_everything": _reduced(lambda example: np.sum(example.given["dZ"])),
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
