"""What became of a stub, asked of the class."""

from __future__ import annotations

import linecache
from typing import Any, get_args

import pytest

from autograder.worker.cells import run_cell
from autograder.worker.stubs import STATES, State, in_source, state

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
    "two lines of the release's": ("raise NotImplementedError\n        raise NotImplementedError", "written"),
    "the exception of another module": ("raise mine.NotImplementedError", "written"),
    "what a call gives": ("raise NotImplementedError()()", "written"),
    "an exception again": ("raise", "written"),
    "a number that stands by itself": ("3", "stub"),
    "a name that stands by itself": ("Z", "written"),
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


def test_what_cannot_be_asked_is_missing_or_written() -> None:
    """A class that raises when it is asked; a function of no source; a cell that Python no longer knows."""

    class Traps(type):
        def __getattribute__(cls, name: str) -> Any:
            raise SystemExit

    class Trap(metaclass=Traps):
        pass

    assert state(Trap, "derivative") == "missing"
    assert state(None, "derivative") == "missing"
    made: dict[str, Any] = {}
    exec("class Sigmoid:\n    def derivative(self, Z): pass\n", made)
    assert state(made["Sigmoid"], "derivative") == "written"
    linecache.cache["<lazy>"] = (lambda: "",)
    exec(compile("class Sigmoid:\n    def derivative(self, Z): pass\n", "<lazy>", "exec"), made)
    assert state(made["Sigmoid"], "derivative") == "written"
    assert state(type("Other", (), {"derivative": len}), "derivative") == "written"


def test_every_state_is_listed() -> None:
    """A program may go through them."""
    assert get_args(State) == STATES


DECORATED = """
def same(f): return f
class Sigmoid:
    @same
    @same
    def derivative(self, Z):
        pass
    def other(self, Z):
        return Z
    async def later(self, Z):
        raise NotImplementedError
"""


def test_a_stub_is_found_by_its_name_and_first_line() -> None:
    """That of its first decorator; an async one is a stub, too."""
    assert in_source(DECORATED) == {(4, "derivative"), (10, "later")}
    names: dict[str, Any] = {}
    assert run_cell("cell", DECORATED, names) is None
    assert [state(names["Sigmoid"], name) for name in ("derivative", "other", "later")] == ["stub", "written", "stub"]


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 10_000])
def test_what_cannot_be_parsed_holds_no_stubs(source: str) -> None:
    """And is no error of ours."""
    assert in_source(source) == frozenset()
