"""How causes are proved: by numbers that only one mistake gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from assignment2.checks.example import ATOL, RTOL, Cause, Example, agree, call, numbers


def each(formula: Callable[[Example], Any]) -> Cause:
    """The cause that proves itself by numbers: every answer is what ``formula`` makes of the example."""
    return lambda examples: all(agree(example.numbers, formula(example)) for example in examples)


def any_of(*causes: Cause) -> Cause:
    """The cause that one of several causes is."""
    return lambda examples: any(holds(cause, examples) for cause in causes)


def holds(cause: Cause, examples: Sequence[Example]) -> bool:
    """Whether a cause explains the examples. It may call the student's code again: where that stops, it does not."""
    try:
        return cause(examples)
    except Exception:
        return False


def asked(method: Any, *args: Any) -> np.ndarray | None:
    """The numbers of one more call, on copies of the arrays."""
    return numbers(call(method, *(np.copy(array) for array in args))[0])


def same_ratio(examples: Sequence[Example]) -> float | None:
    """The one factor between all answers and what is right; None where there is none, or where it is 0 or 1."""
    pairs = [(answer, example.truth) for example in examples if (answer := example.numbers) is not None]
    if len(pairs) < len(examples) or any(answer.shape != truth.shape for answer, truth in pairs):
        return None
    answer = np.concatenate([np.ravel(answer) for answer, _ in pairs])
    truth = np.concatenate([np.ravel(truth) for _, truth in pairs])
    ratio = float(np.dot(answer, truth) / np.dot(truth, truth))
    fits = abs(ratio) > ATOL and abs(ratio - 1) > RTOL and agree(answer, ratio * truth)
    return ratio if fits else None


def _stops_in_a_matrix_product(examples: Sequence[Example]) -> bool:
    texts = [str(example.error) for example in examples if isinstance(example.error, ValueError)]
    return any("matmul" in text or "not aligned" in text for text in texts)


ANYWHERE: Mapping[str, Cause] = {
    "negated": each(lambda example: -example.truth),
    "off_by_factor": lambda examples: same_ratio(examples) is not None,
}
"""Causes that are looked for in every check."""

ELEMENTWISE: Mapping[str, Cause] = {"matrix_product": _stops_in_a_matrix_product}
"""Causes in answers that are computed entry by entry."""
