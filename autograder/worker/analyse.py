"""What a cell's source says, told by parsing it: nothing of it has run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from .calls import Analysis, Raised
from .parsed import nodes, parsed
from .signs import signs

_MOST_NAMES, _LONGEST = 1000, 200
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)
_AT_THE_MARGIN = re.compile(r"^(?:(?:async +def|def|class) +(\w+)|(\w+)(?: *:[^=\n]*)? *=(?!=))", re.MULTILINE)
_IMPORTS_OR_DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def analyse(source: str, cell_id: str = "") -> Analysis:
    """Parse one cell: the names it binds, whether it imports or defines, its syntax error."""
    try:
        tree = parsed(source)
    except SyntaxError as error:
        names = dict.fromkeys(filter(None, (found[1] or found[2] for found in _AT_THE_MARGIN.finditer(source))))
        return Analysis(_first(names), raised=Raised("SyntaxError", str(error.msg)[:300], cell_id, error.lineno))
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, nesting that the parser gives up on
        return Analysis(raised=Raised(type(error).__name__, str(error)[:300], cell_id, None))
    statements = list(_top_level(tree.body))
    binds = dict.fromkeys(name for statement in statements for name in _bound(statement))
    return Analysis(
        binds=_first(binds),
        defines=any(isinstance(statement, _IMPORTS_OR_DEFINES) for statement in statements),
        signs=signs(nodes(source)),
    )


def _first(names: Iterable[str]) -> tuple[str, ...]:
    """As many names as a cell of a notebook may have, which is far more than any has."""
    return tuple(name for name in islice(names, _MOST_NAMES) if len(name) <= _LONGEST)


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Every statement that runs as part of the cell itself: also those within its blocks, none within its functions."""
    for statement in body:
        yield statement
        if isinstance(statement, _BLOCKS):
            for part in ("body", "orelse", "finalbody"):
                yield from _top_level(getattr(statement, part, []))
            for handler in getattr(statement, "handlers", []):
                yield from _top_level(handler.body)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds; of a block its head's, as its body comes on its own."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        yield from (name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names)
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.Try):
        yield from (handler.name for handler in statement.handlers if handler.name)
    else:
        head = [statement]
        if isinstance(statement, _BLOCKS):
            parts = [getattr(statement, name, None) for name in ("test", "target", "iter", "items")]
            head = [node for part in parts if part for node in (part if isinstance(part, list) else [part])]
        yield from (node.id for root in head for node in _own(root) if isinstance(node, ast.Name) and _stores(node))


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, but for the variables of comprehensions and lambdas, which are their own."""
    yield node
    for name, value in ast.iter_fields(node):
        if isinstance(node, ast.comprehension) and name == "target":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _own(child)


def _stores(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store | ast.Del)


def methods(source: str) -> list[tuple[str, str]]:
    """Class and method of every method in a source of ours, in order."""
    classes = (part for part in ast.parse(source).body if isinstance(part, ast.ClassDef))
    return [(cls.name, part.name) for cls in classes for part in cls.body if isinstance(part, ast.FunctionDef)]
