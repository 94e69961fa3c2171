"""Pairs that are more alike than chance, in classes whose honest pairs and copies are known."""

from __future__ import annotations

import ast
import json
import random
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from autograder.corpus import cases
from autograder.notebook.fill import fill_source
from autograder.notebook.release import Release
from autograder.similarity import alike
from autograder.similarity.chance import closeness, surprise
from autograder.similarity.fingerprint import units
from tests.ours import ASSIGNMENT

CELLS = Release.load(ASSIGNMENT.release).cells
RELEASE = {cell.grade_id: cell.source for cell in CELLS if cell.kind == "solution" and cell.grade_id}
Cells = dict[str, str]


@cache
def ways(exercise: str) -> tuple[tuple[str, ...], ...]:
    """How the exercise is answered, right and wrong, the usual ways first."""
    return tuple(case.bodies for case in cases(ASSIGNMENT, exercise=exercise))


def student(rng: random.Random, habit: float) -> Cells:
    """Somebody's cells; the larger ``habit``, the more students take the same ways."""
    own = {}
    for exercise, source in RELEASE.items():
        known = ways(exercise)
        weights = [1 / (rank + 1) ** habit for rank in range(len(known))]
        own[exercise] = fill_source(source, rng.choices(known, weights)[0])
    return own


def copied(cells: Cells) -> Cells:
    """The same with other names, comments and layout, methods in another order, no docstrings, and texts changed."""
    return {exercise: f"# all mine\n{ast.unparse(_Disguised().visit(ast.parse(s)))}" for exercise, s in cells.items()}


class _Disguised(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        names = {*stored, *(each.arg for each in node.args.args)} - {"self"}
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and each.id in names:
                each.id = f"mine_{each.id}"
            elif isinstance(each, ast.arg) and each.arg in names:
                each.arg = f"mine_{each.arg}"
        for here, there in pairwise(range(len(node.body))):  # two assignments that stand together change places
            if all(isinstance(node.body[k], ast.Assign) for k in (here, there)):
                node.body[here], node.body[there] = node.body[there], node.body[here]
                break
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        node.body = node.body[:0:-1]
        return node


@pytest.mark.parametrize(("habit", "seed"), [(1.0, 1), (1.0, 2), (0.5, 3), (0.0, 4)])
def test_three_copies_in_a_class_of_sixty(habit: float, seed: int) -> None:
    """All three pairs stand above the line, and nobody else does; the code shown is theirs."""
    rng = random.Random(seed)
    honest = [student(rng, habit) for _ in range(57)]
    whole = [*honest, *map(copied, honest[:3])]
    found = alike(whole, RELEASE, [f"s{number}" for number in range(60)])
    assert {(pair.one, pair.other) for pair in found} == {(0, 57), (1, 58), (2, 59)}
    assert [pair.expected for pair in found] == sorted(pair.expected for pair in found)
    for pair in found:
        assert pair.parts
        assert all("mine_" in part.texts[1] and "mine_" not in part.texts[0] for part in pair.parts)


@pytest.mark.parametrize("seed", [1, 2])
def test_right_answers_are_all_alike(seed: int) -> None:
    """Where everybody writes what the slides say, or one of two ways of it, no pair is above the line."""
    rng = random.Random(seed)
    one = {exercise: fill_source(source, ways(exercise)[0]) for exercise, source in RELEASE.items()}
    assert alike([one] * 60, RELEASE, [str(n) for n in range(60)]) == ()
    other = {exercise: fill_source(source, ways(exercise)[1]) for exercise, source in RELEASE.items()}
    mixed = [{exercise: rng.choice((one, other))[exercise] for exercise in RELEASE} for _ in range(60)]
    assert alike(mixed, RELEASE, [str(n) for n in range(60)]) == ()


def test_who_is_no_pair() -> None:
    """Two notebooks of one student, empty stubs, cells that are no Python, and anybody in a class of nine."""
    rng = random.Random(5)
    honest = [student(rng, 0.5) for _ in range(28)]
    broken = dict.fromkeys(RELEASE, "class X(:")
    whole = [*honest, honest[0], dict(RELEASE), dict(RELEASE), broken, broken, {}]
    names = [str(number) for number in range(len(whole))]
    assert [(pair.one, pair.other) for pair in alike(whole, RELEASE, names)] == [(0, 28)]
    names[28] = "0"
    assert alike(whole, RELEASE, names) == ()
    assert alike([honest[0]] * 2 + honest[1:8], RELEASE, [str(n) for n in range(9)]) == ()


@pytest.mark.parametrize(
    "source", ["def f(x):\n    return " + "-" * 9000 + "x", "def f(x):\n    return " + "9" * 6000, "\x00", "\ud800", ""]
)
def test_no_code_stops_it(source: str) -> None:
    """What cannot be read has no part in it."""
    assert units(source, frozenset()) == {}


def test_fingerprints_know_no_names_comments_or_order() -> None:
    """Renamed, commented, laid out and ordered anew: the same; another operation: others."""
    plain = "def f(self, Z):\n    a = np.tanh(Z)\n    b = self.W @ Z\n    return a * b"
    other = 'def f(self, q):\n    """Mine."""\n    y = (self.W @\n  q)  # first\n    x = np.tanh(q)\n    return x * y'
    known = frozenset(("tanh", "W"))
    assert units(plain, known)["f"].prints == units(other, known)["f"].prints
    assert units(plain.replace("a * b", "a + b"), known)["f"].prints != units(plain, known)["f"].prints


def test_what_many_write_surprises_nobody() -> None:
    """The surprise of a pair is −ln of the share of others who are as close; nothing where one has nothing."""
    prints = [frozenset("ab"), frozenset("ab"), frozenset("ab"), frozenset("ac"), None]
    near = closeness(prints)
    assert near[0, 3] == pytest.approx(1 / 3)
    assert np.isnan(near[0, 4])
    assert surprise(near)[0, 1] == pytest.approx(-np.log(2 / 3))
    assert surprise(near)[0, 4] == 0


def test_the_result_is_plain_data() -> None:
    """It can be written as JSON, and is the same again."""
    rng = random.Random(6)
    whole = [student(rng, 0.5) for _ in range(20)]
    whole.append(whole[0])
    once, again = (alike(whole, RELEASE, [str(n) for n in range(21)]) for _ in range(2))
    assert once == again
    assert json.dumps([pair.expected for pair in once])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('def f(x):\n    """Given.\n    Z\n    """\n    # my\n    return 1', "def f(x):\n    # my\n    return 1"),
        ('def f(self):\n    """Alone."""', 'def f(self):\n    """Alone."""'),
        ('def f(self):\n    "One line"; return 1', 'def f(self):\n    "One line"; return 1'),
    ],
)  # fmt: skip
def test_what_is_shown_side_by_side_leaves_the_docstring_out(source, text) -> None:
    """What both were given would hide what they wrote; a body that is nothing else, or beside it on a line, stays."""
    assert units(source, frozenset())["f"].text == text
