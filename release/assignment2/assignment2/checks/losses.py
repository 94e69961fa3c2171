"""Checks of the losses: the numbers of worked examples, digit by digit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradcheck.causes import ELEMENTWISE, SHRUNK, any_of, asked, each, same_ratio
from gradcheck.compare import agree
from gradcheck.example import Arrays, Asked, Cause, Enter, Example, Later, Way, call, nothing, worked
from gradcheck.tolerance import SAME

Table = tuple[tuple[str, Any, Any, Any, Any], ...]

COSTS: tuple[tuple[str, Any, float], ...] = (  # where, the losses of all elements, the cost
    ("with the numbers on the board", [[1, 0, 4], [2, 5, 0]], 4.0),
    ("with two outputs and one sample", [[3], [1]], 4.0),
    ("with one output and four samples", [[2, 4, 7, 0]], 3.25),
    ("with four outputs and two samples", [[1, 2], [3, 4], [5, 6], [7, 9]], 18.5),
    ("with numbers that are not whole", [[0.25, 1.5, 2.1], [0.7, 0.4, 3.05]], 8 / 3),
)

SQUARE_ERRORS: Table = (  # where, y_hat, y, losses, slopes
    ("with the numbers on the board", [[3, 0, -1, 2]], [[1, 1, -3, 2]], [[4, 1, 4, 0]], [[4, -2, 4, 0]]),
    (
        "with two outputs and three samples",
        [[0.5, -2, 1.5], [3, 1, -1]],
        [[1, -1, 1], [0, 2.5, 2]],
        [[0.25, 1, 0.25], [9, 2.25, 9]],
        [[-1, -2, 1], [6, -3, -6]],
    ),
    ("with three outputs and one sample", [[2], [-1], [0]], [[0], [2], [0.5]], [[4], [9], [0.25]], [[4], [-6], [-1]]),
    ("with two outputs and two samples", [[1, 4], [-2, 0]], [[3, 1], [2, 5]], [[4, 9], [16, 25]], [[-4, 6], [-8, -10]]),
    ("with large numbers", [[12, -30, 0.4]], [[2, 5, -20.1]], [[100, 1225, 420.25]], [[20, -70, 41]]),
    ("with tenths", [[0.3, -1.2]], [[-0.4, 1.1]], [[0.49, 5.29]], [[1.4, -4.6]]),
    (
        "with more digits",
        [[0.3141, -1.2718, 0.5137]],
        [[-0.4142, 1.1732, 0.5021]],
        [[0.53042089, 5.978025, 0.00013456]],
        [[1.4566, -4.89, 0.0232]],
    ),
)

CROSS_ENTROPIES: Table = (
    (
        "with the numbers on the board",
        [[0.5, 0.8, 0.8, 0.1]],
        [[1, 1, 0, 0]],
        [[0.6931471806, 0.2231435513, 1.6094379124, 0.1053605157]],
        [[-2, -1.25, 5, 1.1111111111]],
    ),
    (
        "with two outputs and three samples",
        [[0.01, 0.99, 0.25], [0.01, 0.99, 0.6]],
        [[1, 1, 0], [0, 0, 1]],
        [[4.6051701860, 0.0100503359, 0.2876820724], [0.0100503359, 4.6051701860, 0.5108256238]],
        [[-100, -1.0101010101, 1.3333333333], [1.0101010101, 100, -1.6666666667]],
    ),
    ("with a single sample, y = 0", [[0.2]], [[0]], [[0.2231435513]], [[1.25]]),
    ("with a single sample, y = 1", [[0.2]], [[1]], [[1.6094379124]], [[-5]]),
    (
        "with two outputs and two samples",
        [[0.3, 0.9], [0.6, 0.4]],
        [[1, 0], [0, 1]],
        [[1.2039728043, 2.3025850930], [0.9162907319, 0.9162907319]],
        [[-3.3333333333, 10], [2.5, -2.5]],
    ),
)


def cost(Loss: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask ``Loss.cost`` on a loss of the check's own, (ŷ + 1)²y, with arrays of both signs for which that gives the
    table's losses."""

    class Given(Loss):
        def forward(self, y_hat: Any, y: Any) -> Any:
            return (y_hat + 1) ** 2 * y

    examples = []
    for where, table, truth in COSTS:
        losses = np.array(table, dtype=float)
        indices, there = np.indices(losses.shape), losses > 0
        y = (1 + indices.sum(axis=0) % 2 / 2) * there
        root = np.sqrt(losses / np.where(there, y, 1)) * (-1.0) ** indices[1]
        given = {"y_hat": root - 1, "y": y, "L": losses}
        double = {"y_hat": np.sqrt(2) * root - 1, "y": y}
        first = {"y_hat": given["y_hat"][:, :1], "y": y[:, :1]}
        later = (
            (double, 2 * truth, "called again with other arrays"),
            (first, losses[:, 0].sum(), "called again with a single sample"),
        )
        examples.append(_answered(Given, "cost", where, given, truth, later, shown=("L",)))
    causes = {
        "sum_instead_of_mean": each(lambda example: example.truth * example.given["y"].shape[1]),
        "mean_over_outputs": each(lambda example: example.truth / example.given["y"].shape[0]),
        "swapped_arguments": _EXCHANGED,
    }
    return [Asked("cost", examples, causes)]


def mse(MSELoss: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask forward and backward of the square error."""
    forward, backward = _both(MSELoss, SQUARE_ERRORS)
    half = each(lambda example: example.truth / 2, lambda example: -example.truth / 2)
    return [
        Asked("forward", forward, {**FORWARD, "missing_square": _square_root}),
        Asked("backward", backward, {**BACKWARD, "missing_factor_two": half}),
    ]


def bce(BCELoss: Any, names: Mapping[str, Any]) -> list[Asked]:
    """Ask forward and backward of binary cross-entropy."""
    forward, backward = _both(BCELoss, CROSS_ENTROPIES)
    minus = each(lambda example: -example.truth)
    both = {
        "missing_term": each(_label(1, by=0), _label(0, by=0)),
        "clipped_too_hard": _too_small_at_the_ends,
        "swapped_arguments": _EXCHANGED,
    }
    logarithms = {
        "missing_minus": minus,
        "term_sign": each(_label(1, by=-1), _label(0, by=-1)),
        "wrong_log_base": _other_logarithm,
    }
    quotients = {
        "missing_minus": any_of(minus, each(_label(1, by=-1))),
        "term_sign": each(_label(0, by=-1)),
        "swapped_denominators": asked(y_hat=lambda example: 1 - example.given["y_hat"]),
        "fused_with_sigmoid": each(lambda example: example.given["y_hat"] - example.given["y"]),
    }
    return [
        Asked("forward", forward, {**FORWARD, **both, **logarithms}),
        Asked("backward", backward, {**BACKWARD, **both, **quotients}),
    ]


def _both(loss: Any, table: Table) -> tuple[list[Example], list[Example]]:
    """Examples of forward and of backward; the latter by itself, or after forward where only that gives numbers."""
    forward, alone, used = [], [], []
    for where, y_hat, y, losses, slopes in table:
        given = {"y_hat": np.array(y_hat, dtype=float), "y": np.array(y, dtype=float)}
        forward.append(_elementwise(loss, "forward", where, given, losses))
        alone.append(_elementwise(loss, "backward", where, given, slopes))
        used.append(_elementwise(loss, "backward", where, given, slopes, enter=_forward))
    values_right = [all(example.right for example in examples) for examples in (alone, used)]
    if values_right[0]:  # what is stored can be changed only where forward came before
        return forward, [replace(one, changed=one.changed or two.changed) for one, two in zip(alone, used, strict=True)]
    return forward, used if values_right[1] else alone


def _elementwise(loss: Any, name: str, where: str, given: Arrays, truth: Any, enter: Enter = nothing) -> Example:
    """The answer of a method that works entry by entry; ``enter``: what comes before each call with new arrays."""
    right = np.array(truth, dtype=float)
    turned, one = ({name: array[part] for name, array in given.items()} for part in (np.s_[:, ::-1], np.s_[:1, :1]))
    later = (
        (turned, right[:, ::-1], "called again with other arrays"),
        (one, right[:1, :1], "called again with arrays of another shape"),
    )
    redo = f"{loss.__name__}().{name}(y_hat, y)"
    return _answered(loss, name, where, given, right, later, enter, redo=redo)


def _answered(
    loss: Any, name: str, where: str, given: Arrays, truth: Any, later: Any, enter: Enter = nothing, **more: Any
) -> Example:
    """The answer of one method, of the same call again, and of those that come later."""
    again = Later(given, {name: truth}, "called again with the same arrays")
    further = [Later(arrays, {name: right}, words, enter) for arrays, right, words in later]
    way = Way(lambda at: loss(), name, ("y_hat", "y"), name, enter, stores=enter is not nothing)
    more = {"shown": ("y_hat", "y"), "operands": ("y_hat", "y"), "source": "expected", **more}
    return worked(way, given, {name: truth}, [again, *further], where=where, **more)[name]


def _forward(loss: Any, at: Arrays) -> None:
    call(loss.forward, at["y_hat"].copy(), at["y"].copy())


def _reduced(examples: Sequence[Example]) -> bool:
    """The right values' sum over samples, outputs or both, divided by any count."""
    large = [example for example in examples if min(example.truth.shape) > 1]
    return any(all(_is_multiple(example.numbers, example.truth.sum(axis)) for example in large) for axis in AXES)


AXES: tuple[int | None, ...] = (None, 0, 1)


def _is_multiple(answer: np.ndarray | None, total: np.ndarray) -> bool:
    if answer is None or answer.size != np.size(total):
        return False
    return any(agree(answer.ravel(), np.ravel(total) / count) for count in range(1, 13))


_EXCHANGED = asked(y_hat=lambda example: example.given["y"], y=lambda example: example.given["y_hat"])
_PER_OUTPUT = each(lambda example: example.truth / example.truth.shape[0])

FORWARD: Mapping[str, Cause] = {**ELEMENTWISE, "returns_mean": _reduced}
BACKWARD: Mapping[str, Cause] = {**FORWARD, "extra_mean": any_of(SHRUNK, _PER_OUTPUT)}


def _square_root(examples: Sequence[Example]) -> bool:
    """The square of the answer is right, and the answer has both signs."""
    answers = np.concatenate([np.ravel(np.asarray(example.numbers)) for example in examples])
    squares = all(agree(np.asarray(example.numbers) ** 2, example.truth) for example in examples)
    return squares and answers.min() < 0 < answers.max()


def _label(turned: int, by: float) -> Callable[[Example], np.ndarray]:
    """Entries with one label are right, those with the label ``turned`` are ``by`` times what is right."""
    return lambda example: np.where(example.given["y"] == turned, by, 1) * example.truth


def _too_small_at_the_ends(examples: Sequence[Example]) -> bool:
    """About right in the middle, and nearer to 0 than is right where the prediction is far from the label."""
    if same_ratio(examples) is not None:
        return False
    for example in examples:
        answer, y_hat = np.asarray(example.numbers), example.given["y_hat"]
        inside = (y_hat > 0.05) & (y_hat < 0.95)
        far = np.abs(y_hat - example.given["y"]) > 0.95
        if not np.allclose(answer[inside], example.truth[inside], rtol=0.1):
            return False
        if not np.all(np.abs(answer[far]) < np.abs(example.truth[far])):
            return False
    return True


def _other_logarithm(examples: Sequence[Example]) -> bool:
    """Off by the ratio of two usual logarithms, whatever the sign."""
    ratio = same_ratio(examples)
    return ratio is not None and any(abs(abs(ratio) * np.log(base) - 1) < SAME for base in (2, 10))
