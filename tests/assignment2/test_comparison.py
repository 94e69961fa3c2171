"""``check(..., show=True)``: the arrays that went in, the answer beside what is right, and lines that do it again."""

from __future__ import annotations

import re

import numpy as np
import pytest
from answers import notebook

from assignment2.checks import CHECKS, check

RIGHT = "self.dW = dZ @ self.A_prev.T / dZ.shape[1]\nself.db = dZ.mean(axis=1, keepdims=True)\nreturn self.W.T @ dZ"
BODIES = (None, "raise ValueError('no')", "return None", "return 'a'", "return np.ones((9, 9))")


def shown(grade_id: str, *bodies: str) -> str:
    """The page of an exercise with these bodies."""
    return check(grade_id, notebook({grade_id: list(bodies)}), show=True)._repr_html_()


def pasted(page: str) -> list[str]:
    """The lines to paste, one text an answer."""
    return [re.sub("&#x27;", "'", text) for text in re.findall(r"<summary>Lines.*?<pre[^>]*>(.*?)</pre>", page, re.S)]


def test_a_missing_mean_is_seen() -> None:
    """dW is four times what was measured; the tables say so, with the inputs; what is right is not repeated."""
    page = shown("linear_backward", RIGHT.replace(" / dZ.shape[1]", ""))
    captions = re.findall(r"<caption[^>]*>(.*?)</caption>", page)
    assert captions == [
        *("W (2, 3)", "b (2, 1)", "A_prev (3, 4)", "dZ (2, 4)"),
        *("yours (2, 3)", "numeric gradient (2, 3)", "difference (2, 3)"),
    ]
    fields = [float(value) for value in re.findall(r">(-?[\d.e+-]+)</td>", page)]
    assert fields[28:34] == [1, 7, -2, 12, 0, 10]
    assert fields[34:40] == [0.25, 1.75, -0.5, 3, 0, 2.5]


@pytest.mark.parametrize(
    ("grade_id", "body", "answer"),
    [
        ("linear_backward", RIGHT, "layer.dW"),
        ("leaky_relu_derivative", "return np.where(Z > 0, 1.0, self.alpha)", "LeakyReLU(alpha).derivative(Z)"),
        ("tanh_derivative", "return 1 - np.tanh(Z) ** 2", "Tanh().derivative(Z)"),
    ],
)
def test_the_lines_run(grade_id, body, answer) -> None:
    """Pasted into a cell they give what the page shows as yours."""
    names = notebook({grade_id: [body]})
    page = check(grade_id, names, show=True)._repr_html_()
    lines = pasted(page)[0].splitlines()
    assert lines[-1] == answer
    exec("\n".join(lines[:-1]), names)
    value = eval(lines[-1], names)
    yours = page.split("<caption")[[caption.startswith("yours") for caption in captions(page)].index(True) + 1]
    assert np.allclose([float(v) for v in re.findall(r">(-?[\d.e+-]+)</td>", yours)], value.ravel(), rtol=1e-3)


def captions(page: str) -> list[str]:
    return re.findall(r"<caption[^>]*>(.*?)</caption>", page)


@pytest.mark.parametrize("grade_id", CHECKS)
@pytest.mark.parametrize(
    "body", [None, "raise ValueError('no')", "return None", "return 'a'", "return np.ones((9, 9))"]
)
def test_it_shows_whatever_is_written(grade_id, body) -> None:
    """A stub, an error, no array, another shape: the same lines and points as without, and never an error."""
    names = notebook({grade_id: [body] * 2} if body else {})
    outcome, plain = check(grade_id, names, show=True), check(grade_id, names)
    assert (str(outcome), repr(outcome)) == (str(plain), repr(plain))
    assert outcome._repr_html_().startswith(plain._repr_html_())
