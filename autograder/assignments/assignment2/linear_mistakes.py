"""The mistakes of ``Linear.backward``: what each gives for W, b, A_prev and dZ, as a student writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Mistake
from autograder.authoring.bank import Row, formulas, quiet, spread
from autograder.worker.calls import Reply

Array = np.ndarray

# What stands where m belongs. m itself is the number of columns of dZ.
Count = Callable[[Array, Array, Array, Array], int]
WRONG_COUNTS: Mapping[str, Count] = {
    "n_in": lambda W, b, A, dZ: W.shape[1],
    "n_out": lambda W, b, A, dZ: W.shape[0],
    "m − 1": lambda W, b, A, dZ: dZ.shape[1] - 1,
    "m + 1": lambda W, b, A, dZ: dZ.shape[1] + 1,
    "the size of dZ": lambda W, b, A, dZ: dZ.size,
    "the size of A_prev": lambda W, b, A, dZ: A.size,
    "the size of W": lambda W, b, A, dZ: W.size,
}


def _middle(columns: np.ndarray) -> np.ndarray:
    """The column in the middle."""
    return columns[:, [columns.shape[1] // 2]]


DW: tuple[Row, ...] = (
    ("transposed", lambda W, b, A, dZ: A @ dZ.T / dZ.shape[1]),
    ("missing_transpose", lambda W, b, A, dZ: dZ @ A / dZ.shape[1]),
    ("missing_transpose", lambda W, b, A, dZ: dZ.T @ A / dZ.shape[1]),
    ("missing_transpose", lambda W, b, A, dZ: A @ dZ / dZ.shape[1]),
    ("elementwise_product", lambda W, b, A, dZ: dZ * A / dZ.shape[1]),
    ("elementwise_product", lambda W, b, A, dZ: dZ * A.T / dZ.shape[1]),
    ("elementwise_product", lambda W, b, A, dZ: dZ.T * A / dZ.shape[1]),
    ("elementwise_product", lambda W, b, A, dZ: dZ.T * A.T / dZ.shape[1]),
    ("elementwise_product", lambda W, b, A, dZ: np.mean(dZ * A, axis=1, keepdims=True)),
    ("elementwise_product", lambda W, b, A, dZ: np.mean(dZ * A, axis=1)),
    ("elementwise_product", lambda W, b, A, dZ: np.mean(dZ * A)),
    ("uses_output_as_input", lambda W, b, A, dZ: dZ @ (W @ A + b).T / dZ.shape[1]),
    ("uses_output_as_input", lambda W, b, A, dZ: dZ @ (W @ A).T / dZ.shape[1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, :1] @ A[:, :1].T),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, -1:] @ A[:, -1:].T),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, :1] @ A[:, :1].T / dZ.shape[1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, -1:] @ A[:, -1:].T / dZ.shape[1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, [1]] @ A[:, [1]].T),
    ("one_sample_only", lambda W, b, A, dZ: _middle(dZ) @ _middle(A).T),
)

DB: tuple[Row, ...] = (
    ("wrong_axis", lambda W, b, A, dZ: dZ.mean(axis=0, keepdims=True)),
    ("wrong_axis", lambda W, b, A, dZ: dZ.sum(axis=0, keepdims=True) / dZ.shape[1]),
    ("wrong_axis", lambda W, b, A, dZ: dZ.sum(axis=0, keepdims=True)),
    ("mean_over_everything", lambda W, b, A, dZ: dZ.mean()),
    ("mean_over_everything", lambda W, b, A, dZ: dZ.sum() / dZ.shape[1]),
    ("mean_over_everything", lambda W, b, A, dZ: dZ.sum()),
    ("not_averaged", lambda W, b, A, dZ: dZ),
    ("not_averaged", lambda W, b, A, dZ: dZ / dZ.shape[1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, :1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, -1:]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, :1] / dZ.shape[1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, -1:] / dZ.shape[1]),
    ("one_sample_only", lambda W, b, A, dZ: dZ[:, [1]]),
    ("one_sample_only", lambda W, b, A, dZ: _middle(dZ)),
)

TURNED_DB: Row = ("transposed", lambda W, b, A, dZ: dZ.mean(axis=1, keepdims=True).T)

DA_PREV: tuple[Row, ...] = (
    ("transposed", lambda W, b, A, dZ: dZ.T @ W),
    ("missing_transpose", lambda W, b, A, dZ: W @ dZ),
    ("missing_transpose", lambda W, b, A, dZ: dZ @ W),
    ("elementwise_product", lambda W, b, A, dZ: W.T * dZ),
    ("elementwise_product", lambda W, b, A, dZ: W * dZ),
    ("elementwise_product", lambda W, b, A, dZ: W.T * dZ.T),
    ("elementwise_product", lambda W, b, A, dZ: W * dZ.T),
)


# numpy's einsum stretches a dimension of one where a matrix product raises
EINSUMS: tuple[tuple[str, Row], ...] = (
    ("dW", ("missing_transpose", lambda W, b, A, dZ: np.einsum("ij,jk->ik", dZ, A) / dZ.shape[1])),
    ("dW", ("missing_transpose", lambda W, b, A, dZ: np.einsum("ij,jk->ik", dZ.T, A) / dZ.shape[1])),
    ("dW", ("missing_transpose", lambda W, b, A, dZ: np.einsum("ij,jk->ik", A, dZ) / dZ.shape[1])),
    ("dA_prev", ("missing_transpose", lambda W, b, A, dZ: np.einsum("ij,jk->ik", W, dZ))),
    ("dA_prev", ("missing_transpose", lambda W, b, A, dZ: np.einsum("ij,jk->ik", dZ, W))),
)


def _column(db: Any) -> Array:
    return np.reshape(db, (-1, 1))


def _row(db: Any) -> Array:
    return np.reshape(db, (1, -1))


NOTHING_NEW = {"wrong_axis": _row, "one_sample_only": _column, "mean_over_everything": _row}  # gives the same again


def _reshaped(rows: Sequence[Row]) -> Iterator[Row]:
    """Formulas of db as they come out of the many ways to keep, lose and restore a dimension."""
    for code, formula in rows:
        for reshape in (np.asarray, np.ravel, _column, _row):
            if reshape is not NOTHING_NEW.get(code):
                yield code, lambda W, b, A, dZ, f=formula, r=reshape: r(f(W, b, A, dZ))


def _everything() -> Iterator[Row]:
    """One number in every place of db."""
    for code, formula in DB:
        if code == "mean_over_everything":
            yield code, lambda W, b, A, dZ, f=formula: np.full(b.shape, f(W, b, A, dZ))


TOTALS: Mapping[str, Callable[..., Array]] = {
    "dW": lambda W, b, A, dZ: dZ @ A.T,
    "db": lambda W, b, A, dZ: dZ.sum(axis=1, keepdims=True),
}


def _divided(check: str, name: str, count: Count) -> tuple[Mistake, ...]:
    return formulas(
        check, ("wrong_divisor", lambda *arrays: TOTALS[check](*arrays) / np.float64(count(*arrays)), {"count": name})
    )


def _literal(check: str) -> Mistake:
    """A number written into the code where m belongs: a whole one, not 1, taken from the student's answer."""

    def fit(answer: Any, inputs: Any) -> Iterator[Mistake]:
        total = TOTALS[check](*inputs)
        if np.size(answer) != total.size:
            return
        place = np.argmax(np.abs(total))
        divisor = round(total.flat[place] / np.ravel(answer)[place])
        if divisor > 1:
            formula = spread(lambda *arrays: TOTALS[check](*arrays) / divisor)
            yield Mistake("hardcoded_batch_size", (check,), formula=formula, numbers={"divisor": divisor})

    return Mistake("hardcoded_batch_size", (check,), fit=fit)


def _transforms() -> Iterator[Mistake]:
    """On top of a right or another wrong answer."""
    for check in ("dW", "db"):
        yield Mistake("missing_mean", (check,), transform=lambda answer, inputs: answer * inputs.dZ.shape[1])
    yield Mistake("extra_mean", ("dA_prev",), transform=lambda dA, inputs: dA / inputs.dZ.shape[1])
    yield Mistake("extra_mean", ("dA_prev",), transform=lambda dA, inputs: dA / inputs.dZ.size)
    yield Mistake("extra_mean", ("dA_prev",), transform=lambda dA, inputs: dA / dA.size)
    yield Mistake("lost_keepdims", ("db",), transform=lambda db, inputs: _first_column(db))
    yield Mistake("lost_keepdims", ("db",), transform=lambda db, inputs: np.squeeze(_first_column(db)))


def _first_column(db: Array) -> Array:
    if db.ndim != 2 or db.shape[1] != 1:
        raise ValueError("no column")
    return db[:, 0]


def _old_gradient(name: str) -> Mistake:
    """What the attribute held before backward, where the constructor gave it numbers."""

    def observed(inputs: Any, replies: Sequence[Reply]) -> Any:
        before = replies[0].state.get(name)
        if before is None:
            raise ValueError("never set, and nothing there before")
        return before

    return Mistake("attribute_not_set", (name,), observed=observed)


def _with_updated_W(inputs: Any, replies: Sequence[Reply]) -> Any:
    """dA_prev from the W that backward left behind."""
    return quiet(lambda W: W.T @ inputs.dZ, replies[1].state["W"])


MISTAKES: tuple[Mistake, ...] = (
    *formulas("dW", *DW),
    *formulas("db", TURNED_DB, *_reshaped(DB), *_everything()),
    *formulas("dA_prev", *DA_PREV),
    *(mistake for check, row in EINSUMS for mistake in formulas(check, row)),
    *(each for name, count in WRONG_COUNTS.items() for check in TOTALS for each in _divided(check, name, count)),
    *map(_literal, TOTALS),
    *_transforms(),
    *(_old_gradient(name) for name in ("dW", "db")),
    Mistake("updates_parameters", ("dA_prev",), observed=_with_updated_W),
)
