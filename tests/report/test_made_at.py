"""The line that makes a wrong answer, told where no other can be meant."""

from __future__ import annotations

import time

import pytest

from autograder.assignment import Check
from autograder.report.made_at import made_at

DERIVATIVE = Check("derivative", 1, "derivative", lambda reply: reply)
DW = Check("dW", 2, "backward", lambda reply: reply, returned=False)
DX = Check("dX", 1, "backward", lambda reply: reply)
GRADIENTS = Check("gradients", 3, "backward", lambda reply: reply, returned=False)
LINEAR = "class Linear:\n    def backward(self, dZ):\n{}\n\n    def other(self):\n        return 1\n"
WALK = "class MLP:\n    def backward(self, dA):\n        for layer in self.layers:\n{}\n"
TANH = "class Tanh:\n    def derivative(self, Z):\n        {}\n"


@pytest.mark.parametrize(
    ("source", "check", "code", "line"),
    [
        (LINEAR.format("        self.dW = dZ @ self.A_prev.T  # return\n        return 1"), DW, "missing_mean", 3),
        (LINEAR.format("        m = 4\n        self.dW, self.db = dZ @ self.A_prev.T, dZ"), DW, "missing_mean", 4),
        (LINEAR.format("        self.dW = dZ\n        self.dW /= 3"), DW, None, None),
        (LINEAR.format("        self.dW = dZ\n        self.dW[0] = 3"), DW, None, None),
        (LINEAR.format("        assert self.dW == 3\n        self.set(dZ)"), DW, None, None),
        (LINEAR.format("        self.dW = dZ"), DW, "attribute_not_set", None),
        (LINEAR.format("        self.dW = dZ"), GRADIENTS, None, None),
        (TANH.format("return 1 - np.tanh(Z)"), DERIVATIVE, "missing_square", 3),
        (TANH.format("return 1 if Z else 0; return 2"), DERIVATIVE, None, None),
        (TANH.format("if Z:\n            return 0\n        return 1"), DERIVATIVE, None, None),
        (TANH.format("def f(): return 2\n        self.f = f"), DERIVATIVE, None, None),
        (TANH.format("'''return it'''\n        return 1"), DERIVATIVE, None, None),
        ("def derivative(self, Z): return Z\n", DERIVATIVE, "negated", 1),
        ("def derivative(self, Z): return Z\n" * 2, DERIVATIVE, "negated", None),
        (TANH.format("Z[Z > 0] = 1\n        return Z"), DERIVATIVE, "mutates_input", 3),
        (TANH.format("d = Z\n        d[:] = 1\n        return d"), DERIVATIVE, "mutates_input", None),
        (TANH.format("np.tanh(Z, out=Z)\n        return Z"), DERIVATIVE, "mutates_input", 3),
        (
            WALK.format("            dA = layer.backward(dA)\n            return dA\n        return dA"),
            DX,
            "stops_early",
            5,
        ),
        (WALK.format("            dA = layer.backward(dA)\n        return dA"), GRADIENTS, "wrong_order", 3),
        (WALK.format("            dA = layer.backward(dA)\n        return dA"), DX, None, 4),
        (TANH.format("d = 1 - np.tanh(Z)\n        return d"), DERIVATIVE, "missing_square", 3),
        (TANH.format("d = 1\n        d -= np.tanh(Z)\n        return d"), DERIVATIVE, "missing_square", None),
        (TANH.format("return Z"), DERIVATIVE, None, 3),
        (LINEAR.format("        g = dZ @ self.A_prev.T\n        self.dW = g"), DW, "missing_mean", 3),
        (LINEAR.format("        self.dW += dZ"), DW, "accumulates", 3),
        ("%magic\n\0", DX, None, None),
        ("", DX, None, None),
    ],
)
def test_only_the_line_that_no_other_can_be(source: str, check: Check, code: str | None, line: int | None) -> None:
    """One statement sets the attribute, or is the return; of some mistakes the loop, or the write, is the place."""
    assert made_at(source, check, code, {"argument": 0}) == line


@pytest.mark.parametrize(
    "attack", ["Z[" * 9000, "self.dW," * 3000, "a" * 20_000, "(" * 20_000, "\n" * 20_000, "x.dW[" * 4000]
)
def test_no_cell_takes_long_to_read(attack: str) -> None:
    """What is endless in a line or in number is read up to a bound, in a second of the processor even so."""
    start = time.process_time()
    for check in (DW, DX, DERIVATIVE):
        made_at(TANH.format(attack) + LINEAR.format("        " + attack), check, "mutates_input", {"argument": 0})
    assert time.process_time() - start < 10
