"""Checks of the losses: the numbers of worked examples, digit by digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assignment2.checks.causes import ELEMENTWISE, any_of, asked, each, same_ratio
from assignment2.checks.example import Cause, Example, agree, call, same, spoilt, stored
from assignment2.checks.verdict import Verdict, judge

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
    """Check ``Loss.cost`` on a loss of the check's own, ŷ²y, with arrays for which that gives the table's losses."""

    class Given(Loss):
        def forward(self, y_hat: Any, y: Any) -> Any:
            return y_hat**2 * y

    examples = []
    for where, table, truth in COSTS:
        losses = np.array(table, dtype=float)
        y = 1.0 + np.indices(losses.shape).sum(axis=0) % 2
        y_hat = np.sqrt(losses / y)
        example = _answered(Given(), "cost", where, y_hat, y, truth)
        double = call(example.given["method"], np.sqrt(2) * y_hat, y.copy())[0]
        first = call(example.given["method"], y_hat[:, :1].copy(), y[:, :1].copy())[0]
        later = (
            *example.later,
            (double, 2 * truth, "called again with other arrays"),
            (first, losses[:, 0].sum(), "called again with a single sample"),
        )
        examples.append(replace(example, later=later, given={**example.given, "L": losses}, shown=("L",)))
    causes = {
        "sum_instead_of_mean": each(lambda example: example.truth * example.given["y"].shape[1]),
        "mean_over_outputs": each(lambda example: example.truth / example.given["y"].shape[0]),
        "swapped_arguments": _exchanged,
    }
    return [judge("cost", examples, causes)]


def mse(MSELoss: Any, **_: Any) -> list[Verdict]:
    """Check forward and backward of the square error."""
    forward, backward = _both(MSELoss, SQUARE_ERRORS)
    half = any_of(each(lambda example: example.truth / 2), each(lambda example: -example.truth / 2))
    return [
        judge("forward", forward, {**FORWARD, "missing_square": _square_root}),
        judge("backward", backward, {**BACKWARD, "missing_factor_two": half}),
    ]


def bce(BCELoss: Any, **_: Any) -> list[Verdict]:
    """Check forward and backward of binary cross-entropy."""
    forward, backward = _both(BCELoss, CROSS_ENTROPIES)
    both: dict[str, Cause] = {
        "missing_minus": each(lambda example: -example.truth),
        "missing_term": any_of(_label(1, by=0), _label(0, by=0)),
        "clipped_too_hard": _too_small_at_the_ends,
    }
    logarithms = {
        "term_sign": any_of(_label(1, by=-1), _label(0, by=-1)),
        "wrong_log_base": _other_logarithm,
    }
    quotients = {
        "missing_minus": any_of(both["missing_minus"], _label(1, by=-1)),
        "term_sign": _label(0, by=-1),
        "swapped_denominators": _mirrored,
        "fused_with_sigmoid": each(lambda example: example.given["y_hat"] - example.given["y"]),
    }
    return [
        judge("forward", forward, {**FORWARD, **both, **logarithms}),
        judge("backward", backward, {**BACKWARD, **both, **quotients}),
    ]


def _both(loss: Any, table: Table) -> tuple[list[Example], list[Example]]:
    """Examples of forward and of backward; the latter by itself, or after forward where only that gives numbers."""
    forward, alone, used = [], [], []
    for where, y_hat, y, losses, slopes in table:
        arrays = np.array(y_hat, dtype=float), np.array(y, dtype=float)
        forward.append(_answered(loss(), "forward", where, *arrays, losses))
        alone.append(_answered(loss(), "backward", where, *arrays, slopes))
        used.append(_answered(loss(), "backward", where, *arrays, slopes, as_used=True))
    values_right = [all(example.right for example in examples) for examples in (alone, used)]
    if values_right[0]:  # what is stored can be changed only where forward came before
        return forward, [replace(one, changed=one.changed or two.changed) for one, two in zip(alone, used, strict=True)]
    return forward, used if values_right[1] else alone


def _answered(
    loss: Any, name: str, where: str, y_hat: np.ndarray, y: np.ndarray, truth: Any, as_used: bool = False
) -> Example:
    """The answer of one method, of the same call again, and of others; ``as_used``: each after a call of forward."""
    method, right = getattr(loss, name), np.array(truth, dtype=float)
    mine = y_hat.copy(), y.copy()
    if as_used:
        call(loss.forward, y_hat.copy(), y.copy())
    kept_by_forward = stored(loss)
    answer, error = call(method, *mine)
    pairs = zip(("ŷ", "y"), mine, (y_hat, y), strict=True)
    changed = tuple(label for label, now, was in pairs if not same(now, was)) + spoilt(kept_by_forward)
    again, _ = call(method, y_hat.copy(), y.copy())
    turned_arrays = y_hat[:, ::-1], y[:, ::-1]
    if as_used:
        call(loss.forward, *map(np.copy, turned_arrays))
    turned, _ = call(method, *map(np.copy, turned_arrays))
    if as_used:
        call(loss.forward, y_hat[:1, :1].copy(), y[:1, :1].copy())
    one, _ = call(method, y_hat[:1, :1].copy(), y[:1, :1].copy())
    later = [
        (again, right, "called again with the same arrays"),
        (turned, right[:, ::-1] if right.ndim else right, "called again with other arrays"),
    ]
    if right.ndim:
        later.append((one, right[:1, :1], "called again with arrays of another shape"))
    given = {"method": method, "y_hat": y_hat, "y": y}

    def moved() -> Any:
        elsewhere = y_hat.copy()
        elsewhere.flat[-1] = 0.45
        return call(method, elsewhere, y.copy())[0]

    shown = ("y_hat", "y")
    return Example(where, right, "expected", answer, error, tuple(later), changed, given, shown=shown, moved=moved)


def _reduced(examples: Sequence[Example]) -> bool:
    """The right values' sum over samples, outputs or both, divided by any count."""
    large = [example for example in examples if min(example.truth.shape) > 1]
    return any(all(_is_multiple(example.numbers, example.truth.sum(axis)) for example in large) for axis in AXES)


AXES: tuple[int | None, ...] = (None, 0, 1)


def _is_multiple(answer: np.ndarray | None, total: np.ndarray) -> bool:
    if answer is None or answer.size != np.size(total):
        return False
    return any(agree(answer.ravel(), np.ravel(total) / count) for count in range(1, 13))


def _exchanged(examples: Sequence[Example]) -> bool:
    """Called with its arguments exchanged, the method answers right."""
    return all(
        agree(asked(example.given["method"], example.given["y"], example.given["y_hat"]), example.truth)
        for example in examples
    )


_shrunk = any_of(
    each(lambda example: example.truth / example.truth.shape[1]),
    each(lambda example: example.truth / example.truth.size),
    each(lambda example: example.truth / example.truth.shape[0]),
)

FORWARD: Mapping[str, Cause] = {**ELEMENTWISE, "returns_mean": _reduced, "swapped_arguments": _exchanged}
BACKWARD: Mapping[str, Cause] = {**FORWARD, "extra_mean": _shrunk}


def _square_root(examples: Sequence[Example]) -> bool:
    """The square of the answer is right, and the answer has both signs."""
    answers = np.concatenate([np.ravel(np.asarray(example.numbers)) for example in examples])
    squares = all(agree(np.asarray(example.numbers) ** 2, example.truth) for example in examples)
    return squares and answers.min() < 0 < answers.max()


def _label(turned: int, by: float) -> Cause:
    """Entries with one label are right, those with the label ``turned`` are ``by`` times what is right."""
    return each(lambda example: np.where(example.given["y"] == turned, by, 1) * example.truth)


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
    return ratio is not None and any(abs(abs(ratio) * np.log(base) - 1) < 1e-4 for base in (2, 10))


def _mirrored(examples: Sequence[Example]) -> bool:
    """Right for the opposite prediction: the method is asked again with 1 − ŷ."""
    return all(
        agree(asked(example.given["method"], 1 - example.given["y_hat"], example.given["y"]), example.truth)
        for example in examples
    )
