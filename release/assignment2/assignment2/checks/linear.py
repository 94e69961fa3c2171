"""The check of the Linear layer: small numbers, so that the numeric gradient of the given forward pass is exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradcheck.causes import SHRUNK, asked, each, multiple
from gradcheck.compare import agree
from gradcheck.example import Arrays, Asked, Cause, Example, Later, Way, worked
from gradcheck.gradient_check import numeric_gradient
from gradcheck.side_effects import is_twice

BOARD: Arrays = {
    "W": np.array([[1.0, 0, -1], [2, 1, 0]]),
    "b": np.array([[1.0], [-1]]),
    "A_prev": np.array([[1.0, 2, 0, 1], [0, -1, 1, 2], [3, 1, -2, 0]]),
    "dZ": np.array([[1.0, -1, 2, 2], [2, 4, 0, 2]]),
}
SHOWN = {"dW": ("dZ", "A_prev"), "db": ("dZ",), "dA_prev": ("W", "dZ")}
SIZES = ((3, 5, 4), (4, 2, 7), (2, 3, 1), (2, 2, 3), (3, 3, 3), (3, 5, 7))  # n_in, n_out, m
REDO = """layer = Linear(W.shape[1], W.shape[0])
layer.W, layer.b = W, b
layer(A_prev)
dA_prev = layer.backward(dZ)
"""


def backward(Linear: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``Linear.backward`` for what it sets and returns."""
    arrays = [("with the numbers on the board", BOARD)]
    arrays += [(f"with n_in = {n_in}, n_out = {n_out}, m = {m}", _small(n_in, n_out, m)) for n_in, n_out, m in SIZES]
    examples = [_answered(Linear, where, given) for where, given in arrays]
    return [Asked(name, [one[name] for one in examples], CAUSES[name]) for name in SHOWN]


def _small(n_in: int, n_out: int, m: int) -> Arrays:
    """Small numbers, halves and integers without a zero among them, the same ones every time."""
    rng = np.random.default_rng([n_in, n_out, m])

    def some(*shape: int) -> np.ndarray:
        return rng.choice([-3.0, -1.5, -1.0, 0.5, 2.0, 4.0], size=shape)

    return {"W": some(n_out, n_in), "b": some(n_out, 1), "A_prev": some(n_in, m), "dZ": some(n_out, m)}


def _other(given: Arrays, more: int) -> Arrays:
    """Another batch, of that many samples more, for a layer of the same shape with other parameters."""
    m = given["A_prev"].shape[1] + more
    return {
        "W": 2 - given["W"],
        "b": -given["b"],
        "A_prev": np.resize(given["A_prev"][::-1] + 0.5, (given["A_prev"].shape[0], m)),
        "dZ": 0.0137 * np.resize(given["dZ"][::-1] - 0.25, (given["dZ"].shape[0], m)),
    }


def _answered(Linear: Any, where: str, given: Arrays) -> dict[str, Example]:
    """One layer, taken forward and backward: with the same arrays again, with twice the upstream, with others."""

    def slope(name: str, **other: np.ndarray) -> np.ndarray:
        return _slope(Linear, name, {**given, **other})

    def rights(at: Arrays) -> dict[str, np.ndarray]:
        """The parameters are every sample's, and the cost their mean."""
        m = at["dZ"].shape[1]
        return {
            name: _slope(Linear, name[1:], at) / (1 if name == "dA_prev" else m) for name in ("dW", "db", "dA_prev")
        }

    halved = {**given, "W": 0.5 * given["W"], "b": 0.5 * given["b"]}
    calls = (
        (given, "called again with the same dZ", _enter),
        ({**given, "dZ": 2 * given["dZ"]}, "called again with twice the dZ", _enter),
        (_other(given, 0), "used again with another batch of the same size", _enter),
        (_other(given, 1), "used again with another batch and other parameters", _enter),
        (halved, "used again after a step that changes W and b in place", _enter_in_place),
    )
    way = Way(
        lambda at: Linear(at["W"].shape[1], at["W"].shape[0]),
        *("backward", ("dZ",), "dA_prev", _enter),
        sets=("dW", "db"),
        parameters=("W", "b"),
        stores=True,
    )
    return worked(
        way,
        {**given, "slope": slope},
        rights(given),
        [Later(at, rights(at), words, enter) for at, words, enter in calls],
        where=where,
        shown=SHOWN,
        operands=("dZ", "A_prev", "W", "b"),
        right_at=rights,
        redo_with=tuple(given),
        redo={name: REDO + (name if name == "dA_prev" else f"layer.{name}") for name in SHOWN},
    )


def _enter(layer: Any, at: Arrays) -> None:
    layer.W, layer.b = at["W"].copy(), at["b"].copy()
    layer.forward(at["A_prev"].copy())


def _enter_in_place(layer: Any, at: Arrays) -> None:
    for name in ("W", "b"):
        if np.shape(getattr(layer, name)) != at[name].shape:
            setattr(layer, name, np.zeros(at[name].shape))
        getattr(layer, name)[...] = at[name]
    layer.forward(at["A_prev"].copy())


def _slope(Linear: Any, name: str, at: Arrays) -> np.ndarray:
    """The gradient of Σ dZ ∗ Z with respect to one of the arrays. Z is linear in each, so a step of 1 is exact."""

    def total(array: np.ndarray) -> float:
        moved = {**at, name: array}
        layer = Linear(moved["W"].shape[1], moved["W"].shape[0])
        layer.W, layer.b = moved["W"], moved["b"]
        return float(np.sum(moved["dZ"] * layer.forward(moved["A_prev"])))

    return numeric_gradient(total, at[name], h=1.0)


def _sizes(example: Example) -> tuple[int, int, int]:
    n_out, m = example.given["dZ"].shape
    return example.given["A_prev"].shape[0], n_out, m


def _divided_by(*counts: Callable[[int, int, int], float]) -> Cause:
    """The sum over samples is divided by another count of (n_in, n_out, m)."""
    formulas = [lambda one, count=count: one.truth * _sizes(one)[2] / count(*_sizes(one)) for count in counts]
    return each(*formulas)


def _one_number_fits(examples: Sequence[Example]) -> bool:
    """The sum over samples is divided by the same number of samples every time, 2 or more."""
    ratios = [multiple([(example.truth * _sizes(example)[2], example.answer)]) for example in examples]
    divisors = {round(1 / ratio, 6) if ratio is not None else 1.0 for ratio in ratios}
    return len(divisors) == 1 and all(divisor > 1 and divisor == round(divisor) for divisor in divisors)


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
    """The answer is a multiple of dZ, and changes with b, of which Z is made and A_prev is not."""
    for example in examples:
        if not is_twice(example.asked(dZ=2 * example.given["dZ"]), example.answer):
            return False
        before, after = example.numbers, example.asked(b=example.given["b"] + 1)
        if before is None or after is None or before.shape != after.shape:
            return False
        if not np.isfinite(before).all() or agree(after, before):
            return False
    return True


def _turned(name: str) -> Cause:
    """With one array turned over where it is square, the answer is right; where it is not, it is of no right shape."""
    turned = asked(**{name: lambda example: example.given[name].T})

    def explains(examples: Sequence[Example]) -> bool:
        fits = [example for example in examples if len(set(example.given[name].shape)) == 1]
        others = [example for example in examples if len(set(example.given[name].shape)) > 1]
        return bool(fits) and turned(fits) and not any(_is_shaped(one) for one in others)

    return explains


def _is_shaped(example: Example) -> bool:
    return example.numbers is not None and example.numbers.shape == example.truth.shape


def _square(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if len(set(_sizes(example))) == 1]


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
    square = _square(examples)
    for example in square:
        other = "A_prev" if example.given["name"] == "dW" else "W"
        if example.numbers is None or not is_twice(example.asked(**{other: 2 * example.given[other]}), example.answer):
            return False
    answers = [example.asked(dZ=single) for example in square for single in _singles(example)]
    shape = square[0].truth.shape if square else ()
    return bool(answers) and all(a is not None and a.shape == shape and np.count_nonzero(a) == 1 for a in answers)


def _singles(example: Example) -> list[np.ndarray]:
    shape = example.given["dZ"].shape
    return [single.reshape(shape) for single in np.eye(shape[0] * shape[1])]


COUNTS = (
    lambda n_in, n_out, m: n_in,
    lambda n_in, n_out, m: n_out,
    lambda n_in, n_out, m: n_out * m,
    lambda n_in, n_out, m: n_in * m,
    lambda n_in, n_out, m: n_in * n_out,
)

PARAMETERS: Mapping[str, Cause] = {
    "missing_mean": _divided_by(lambda n_in, n_out, m: 1),
    "hardcoded_batch_size": _one_number_fits,
    "wrong_divisor": _divided_by(*COUNTS),
    "transposed": each(lambda example: example.truth.T),
    "one_sample_only": _one_sample,
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
    "extra_mean": SHRUNK,
    "missing_transpose": _turned("W"),
    "elementwise_product": _entrywise,
    "updates_parameters": each(lambda example: example.given["slope"]("A_prev", W=example.given["after"]["W"])),
    "transposed": each(lambda example: example.truth.T),
}

CAUSES = {"dW": DW, "db": DB, "dA_prev": DA}
