"""A method's code as fingerprints that renaming, comments, layout and the order of statements leave as they are."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

GRAM = 4  # tokens of a fingerprint
LONGEST = 20_000  # characters of a cell; a longer one is no answer
KEPT = frozenset(dir(builtins)) | {"np", "self"}
_TOKEN = re.compile(r"\w+|[^\w\s]+")


@dataclass(frozen=True)
class Unit:
    """One method, or what a cell holds beside the methods: its text, and its fingerprints."""

    text: str
    prints: frozenset[str]


@lru_cache(maxsize=4096)
def units(source: str, known: frozenset[str]) -> dict[str, Unit]:
    """The methods of a cell by name. ``known`` are the names after a dot that are kept; others are a student's own.

    What is no Python, or too long, has none.
    """
    try:
        tree = ast.parse(source) if len(source) <= LONGEST else ast.Module([], [])
        found = {f"{home}{each.name}": each for home, each in _functions(tree)}
        return {name: Unit(_text(source, each), _prints(each, known)) for name, each in found.items()}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def attributes(source: str) -> frozenset[str]:
    """The names after a dot in a cell of ours."""
    return frozenset(node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))


def _functions(tree: ast.AST) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.", each) for each in node.body if isinstance(each, ast.FunctionDef))


def _text(source: str, function: ast.FunctionDef) -> str:
    """The method as it is written, without the docstring, which is the release's as a rule."""
    first, *rest = function.body
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and rest
    gone = range(first.lineno, (first.end_lineno or 0) + 1) if said and rest[0].lineno > (first.end_lineno or 0) else ()
    numbered = enumerate(source.split("\n")[function.lineno - 1 : function.end_lineno], function.lineno)
    lines = [line for number, line in numbered if number not in gone]
    return "\n".join(line[function.col_offset :] if not line[: function.col_offset].strip() else line for line in lines)


def _prints(function: ast.FunctionDef, known: Set[str]) -> frozenset[str]:
    """Runs of tokens within each statement's line."""
    body = _Plain(known).visit(ast.parse(ast.unparse(function))).body[0].body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # the docstring
    found = set()
    for line in ast.unparse(ast.Module(body, [])).splitlines():
        tokens = _TOKEN.findall(line)
        for start in range(max(1, len(tokens) - GRAM + 1)):
            found.add(" ".join(tokens[start : start + GRAM]))
    return frozenset(found)


class _Plain(ast.NodeTransformer):
    """Every name that a student may choose becomes the same one; texts too."""

    def __init__(self, known: Set[str]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(node.id if node.id in KEPT else "v", node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg("self" if node.arg == "self" else "v")

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        return ast.Attribute(node.value, node.attr if node.attr in self.known else "a", node.ctx)

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("s") if isinstance(node.value, str | bytes) else node
