"""Small faults put into a file, one at a time: what ``mutants.py`` asks the tests to find."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult},
    **{ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.MatMult: ast.Mult},
    **{ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr},
}


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, the line as it stood, what was put for what, and the whole file with it."""

    file: str
    number: int
    line: str
    change: str
    source: str


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Every fault of a file, in the order of its lines."""
    tree, lines = ast.parse(source), source.splitlines()
    for node in _live(tree):
        for before, after in _faults(node):
            faulty = ast.unparse(_replaced(tree, before, after))
            change = f"{_short(before)} → {_short(after)}"
            yield Mutant(file, before.lineno, lines[before.lineno - 1].strip(), change, faulty)  # type: ignore[attr-defined]


def _live(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something: no annotations, docstrings, decorators and types, and no ``strict``, which only
    guards against faults of ours."""
    match node:
        case ast.keyword(arg="strict") | ast.Subscript(value=ast.Name(id="Literal")):
            return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.AST):
                yield from _live(child)


def _faults(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What to put for a node; one fault at a time."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                yield node, _with(node, ops=[*ops[:at], SWAPS[type(op)](), *ops[at + 1 :]])
        case ast.BoolOp(op=op, values=values):
            yield node, _with(node, op=SWAPS[type(op)]())
            for at in range(len(values)):
                rest = [*values[:at], *values[at + 1 :]]
                yield node, rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.BinOp(op=op):
            yield node, _with(node, op=SWAPS[type(op)]())
        case ast.UnaryOp(operand=operand):
            yield node, operand
        case ast.Constant(value=value, lineno=_) if not isinstance(value, type(None) | type(...)):
            yield node, ast.Constant(_other(value))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if not isinstance(
            test, ast.Compare | ast.UnaryOp
        ):
            yield test, ast.UnaryOp(ast.Not(), test)
        case ast.Return(value=value) if value and not (isinstance(value, ast.Constant) and value.value is None):
            yield node, ast.Return(ast.Constant(None))
        case ast.Raise() | ast.AugAssign() | ast.Expr() | ast.Break() | ast.Continue():
            yield node, ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, ast.Pass()
        case ast.comprehension(ifs=ifs):
            for each in ifs:
                yield each, ast.Constant(True)


def _other(value: object) -> object:
    match value:
        case bool():
            return not value
        case str():
            return value + "X"
        case bytes():
            return value + b"X"
    return value + 1  # type: ignore[operator]


def _with(node: ast.AST, **changes: object) -> ast.AST:
    fields = {**dict(ast.iter_fields(node)), **changes}
    return type(node)(**fields)


def _replaced(tree: ast.Module, before: ast.AST, after: ast.AST) -> ast.AST:
    """A copy of the tree with one node for another."""
    memo = {id(before): copy.deepcopy(after)}
    return ast.fix_missing_locations(copy.deepcopy(tree, memo))


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 160 else text[:157] + "..."
