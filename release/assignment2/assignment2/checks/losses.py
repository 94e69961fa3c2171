"""Checks of the losses: the numbers of worked examples, digit by digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assignment2.checks.example import Cause, Example, agree, any_of, call, each, same_ratio
from assignment2.checks.verdict import Verdict, judge

Table = tuple[tuple[str, Any, Any, Any, Any], ...]

COSTS: tuple[tuple[str, Any, float], ...] = (  # where, the losses of all elements, the cost
    ("with the numbers on the board", [[1, 0, 4], [2, 5, 0]], 4.0),
    ("with two outputs and one sample", [[3], [1]], 4.0),
    ("with one output and four samples", [[2, 4, 7, 0]], 3.25),
    ("with four outputs and two samples", [[1, 2], [3, 4], [5, 6], [7, 9]], 18.5),
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


def cost(Loss: Any, **_: Any) -> list[Verdict]:
    """Check ``Loss.cost`` on a loss of the check's own, whose ``forward`` gives the table's numbers."""
    examples = []
    for where, table, truth in COSTS:
        losses = np.array(table, dtype=float)

        class Given(Loss):
            def forward(self, y_hat: Any, y: Any, losses: np.ndarray = losses) -> np.ndarray:
                return losses.copy()

        y_hat, y = 0.25 * losses, 0.5 * losses
        examples.append(_answered(Given(), "cost", where, y_hat, y, truth))
    causes = {
        "sum_instead_of_mean": each(lambda example: example.truth * example.given["m"]),
        "mean_over_outputs": each(lambda example: example.truth / example.given["n"]),
    }
    return [judge("cost", examples, causes)]


def mse(MSELoss: Any, **_: Any) -> list[Verdict]:
    """Check forward and backward of the square error."""
    forward, backward = _both(MSELoss, SQUARE_ERRORS)
    return [
        judge("forward", forward, {**FORWARD, "missing_square": _squared}),
        judge("backward", backward, {**BACKWARD, "missing_factor_two": each(lambda example: example.truth / 2)}),
    ]


def bce(BCELoss: Any, **_: Any) -> list[Verdict]:
    """Check forward and backward of binary cross-entropy."""
    forward, backward = _both(BCELoss, CROSS_ENTROPIES)
    causes = {
        "missing_minus": each(lambda example: -example.truth),
        "missing_term": _one_label_vanishes,
        "term_sign": _one_label_negated,
        "clipped_too_hard": _wrong_at_the_ends,
    }
    return [
        judge("forward", forward, {**FORWARD, **causes, "wrong_log_base": _other_logarithm}),
        judge(
            "backward",
            backward,
            {**BACKWARD, **causes, "swapped_denominators": _mirrored, "fused_with_sigmoid": _fused},
        ),
    ]


def _both(loss: Any, table: Table) -> tuple[list[Example], list[Example]]:
    forward, backward = [], []
    for where, y_hat, y, losses, slopes in table:
        arrays = np.array(y_hat, dtype=float), np.array(y, dtype=float)
        forward.append(_answered(loss(), "forward", where, *arrays, losses))
        backward.append(_answered(loss(), "backward", where, *arrays, slopes))
    return forward, backward


def _answered(loss: Any, name: str, where: str, y_hat: np.ndarray, y: np.ndarray, truth: Any) -> Example:
    mine = y_hat.copy(), y.copy()
    answer, error = call(getattr(loss, name), *mine)
    kept = [np.copy(mine[0]), np.copy(mine[1])]
    again, _ = call(getattr(loss, name), y_hat.copy(), y.copy())
    changed = tuple(
        label for label, now, was in zip(("y_hat", "y"), kept, (y_hat, y), strict=True) if not np.array_equal(now, was)
    )
    given = {"y_hat": y_hat, "y": y, "n": y.shape[0], "m": y.shape[1], "method": getattr(loss, name)}
    return Example(where, np.array(truth, dtype=float), "expected", answer, again, error, changed, given)


def _shrunk(examples: Sequence[Example]) -> bool:
    """Divided by the number of samples, of outputs, or of entries."""
    return any_of(
        each(lambda example: example.truth / example.given["m"]),
        each(lambda example: example.truth / example.truth.size),
        each(lambda example: example.truth / example.given["n"]),
    )(examples)


def _reduced(examples: Sequence[Example]) -> bool:
    """One number, or a row or column of them, where the example has several rows and columns."""
    shapes = [
        example.numbers.shape for example in examples if example.numbers is not None and min(example.truth.shape) > 1
    ]
    return bool(shapes) and all(len(shape) < 2 or 1 in shape for shape in shapes)


def _exchanged(examples: Sequence[Example]) -> bool:
    """Called with its arguments exchanged, the method answers right."""
    return all(
        agree(numbers_of(example.given["method"], example.given["y"], example.given["y_hat"]), example.truth)
        for example in examples
    )


def numbers_of(method: Any, *args: Any) -> np.ndarray | None:
    """The answer of one more call, on copies of the arrays."""
    return Example("", np.zeros(()), answer=call(method, *(np.copy(array) for array in args))[0]).numbers


FORWARD: Mapping[str, Cause] = {"returns_mean": _reduced, "swapped_arguments": _exchanged}
BACKWARD: Mapping[str, Cause] = {"returns_mean": _reduced, "extra_mean": _shrunk, "swapped_arguments": _exchanged}


def _squared(examples: Sequence[Example]) -> bool:
    """The square of the answer is right."""
    return all(example.numbers is not None and agree(example.numbers**2, example.truth) for example in examples)


def _by_label(examples: Sequence[Example]) -> dict[int, list[tuple[np.ndarray, np.ndarray]]]:
    """Answers and what is right: the entries with y = 0, and those with y = 1. Raises where the shapes differ."""
    split: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {0: [], 1: []}
    for example in examples:
        for label, pairs in split.items():
            chosen = example.given["y"] == label
            pairs.append((np.asarray(example.numbers)[chosen], example.truth[chosen]))
    return split


def _one_label_vanishes(examples: Sequence[Example]) -> bool:
    """All answers for one label are 0, those for the other are right up to their sign."""
    split = _by_label(examples)
    return any(
        all(agree(answer, 0 * truth) for answer, truth in split[gone])
        and any(all(agree(sign * answer, truth) for answer, truth in split[1 - gone]) for sign in (1, -1))
        for gone in (0, 1)
    )


def _one_label_negated(examples: Sequence[Example]) -> bool:
    split = _by_label(examples)
    return any(
        all(agree(-answer, truth) for answer, truth in split[turned])
        and all(agree(answer, truth) for answer, truth in split[1 - turned])
        for turned in (0, 1)
    )


def _wrong_at_the_ends(examples: Sequence[Example]) -> bool:
    """Wrong at 0.01 and 0.99 alone, and too near to 0 where the truth is large there."""
    for example in examples:
        inside = (example.given["y_hat"] > 0.05) & (example.given["y_hat"] < 0.95)
        answer = np.asarray(example.numbers)
        if not np.allclose(answer[inside], example.truth[inside], rtol=0.05):
            return False
    return True


def _other_logarithm(examples: Sequence[Example]) -> bool:
    """Off by the ratio of two usual logarithms, whatever the sign."""
    ratio = same_ratio(examples)
    return ratio is not None and any(abs(ratio * np.log(base) - 1) < 1e-4 for base in (2, 10))


def _mirrored(examples: Sequence[Example]) -> bool:
    """Right for the opposite prediction: the method is asked again with 1 − ŷ."""
    return all(
        agree(numbers_of(example.given["method"], 1 - example.given["y_hat"], example.given["y"]), example.truth)
        for example in examples
    )


def _fused(examples: Sequence[Example]) -> bool:
    """The prediction minus the label."""
    return all(agree(example.numbers, example.given["y_hat"] - example.given["y"]) for example in examples)
