"""Which lines of a traceback are the student's own, and gradients by measuring."""

from __future__ import annotations

import linecache
from typing import Any

import numpy as np
import pytest

from gradcheck import CORE
from gradcheck.gradient_check import numeric_gradient, relative_error
from gradcheck.own_code import own_lines, unwritten


def stopped(source: str, **names: Any) -> BaseException:
    """What a cell raises."""
    linecache.cache["<cell x>"] = (len(source), None, source.splitlines(True), "<cell x>")
    try:
        exec(compile(source, "<cell x>", "exec"), names)
    except BaseException as error:
        return error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
    raise AssertionError("it should have failed")


def test_the_students_lines_are_told_from_the_outermost_on() -> None:
    """By number and text; those of installed packages and of what students are given are left out."""
    source = "def f():\n    np.linalg.inv(np.ones((2, 3)))\nf()"
    assert own_lines(stopped(source, np=np)) == [(3, "f()"), (2, "np.linalg.inv(np.ones((2, 3)))")]
    source = "numeric_gradient(lambda x: 1 / 0, np.ones(2))"
    assert own_lines(stopped(source, np=np, numeric_gradient=numeric_gradient)) == [(1, source), (1, source)]
    source = "import runpy\nrunpy.run_path('/nowhere.py')"
    assert own_lines(stopped(source)) == [(2, "runpy.run_path('/nowhere.py')")]
    assert (CORE / "__init__.py").is_file()


def test_what_stands_beside_the_packages_is_the_students() -> None:
    """This file lies in the same folder, and in none of them."""
    with pytest.raises(ValueError, match="no") as raised:
        raise ValueError("no")
    assert [text for _, text in own_lines(raised.value)] == ['raise ValueError("no")']


def test_what_was_never_raised_has_no_lines() -> None:
    assert own_lines(ValueError()) == []


@pytest.mark.parametrize(
    ("source", "is_unwritten"),
    [
        ("raise NotImplementedError", True),
        ("raise NotImplementedError('x')", True),
        ("raise ValueError", False),
        ("def f():\n    raise NotImplementedError\nf()", False),
    ],
)
def test_a_stub_is_unwritten_where_its_own_line_raises(source: str, is_unwritten: bool) -> None:
    """In the method that was called; one that calls another stub is written."""
    assert unwritten(stopped(source)) == is_unwritten
    assert unwritten(NotImplementedError())


def test_a_gradient_is_measured_entry_by_entry() -> None:
    """Twice for each, at both sides, with arrays of its own; x stays."""
    x = np.array([[1, 2], [3, 4]])
    asked: list[np.ndarray] = []
    found = numeric_gradient(lambda each: asked.append(each) or float((each**3).sum()), x)
    np.testing.assert_allclose(found, 3.0 * x**2, rtol=1e-8)
    assert (found.dtype, len(asked)) == (np.float64, 8)
    assert len({id(each) for each in asked}) == 8
    np.testing.assert_array_equal(x, [[1, 2], [3, 4]])
    np.testing.assert_allclose(numeric_gradient(lambda each: float(each**3), np.array(1.0), h=0.1), 3.01)
    assert max(abs(each - x).max() for each in asked) == pytest.approx(1e-5)


@pytest.mark.parametrize(
    ("a", "n", "error"),
    [(1.0, 1.0, 0.0), (2.0, 1.0, 0.5), (1.0, -2.0, 1.5), (0.0, 0.0, 0.0), (0.0, 3.0, 1.0), (True, False, 1.0)],
)
def test_a_relative_error_is_of_the_larger(a: float, n: float, error: float) -> None:
    """And 0 where both are 0."""
    np.testing.assert_array_equal(relative_error(np.array([a]), np.array([n])), [error])
