"""What became of a stub, asked of the class."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.worker.cells import run_cell
from autograder.worker.stubs import state

BODIES = {
    "the release's line": ("raise NotImplementedError('backward')", "stub"),
    "the release's line without words": ("raise NotImplementedError", "stub"),
    "a docstring and the release's line": ('"""Doc."""\n        raise NotImplementedError("x")', "stub"),
    "pass": ("pass", "stub"),
    "dots": ("...", "stub"),
    "a docstring alone": ('"""Doc."""', "stub"),
    "text and pass": ('"""Doc."""\n        "later"\n        pass', "stub"),
    "code below the release's line": ("raise NotImplementedError\n        return 1", "written"),
    "code": ("return 2 * Z", "written"),
    "return alone": ("return", "written"),
    "another exception": ("raise ValueError", "written"),
}


STUB = "class Sigmoid:\n    def derivative(self, Z):\n        raise NotImplementedError\n"
ATTACHED = {
    "an assignment": "Sigmoid.derivative = f",
    "setattr": "setattr(Sigmoid, 'derivative', f)",
    "a tuple": "Sigmoid.derivative, x = f, 1",
    "a loop": "for cls in (Sigmoid,):\n    cls.derivative = f",
    "an annotation": "Sigmoid.derivative: object = f",
    "a decorator": "def attach(g):\n    Sigmoid.derivative = g\n@attach\ndef derivative(self, Z): return Z",
    "a class that takes over the name": "class Sigmoid(Sigmoid):\n    derivative = f",
    "another class": "class Mine(Sigmoid):\n    derivative = f\nSigmoid = Mine",
    "type": "Sigmoid = type('Sigmoid', (Sigmoid,), {'derivative': f})",
    "a class decorator": "def fill(cls):\n    cls.derivative = f\n    return cls\nSigmoid = fill(Sigmoid)",
    "a lambda": "Sigmoid.derivative = lambda self, Z: Z",
    "a property": "Sigmoid.derivative = property(lambda self: f)",
}


@pytest.mark.parametrize(("body", "is_"), BODIES.values(), ids=BODIES)
def test_a_method_is_a_stub_only_where_nothing_else_stands(body: str, is_: str) -> None:
    """The stub's line alone, or an empty body, is a stub; anything else is written."""
    names: dict[str, Any] = {}
    assert run_cell("cell", f"class Sigmoid:\n    def derivative(self, Z):\n        {body}\n", names) is None
    assert state(names["Sigmoid"], "derivative") == is_
    assert state(names["Sigmoid"], "other") == "missing"


@pytest.mark.parametrize("source", ATTACHED.values(), ids=ATTACHED)
def test_however_a_method_is_attached_it_is_written(source: str) -> None:
    """The class is asked, and not the text."""
    names: dict[str, Any] = {}
    assert run_cell("stub", STUB, names) is None
    assert state(names["Sigmoid"], "derivative") == "stub"
    assert run_cell("own", f"def f(self, Z): return Z\n{source}", names) is None
    assert state(names["Sigmoid"], "derivative") == "written"
