"""What is wrong with an answer: its type, its shape, its worst entry, one of its parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.compare import Expected, Fault, Target, as_numbers, disagreement, type_name

RIGHT = np.array([[1.0, -20.0], [0.0, 4.0]])
TARGET = Target.of(Expected(RIGHT, np.abs(RIGHT) + 1))
NUMBER = Target.of(Expected(np.array(2.0), np.array(2.0)))
NAN, INF = np.nan, np.inf


def at(index: tuple[int, ...], value: float) -> np.ndarray:
    changed = RIGHT.copy()
    changed[index] = value
    return changed


def entry(index: tuple[int, ...], yours: float, right: float, relative: float) -> dict[str, Any]:
    return {"index": index, "analytic": yours, "numeric": right, "relative_error": relative, "shape": (2, 2)}


SHAPE = {"expected_shape": (2, 2)}
FOUND: dict[str, tuple[Any, Target, Any]] = {
    "right": (RIGHT, TARGET, None),
    "whole numbers": (RIGHT.astype(int), TARGET, None),
    "nothing": (None, TARGET, ("returns_none", SHAPE)),
    "a list": (RIGHT.tolist(), TARGET, ("wrong_type", {"type": "list", **SHAPE})),
    "complex": (RIGHT + 0j, TARGET, ("wrong_type", {"type": "array of complex128", **SHAPE})),
    "a row": (RIGHT.reshape(1, 4), TARGET, ("wrong_shape", {"shape": (1, 4), **SHAPE})),
    "one entry": (at((0, 0), 2.0), TARGET, ("wrong_value", entry((0, 0), 2.0, 1.0, 0.5))),
    "the other way": (at((0, 0), -1.0), TARGET, ("wrong_value", entry((0, 0), -1.0, 1.0, 2.0))),
    "beside nothing": (at((1, 0), 1.0), TARGET, ("wrong_value", entry((1, 0), 1.0, 0.0, 1.0))),
    "the worst by what is allowed": (
        at((0, 1), -21.0) + at((0, 0), 1.5) - RIGHT,
        TARGET,
        ("wrong_value", entry((0, 0), 1.5, 1.0, 1 / 3)),
    ),
    "the largest difference of those as far off": (
        3 * RIGHT,
        Target.of(Expected(RIGHT, np.abs(RIGHT))),
        ("wrong_value", entry((0, 1), -60.0, -20.0, 2 / 3)),
    ),
    "an infinity before any number": (at((1, 1), -INF) + 1, TARGET, ("not_finite", entry((1, 1), -INF, 4.0, NAN))),
    "a NaN": (at((1, 0), NAN), TARGET, ("not_finite", entry((1, 0), NAN, 0.0, NAN))),
    "a number for an array": (3.0, TARGET, ("wrong_shape", {"shape": (), **SHAPE})),
    "a number": (2.0, NUMBER, None),
    "a bool": (True, NUMBER, ("wrong_value", {**entry((), 1.0, 2.0, 0.5), "shape": ()})),
    "a huge int": (-(10**400), NUMBER, ("not_finite", {**entry((), -INF, 2.0, NAN), "shape": ()})),
    "what shows a fault itself": (Fault("missing"), TARGET, ("missing", {})),
}


@pytest.mark.parametrize(("answer", "target", "said"), FOUND.values(), ids=FOUND)
def test_what_is_wrong_with_an_answer(answer: Any, target: Target, said: Any) -> None:
    """The type before the shape, the shape before the values; of these the one that is furthest off."""
    finding = disagreement(answer, target)
    numbers = finding and {k: pytest.approx(v, nan_ok=True) if k != "index" else v for k, v in said[1].items()}
    assert (finding and (finding.symptom, finding.code, finding.numbers)) == (said and (said[0], None, numbers))


@pytest.mark.parametrize(
    ("scale", "inside", "off", "is_right"),
    [
        (1.0, None, 4.9e-5, True),
        (1.0, None, 5.1e-5, False),
        (100.0, None, 4.9e-3, True),
        (0.0, 1.0, 3.9e-7, True),
        (0.0, 1.0, 4.1e-7, False),
        (1.0, 10.0, 5.3e-5, True),
        (1.0, 10.0, 5.5e-5, False),
    ],
)
def test_an_entry_may_be_off_by_a_share_of_its_terms(scale: float, inside: Any, off: float, is_right: bool) -> None:
    """And by the rounding of float32 in those that cancel inside of it; either way."""
    expected = Expected(np.array([3.0]), np.array([scale]), None if inside is None else np.array([inside]))
    for sign in (1, -1):
        assert (disagreement(np.array([3.0 + sign * off]), Target.of(expected)) is None) == is_right


def test_a_target_holds_all_terms_of_an_entry() -> None:
    """Those that cancel inside as well; parts are numbered where they have no names."""
    target = Target.of(Expected((RIGHT, RIGHT), (RIGHT, RIGHT), (RIGHT, 2 * RIGHT)))
    np.testing.assert_array_equal(target.magnitudes[1], 3 * RIGHT)
    assert (target.several, target.names) == (True, ("part 0", "part 1"))
    assert (TARGET.several, TARGET.names) == (False, ("part 0",))
    with pytest.raises(ValueError, match="an expected answer and its scale differ in shape"):
        Target.of(Expected(RIGHT, RIGHT[0]))


SEVERAL = Target.of(Expected((RIGHT, RIGHT[:1]), (RIGHT + 30, RIGHT[:1] + 30), names=("W", "b")))
PARTS: dict[str, tuple[Any, Any]] = {
    "right": ((RIGHT, RIGHT[:1]), None),
    "right in a list": ([RIGHT, RIGHT[:1]], None),
    "nothing": (None, ("returns_none", {})),
    "an array": (RIGHT, ("wrong_type", {"type": "array of float64"})),
    "one too few": ((RIGHT,), ("wrong_shape", {"shape": (1,), "expected_shape": (2,)})),
    "a part that is missing": ((RIGHT, None), ("missing_part", {"expected_shape": (1, 2), "part": "b"})),
    "a part of another shape": (
        (RIGHT[:1], RIGHT[:1]),
        ("wrong_shape", {"shape": (1, 2), **SHAPE, "part": "W"}),
    ),
}


@pytest.mark.parametrize(("answer", "said"), PARTS.values(), ids=PARTS)
def test_what_is_wrong_with_an_answer_of_several_parts(answer: Any, said: Any) -> None:
    """The first part that is wrong, by its name."""
    finding = disagreement(answer, SEVERAL)
    assert (finding and (finding.symptom, dict(finding.numbers))) == said


class Odd:
    type = "set"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([1], "list"),
        (np.ones(1), "array of float64"),
        (np.float32(1), "array of float32"),
        (Odd(), "set"),
        (type("E", (), {"type": 3})(), "E"),
    ],
)
def test_a_type_is_called_by_its_name(value: Any, name: str) -> None:
    """What could not cross by the name that came in its place."""
    assert type_name(value) == name


NUMBERS: dict[str, tuple[Any, Any]] = {
    "a float": (1.5, 1.5),
    "an int": (3, 3.0),
    "a bool": (True, 1.0),
    "an int beyond float64": (10**400, INF),
    "one below it": (-(10**400), -INF),
    "numpy's": (np.float32(0.5), 0.5),
    "numpy's bool": (np.array([True]), [1.0]),
    "unsigned": (np.array([2], dtype=np.uint8), [2.0]),
    "text": ("1", None),
    "complex": (1j, None),
    "numpy's complex": (np.complex128(1), None),
    "objects": (np.array([1.0], dtype=object), None),
    "dates": (np.array([0], dtype="datetime64[s]"), None),
    "nothing": (None, None),
    "a list": ([1.0], None),
}


@pytest.mark.parametrize(("value", "numbers"), NUMBERS.values(), ids=NUMBERS)
def test_what_is_a_number_on_the_real_line(value: Any, numbers: Any) -> None:
    """Python's and numpy's, and their arrays; nothing else."""
    found = as_numbers(value)
    assert (None if found is None else (found.tolist(), found.dtype)) == (numbers and (numbers, np.dtype(float)))
