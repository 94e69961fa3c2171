"""How causes are proved: by numbers that only one mistake gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradcheck.compare import agree
from gradcheck.example import Cause, Example
from gradcheck.side_effects import is_twice
from gradcheck.tolerance import FLOAT32, SAME


def each(*formulas: Callable[[Example], Any]) -> Cause:
    """The cause that proves itself by numbers: every answer is what one of the formulas makes of the example."""
    return lambda examples: any(all(agree(one.answer, formula(one)) for one in examples) for formula in formulas)


def any_of(*causes: Cause) -> Cause:
    """The cause that one of several causes is."""
    return lambda examples: any(holds(cause, examples) for cause in causes)


def asked(**other: Callable[[Example], Any]) -> Cause:
    """With these arrays in place of the example's, the student's own code answers right."""
    return lambda examples: all(
        agree(one.asked(**{name: array(one) for name, array in other.items()}), one.truth) for one in examples
    )


def holds(cause: Cause, examples: Sequence[Example]) -> bool:
    """Whether a cause explains the examples. It may call the student's code again: where that stops, it does not."""
    try:
        return cause(examples)
    except Exception:
        return False


def multiple(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    """The one factor by which all second arrays are multiples of the first ones; None where there is none, or 0."""
    if any(np.shape(answer) != np.shape(right) for right, answer in pairs):
        return None
    ours, theirs = (np.concatenate([np.ravel(pair[k]).astype(float) for pair in pairs]) for k in (0, 1))
    if not np.isfinite(ours).all() or not np.isfinite(theirs).all() or not ours.any():
        return None
    ratio = float(np.dot(theirs, ours) / np.dot(ours, ours))
    return ratio if abs(ratio) > FLOAT32 and agree(theirs, ratio * ours) else None


def same_ratio(examples: Sequence[Example]) -> float | None:
    """The one factor between all answers and what is right; None where there is none, or where it is 0 or 1."""
    if any(example.numbers is None for example in examples):
        return None
    ratio = multiple([(example.truth, example.numbers) for example in examples])
    return ratio if ratio is not None and abs(ratio - 1) > SAME else None


def _stops_in_a_matrix_product(examples: Sequence[Example]) -> bool:
    texts = [str(example.error) for example in examples if isinstance(example.error, ValueError)]
    return any("matmul" in text or "not aligned" in text for text in texts)


def _accumulates(examples: Sequence[Example]) -> bool:
    """What is set, and not handed on to layers, is, after the same call again, twice what it was."""
    again = [(one, *one.later[0][:2]) for one in examples if one.later and not (one.returned or one.layers)]
    return len(again) == len(examples) and all(
        agree(truth, one.truth) and is_twice(answer, one.truth) for one, answer, truth in again
    )


ANYWHERE: Mapping[str, Cause] = {
    "accumulates": _accumulates,
    "negated": each(lambda example: -example.truth),
    "off_by_factor": lambda examples: same_ratio(examples) is not None,
}
"""Causes that are looked for in every check."""

ELEMENTWISE: Mapping[str, Cause] = {"matrix_product": _stops_in_a_matrix_product}
"""Causes in answers that are computed entry by entry."""

SHRUNK = each(
    lambda example: example.truth / example.truth.shape[1],
    lambda example: example.truth / example.truth.size,
)
"""What is right is divided by the number of samples, or of entries."""
