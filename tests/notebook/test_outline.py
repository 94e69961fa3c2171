"""What is told from a cell's text, function by function."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.notebook import outline

LONG, MOST = outline.LONG, outline.MOST
STUB = (
    "class A(B):\n    def f(self, x):\n        raise NotImplementedError('f')\n\n    def g(self):\n        return 1\n"
)

TOLD: dict[str, list[tuple[tuple[Any, ...], Any]]] = {
    "masked": [
        (("a = 'x' # y\nb",), "a =  \nb"),
        (('"""a\nb"""c',), "\nc"),
        (("'''a\n'b\\''''c",), "\nc"),
        (('"""never\nclosed',), "\n"),
        (("'''never\nclosed",), "\n"),
        (("'not closed\nb",), "\nb"),
        (('"a\\"b" c',), " c"),
    ],
    "essence": [
        (("\n# a\n  # b\nx = 1  \n\n  y\t\n",), "x = 1\n  y"),
        (("x = 1 # a",), "x = 1 # a"),
        (("# a\n" + "x" * (LONG - 4),), "x" * (LONG - 4)),
        ((" # a\n" + "x" * (LONG - 4) + "\n",), "# a\n" + "x" * (LONG - 4)),
    ],
    "conflict": [
        (("a\nb\n<<<<<<< HEAD\n",), 3),
        (("  >>>>>>> main",), 1),
        (("\n\n<<<<<<< HEAD",), 3),
        (("<<<<<<<",), 1),
        (("<<<<<<<<",), None),
        (("<<<<<< HEAD",), None),
        (("a <<<<<<< HEAD",), None),
        (("=======",), None),
        (("\n" * MOST + "<<<<<<< HEAD",), None),
    ],
    "holds_code": [
        (("x",), True),
        (("",), False),
        (("# x\n\n",), False),
        (("'''text'''\n# x",), False),
        (("%%markdown\nx = 1",), False),
        (("\n%%html\nx",), False),
        (("%%time\nx",), True),
        (("%%jsx\nx",), True),
        ((" " * MOST + "x",), False),
    ],
    "defined": [
        (("class A:\n    class B: pass\ndef f(): pass\nasync def g(): pass",), {"A", "f", "g"}),
        (("'''\nclass A:\n'''",), set()),
        (("x = 1",), set()),
        (("\n" * MOST + "class A: pass",), set()),
    ],
    "imports_or_defines": [
        (("import x",), True),
        (("x = 1\nfrom x import y",), True),
        (("class A: pass",), True),
        (("async def f(): pass",), True),
        (("def f(): pass",), True),
        (("important = 1\n  import x",), False),
    ],
    "is_indented": [
        (("    x = 1",), True),
        (("\tx = 1",), True),
        (("# a\n    x = 1",), True),
        (("\n    x = 1",), True),
        (("\n\nx = 1",), False),
        (("# a\nx = 1",), False),
        (("x = 1",), False),
        (("",), False),
        (("#" * MOST + "\n  x",), False),
    ],
    "begins_class": [
        (("x\n  class A:",), True),
        (("\tclass A:",), True),
        (("my class A",), False),
        (("class\n",), False),
        (("\n" * MOST + "class A:",), False),
    ],
    "home": [
        (("class A: pass", "A"), "A"),
        (("class A: pass", "B"), None),
        (("  class A: pass", "A"), None),
        (("class AB: pass", "A"), None),
        (("class Mine: pass\nA = Mine  # done", "A"), "Mine"),
        (("A = Mine", "A"), None),
        (("if 1:\n    class Mine: pass\nA = Mine", "A"), None),
        (("'''\nclass A:\n'''\nif 1:\n    class A: pass", "A"), None),
        (("A = Mine()\nclass Mine: pass", "A"), None),
        (("'''\nclass A:\n'''", "A"), None),
        (("'''\nclass A:\n'''\nclass Mine: pass\nA = Mine", "A"), "Mine"),
        (("'''\nclass Mine:\n'''\nA = Mine", "A"), None),
        (("\n" * MOST + "class A: pass", "A"), None),
    ],
    "may_define": [
        (("if 1:\n    class A: pass", "A"), True),
        (("A = whatever()", "A"), True),
        (("x = 1\nA  = 1", "A"), True),
        (("x = A", "A"), False),
        (("  A = 1", "A"), False),
        (("B = 1", "A"), False),
    ],
    "extends_itself": [
        (("class A(B, A): pass", "A"), True),
        (("class A(B): pass", "A"), False),
        (("Old = A\nclass A(Old): pass", "A"), True),
        (("class Mine(A): pass\nA = Mine", "A"), True),
        (("class Mine(B): pass\nA = Mine", "A"), False),
        (("A == 1\nclass B(A): pass", "A"), False),
        (("'A'\nclass A(B): pass  # A", "A"), False),
        (("class AB(A): pass", "A"), False),
        (("\n" * MOST + "class A(A): pass", "A"), False),
    ],
    "unanswered": [
        ((STUB, "A"), ("f",)),
        (("class A:\n    def f(self): pass\n    def g(self): ...\n    def h(self): x", "A"), ("f", "g")),
        (("class A:\n    x = 1", "A"), ()),
    ],
    "answered": [
        ((STUB, "A", ("f", "g")), 1),
        ((STUB, "A", ("g",)), 1),
        ((STUB, "A", ("f", "h")), 0),
        (("class Mine:\n    def f(self): return 1\nA = Mine\nclass C:\n    def g(self): return 1", "A", ("f", "g")), 1),
        (("class A:\n    def g(self):\n        return 1\n    f = g", "A", ("f",)), 1),
        (("class A:\n    f == g", "A", ("f",)), 0),
        (("class A:\n    async def f(self): return 1", "A", ("f",)), 1),
        (("class A:\n    def ff(self): return 1", "A", ("f",)), 0),
        (("class A:\n    def f(self, x=[1, {2: 3}], y: int = (lambda: 1)):\n        pass", "A", ("f",)), 0),
        (("class A:\n    def f(self, x={1: 2}): return x", "A", ("f",)), 1),
        (("class A:\n    def f(self, x: int) -> dict[str, int]: return x", "A", ("f",)), 1),
        (("class A:\n    def f(self)\n        return 1", "A", ("f",)), 0),
        (("class A:\n    def f(self):\n        pass\n    x = 1", "A", ("f",)), 0),
        (("class A:\n    def f(self):\n        pass\n\n        x = 1", "A", ("f",)), 1),
        (
            (
                "class A:\n    def f(self):\n        'text'\n        # x\n        raise NotImplementedError()",
                "A",
                ("f",),
            ),
            0,
        ),
        (("class A:\n    def f(self):\n        'text';\n        pass", "A", ("f",)), 0),
        (("class A:\n    def f(self):\n        raise NotImplementedErrors", "A", ("f",)), 1),
        (("class A:\n    def f(self): return 1\nclass A:\n    def f(self): pass", "A", ("f",)), 0),
        (("class A:\n    def f(self): pass\nx = 1\nclass B:\n    def f(self): return 1", "A", ("f",)), 0),
        (("class A(\n    B\n):\n    def f(self): return 1", "A", ("f",)), 1),
        (("class A(B[\n    C\n]):\n    def f(self): return 1", "A", ("f",)), 1),
        (("class A(B({\n    C\n})):\n    def f(self): return 1", "A", ("f",)), 1),
        (("class A:\n    def f(self): return 1\nif 1:\n    class A:\n        def f(self): pass", "A", ("f",)), 1),
        (("class A:\n    def f(self):x", "A", ("f",)), 1),
        (("    def f(self): return 1", "A", ("f",)), 1),
        (("\n" * MOST + "class A:\n    def f(self): return 1", "A", ("f",)), 0),
    ],
    "ends_early": [
        ((STUB, "A", ("f", "g")), False),
        ((STUB, "A", ("f", "h")), True),
        (("class A:\n    def f(self):\n        x = 1", "A", ("f",)), True),
        (("class A:\n    def f(self):\n        yield 1", "A", ("f",)), False),
        (("class A:\n    def f(self): pass\n    def f(self):\n        x = 1", "A", ("f",)), True),
        (("class A:\n    def f(self):\n        x = 1\n    def f(self): pass", "A", ("f",)), False),
        (("class A:\n    def f(self):\n        returns = 1", "A", ("f",)), True),
        (("class A:\n    def f(self):\n        x = 1\n        return x", "A", ("f",)), False),
        (("class Mine:\n    def f(self): pass\nA = Mine\nclass C:\n    def f(self): x", "A", ("f",)), False),
        (("class A:\n    def f(self): pass", "A", ()), False),
        (("x = 1", "A", ("f",)), True),
    ],
}


@pytest.mark.parametrize(
    ("function", "arguments", "told"),
    [(function, *case) for function, cases in TOLD.items() for case in cases],
    ids=lambda value: f"{value!r:.50}" if isinstance(value, tuple) else None,
)
def test_what_a_cells_text_tells(function: str, arguments: tuple[Any, ...], told: Any) -> None:
    """Words within text and comments are none, and nothing behind the limit is looked at."""
    assert getattr(outline, function)(*arguments) == told


def test_how_much_of_a_cell_is_looked_into() -> None:
    """More than all code of a release in one cell, and never so much that a cell takes seconds."""
    assert (MOST, LONG) == (150_000, 200_000)
