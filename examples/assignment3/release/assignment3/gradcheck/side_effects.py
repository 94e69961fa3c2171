"""Whether arrays are as they were, and what an object keeps: what code does beside answering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gradcheck.compare import as_numbers
from gradcheck.tolerance import EXACT, REBOUND, SAME

Held = Sequence[tuple[np.ndarray, np.ndarray]]
MOST = 10_000
"""So many values of an object are looked at."""
DEEPEST = 8
"""So deep are they looked at in lists and dictionaries, which may hold themselves."""


def same(value: Any, sent: np.ndarray, rtol: float = EXACT) -> bool:
    """Whether a value has the shape and the numbers that were sent; a copy in float32 has the same numbers.

    rtol: relative to the largest entry.
    """
    numbers = as_numbers(value)
    if numbers is None or numbers.shape != sent.shape:
        return False
    if (numbers == sent).all():
        return True
    if isinstance(value, np.ndarray) and value.dtype.itemsize < 8 and value.dtype.kind == "f":
        rtol = max(rtol, 2 * float(np.finfo(value.dtype).eps))
    return bool((np.abs(numbers - sent) <= rtol * np.abs(sent).max(initial=0.0)).all())


def is_buffer(numbers: np.ndarray) -> bool:
    """One number, or the same one throughout: to be written into."""
    return bool(numbers.ndim == 0 or numbers.size == 0 or (numbers.size > 1 and (numbers == numbers.flat[0]).all()))


def still(before: Any, after: Any) -> bool:
    """Whether all arrays of a stored value are as they were; one that is the same number throughout is a buffer."""
    if isinstance(before, Mapping):
        return not isinstance(after, Mapping) or all(
            still(before[name], after[name]) for name in before if name in after
        )
    numbers = _array(before)
    if numbers is not None:
        if is_buffer(numbers):
            return True
        now = _array(after)
        return now is not None and same(now, numbers, REBOUND)
    if isinstance(before, list | tuple):
        return isinstance(after, list | tuple) and len(after) >= len(before) and all(map(still, before, after))
    return True


def spoilt(after: Mapping[str, Any], *stored: Mapping[str, Any]) -> Iterator[str]:
    """The names of the first of ``stored`` under which nothing of what is stored there is held any more."""
    for name in stored[0]:
        if not any(still(each[name], after.get(name)) for each in stored if name in each):
            yield name


def copied(value: Any, but: Sequence[np.ndarray] = (), depth: int = DEEPEST) -> Any:
    """A value with arrays of its own, in lists, tuples and dictionaries too; None in the place of arrays in ``but``,
    and of what lies deeper."""
    if isinstance(value, np.ndarray):
        return None if any(value is array for array in but) else np.array(value)
    if type(value) not in (list, tuple, dict):
        return value
    if depth == 0:
        return None
    if type(value) is dict:
        return {name: copied(item, but, depth - 1) for name, item in value.items()}
    return type(value)(copied(item, but, depth - 1) for item in value)


def _array(value: Any, depth: int = DEEPEST) -> np.ndarray | None:
    """An array, or lists of numbers as one."""
    if isinstance(value, list | tuple) and value:
        if depth == 0:
            return None
        rows: Sequence[np.ndarray | None] = [_array(row, depth - 1) for row in value]
        shapes = {None if row is None else row.shape for row in rows}
        return np.array(rows, dtype=float) if len(shapes) == 1 and None not in shapes else None
    return as_numbers(value)


def held(subject: Any, but: Sequence[Any] = ()) -> Held:
    """All arrays that an object keeps, also in lists, tuples and dictionaries, each with a copy of what it holds.

    but: arrays that are looked after elsewhere.
    """
    left, found, seen = [vars(subject)] if hasattr(subject, "__dict__") else [], [], set(map(id, but))
    while left and len(seen) < MOST:
        value = left.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            found.append((value, np.array(value)))
        elif type(value) in (list, tuple):
            left += value
        elif type(value) is dict:
            left += value.values()
    return found


def overwritten(now: Any, was: np.ndarray) -> bool:
    """Whether something else was written into an array; a buffer is there for it."""
    return not is_buffer(was) and not same(now, was)


def is_twice(now: Any, before: Any) -> bool:
    """Whether an answer is twice the one before, which is not 0: it was added to."""
    numbers, first = as_numbers(now), as_numbers(before)
    if numbers is None or first is None or numbers.shape != first.shape or not first.any():
        return False
    return bool((np.abs(numbers - 2 * first) <= SAME * np.abs(first)).all())
