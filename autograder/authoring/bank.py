"""How a bank of mistakes is written down: a table of rows, one formula a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from autograder.assignment import Mistake

Formula = Callable[..., Any]
Row = tuple[str, Formula]
Numbered = tuple[str, Formula, Mapping[str, Any]]  # with what goes into the words


def formulas(check: str, *rows: Row | Numbered) -> tuple[Mistake, ...]:
    """Mistakes of that check; each row's formula takes the trial's inputs as its arguments."""
    return tuple(
        Mistake(code, (check,), formula=spread(formula), numbers=numbers[0] if numbers else {})
        for code, formula, *numbers in rows
    )


def transforms(checks: Iterable[str], *rows: Row) -> tuple[Mistake, ...]:
    """Mistakes on top of a right or wrong answer; each row's formula takes that answer alone."""
    return tuple(Mistake(code, tuple(checks), transform=_spoil(formula)) for code, formula in rows)


def spread(formula: Formula) -> Callable[[Any], Any]:
    """The formula as a function of one tuple of inputs."""
    return lambda inputs: quiet(formula, *inputs)


def _spoil(formula: Formula) -> Callable[[Any, Any], Any]:
    def transform(answer: Any, inputs: Any) -> Any:
        if not np.isfinite(answer).any():
            raise ValueError("an answer without a number proves no second mistake")
        return quiet(formula, answer)

    return transform


def quiet(formula: Formula, *inputs: Any) -> Any:
    """What the formula gives; that a wrong one divides by zero is expected."""
    with np.errstate(all="ignore"):
        return formula(*inputs)


def _reduced(reduce: Formula, axis: int | None, keepdims: bool) -> Row:
    return "returns_mean", lambda L: reduce(L, axis=axis, keepdims=keepdims)


# an elementwise answer that was averaged or summed
MEANS: tuple[Row, ...] = (
    *(_reduced(reduce, axis, keep) for reduce in (np.mean, np.sum) for axis in (None, 0, 1) for keep in (False, True)),
    ("returns_mean", lambda L: np.sum(L) / L.shape[1]),
)

# a gradient that was divided where nothing is averaged
EXTRA_MEANS: tuple[Row, ...] = (
    ("extra_mean", lambda gradient: gradient / gradient.shape[1]),
    ("extra_mean", lambda gradient: gradient / gradient.size),
)
