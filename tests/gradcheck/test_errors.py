"""What stopped a student's code, in a sentence: where shapes do not fit, the shapes."""

from __future__ import annotations

import linecache
from typing import Any

import numpy as np
import pytest

from gradcheck.errors import sentence

SETUP = (
    "self = type('L', (), {'W': np.ones((2, 3)), 'b': np.ones((2, 1))})()\nx, y = np.ones((2, 5)), np.ones((4, 5))\n"
)

SAID = {  # a line that fails: what is said of it
    "self.W @ x": "ValueError: (2, 3) @ (2, 5) cannot meet in self.W @ x",
    "self.W.T @ y": "ValueError: (2, 3)ᵀ @ (4, 5) cannot meet in self.W.T @ y",
    "x * y": "ValueError: (2, 5) * (4, 5) cannot meet in x * y",
    "x + y": "ValueError: (2, 5) + (4, 5) cannot meet in x + y",
    "x - y": "ValueError: (2, 5) - (4, 5) cannot meet in x - y",
    "x / y": "ValueError: (2, 5) / (4, 5) cannot meet in x / y",
    "np.dot(self.W, x)": "ValueError: (2, 3) @ (2, 5) cannot meet in np.dot(self.W, x)",
    "np.matmul(self.W, y.T)": "ValueError: (2, 3) @ (4, 5)ᵀ cannot meet in np.matmul(self.W, y.T)",
    "x + self.b @ self.W": "ValueError: (2, 1) @ (2, 3) cannot meet in self.b @ self.W",
    "(x + self.b) * y": "ValueError: (2, 5) * (4, 5) cannot meet in (x + self.b) * y",
    "np.concatenate([x, self.W])": "ValueError: all the input array dimensions except for the concatenation axis",
    "(\n  self.W\n  @ x\n)": "ValueError: (2, 3) @ (2, 5) cannot meet in self.W @ x",
    "x @ y.T + self.W": "ValueError: (2, 4) + (2, 3) cannot meet in x @ y.T + self.W",
    "x ** y": "ValueError: (2, 5) ** (4, 5) cannot meet in x ** y",
    "x *= y": "ValueError: (2, 5) *= (4, 5) cannot meet in x *= y",
    "x += y": "ValueError: (2, 5) += (4, 5) cannot meet in x += y",
    "np.multiply(x, y)": "ValueError: (2, 5) * (4, 5) cannot meet in np.multiply(x, y)",
    "np.add(x, y)": "ValueError: (2, 5) + (4, 5) cannot meet in np.add(x, y)",
    "np.subtract(x, y)": "ValueError: (2, 5) - (4, 5) cannot meet in np.subtract(x, y)",
    "np.divide(x, y)": "ValueError: (2, 5) / (4, 5) cannot meet in np.divide(x, y)",
    "np.power(x, y)": "ValueError: (2, 5) ** (4, 5) cannot meet in np.power(x, y)",
    "x.dot(y)": "ValueError: (2, 5) @ (4, 5) cannot meet in x.dot(y)",
    "np.maximum(x, y)": "ValueError: (2, 5), (4, 5) cannot meet in np.maximum(x, y)",
    "np.inner(x, self.W)": "ValueError: (2, 5), (2, 3) cannot meet in np.inner(x, self.W)",
    "np.einsum('ij,jk->ik', x, y)": "ValueError: (2, 5), (4, 5) cannot meet in np.einsum('ij,jk->ik', x, y)",
    "x[:, :3] * y[:, 1:]": "ValueError: (2, 3) * (4, 4) cannot meet in x[:, :3] * y[:, 1:]",
    "-x @ y": "ValueError: (2, 5) @ (4, 5) cannot meet in -x @ y",
    "np.ones((2, 2)) @ y": "ValueError: (2, 2) @ (4, 5) cannot meet in np.ones((2, 2)) @ y",
    "self.W.T.copy() @ y": "ValueError: (3, 2) @ (4, 5) cannot meet in self.W.T.copy() @ y",
    "np.sum(x, axis=1) + y": "ValueError: (2,) + (4, 5) cannot meet in np.sum(x, axis=1) + y",
    "x.mean(axis=1) + y": "ValueError: (2,) + (4, 5) cannot meet in x.mean(axis=1) + y",
    "3 @ x": "ValueError: a number @ (2, 5) cannot meet in 3 @ x",
    "x * x[:, 1:]": "ValueError: (2, 5) * (2, 4) cannot meet in x * x[:, 1:]",
    "self.b.T @ y": "ValueError: (2, 1)ᵀ @ (4, 5) cannot meet in self.b.T @ y",
    "x.reshape(3, 4)": "ValueError: cannot reshape array of size 10 into shape (3,4)",
    "np.concatenate([x]).dot(y)": "ValueError: shapes (2,5) and (4,5) not aligned: 5 (dim 1) != 4 (dim 0)",
    "float('x  y')": "ValueError: could not convert string to float: 'x y'",
    "raise ValueError": "ValueError",
    "raise ValueError('a\\n  b')": "ValueError: a b",
    "raise TypeError('x' * 300)": "TypeError: " + "x" * 200,
    "raise NotImplementedError('z')": "not written yet",
    "1 / 0": "ZeroDivisionError: division by zero",
    "Sigmoid()": "there is no Sigmoid yet: run the cell that defines it, and look at what it says",
    "sigmoid()": "NameError: name 'sigmoid' is not defined",
    "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})": "E",
}


def failed(line: str) -> BaseException:
    """What a cell of that line raises."""
    source, file = SETUP + line, f"<cell {abs(hash(line))}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    namespace: dict[str, Any] = {"np": np}
    try:
        exec(compile(source, file, "exec"), namespace)
    except Exception as error:
        return error
    raise AssertionError("it should have failed")


@pytest.mark.parametrize("line", SAID)
def test_an_error_is_told_in_a_sentence(line: str) -> None:
    """Of two arrays that cannot meet, what their shapes are and where they do; of a class that is missing, its name."""
    said = sentence(failed(line), ["Sigmoid"])
    assert said == SAID[line] or (said.startswith(SAID[line]) and "concatenate" in line)
    assert "\n" not in said


def test_an_error_without_a_line_is_told_by_itself() -> None:
    """Nothing is known of its operands."""
    assert sentence(ValueError("no")) == "ValueError: no"
    assert sentence(NameError("name 'Sigmoid' is not defined", name="Sigmoid")) == (
        "NameError: name 'Sigmoid' is not defined"
    )


def test_a_file_that_is_another_one_by_now_costs_no_words() -> None:
    """What the error says itself stays."""
    error = failed("x + np.ones((2, 6))")
    linecache.cache[f"<cell {abs(hash('x + np.ones((2, 6))'))}>"] = (1, None, ["%matplotlib inline\n"], "")
    assert sentence(error).startswith("ValueError: operands could not be broadcast together")


def test_inside_a_function_its_own_names_are_looked_at() -> None:
    """Before those of the notebook; the innermost call is where it failed."""
    inner = "def f(x):\n  z = np.ones((7, 7))\n  return x @ z\nx = f(x)"
    assert sentence(failed(inner)) == "ValueError: (2, 5) @ (7, 7) cannot meet in x @ z"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)"
            " (size 13 is different from 5)",
            "sizes 5 and 13 cannot meet in a matrix product",
        ),
        (
            "matmul: Input operand 0 does not have enough dimensions (has 0, gufunc core requires 1)",
            "a matrix product of something that is no matrix",
        ),
        ("dot: no", "dot: no"),
    ],
)
def test_numpys_own_words_of_a_matrix_product_are_shortened(theirs: str, ours: str) -> None:
    """Where the line is not at hand."""
    assert sentence(ValueError(theirs)) == f"ValueError: {ours}"
