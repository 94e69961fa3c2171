"""What is told of a cell from its source alone."""

from __future__ import annotations

import pytest

from autograder.worker.analyse import analyse

BINDS = {
    "a = b = 1": ("a", "b"),
    "a, (b, *c) = x": ("a", "b", "c"),
    "import numpy.linalg as la, os.path": ("la", "os"),
    "from numpy import *": ("*",),
    "def f(x):\n    y = 1": ("f",),
    "class Linear:\n    W = 1": ("Linear",),
    "for i in range(3):\n    j = i": ("i", "j"),
    "if x:\n    a = 1\nelse:\n    b = 2": ("a", "b"),
    "try:\n    a = 1\nexcept E as e:\n    b = 2\nfinally:\n    c = 3": ("a", "b", "c", "e"),
    "with open(p) as file:\n    text = 1": ("file", "text"),
    "print(n := 3)": ("n",),
    "x += 1": ("x",),
    "x: int = 1": ("x",),
    "layer.W = 1": (),
    "x = [y for y in z]": ("x",),
    "x = [last := y for y in z]": ("x", "last"),
    "def f():\n    global Tanh\n    Tanh = 3": ("f", "Tanh"),
    "del Linear": ("Linear",),
}


@pytest.mark.parametrize(("source", "names"), BINDS.items(), ids=BINDS)
def test_names_bound_at_the_top_level_are_found(source, names):
    """Every way of binding a name in the cell itself counts, none within its functions."""
    assert sorted(analyse(source).binds) == sorted(names)


@pytest.mark.parametrize("source", ["import os", "def f(): pass", "class A: pass", "if x:\n    import os"])
def test_a_cell_that_imports_or_defines_says_so(source):
    """Imports and definitions are noticed within blocks too."""
    assert analyse(source).defines


def test_a_cell_that_only_computes_defines_nothing():
    """Assignments and calls are no definitions."""
    assert not analyse("X = 1\nprint(X)").defines


def test_a_syntax_error_is_data():
    """What does not parse comes back with the cell and the line."""
    raised = analyse("x = 1\ndef f(:\n    pass", "linear_backward").raised
    assert (raised.type, raised.cell, raised.line) == ("SyntaxError", "linear_backward", 2)


@pytest.mark.parametrize("source", ["x = '\0'", "(" * 5000, "-" * 100_000 + "1", "[" * 300 + "]" * 300])
def test_source_that_a_parser_gives_up_on_is_data(source):
    """Null bytes and nesting beyond the parser's depth raise nothing."""
    assert analyse(source).raised is not None


def test_names_that_a_cell_which_does_not_parse_would_have_bound_are_found():
    """Assignments and definitions at the margin; what is within them is not theirs."""
    source = "<<<<<<< HEAD\nTWO = 2\nrate: float = 0.1\ndef mean(x, axis=1):\n    y = x\nclass Mine: pass\nTWO == 3"
    assert analyse(source).binds == ("TWO", "rate", "mean", "Mine")
