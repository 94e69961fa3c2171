"""What a cell's source says, told by parsing it: nothing of it has run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .calls import Analysis, Raised
from .signs import signs

_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)
_IMPORTS_OR_DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def analyse(source: str, cell_id: str = "") -> Analysis:
    """Parse one cell: the names it binds, which of its methods are stubs, whether it imports or defines, its syntax
    error."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return Analysis(raised=Raised("SyntaxError", str(error.msg)[:300], cell_id, error.lineno))
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, nesting that the parser gives up on
        return Analysis(raised=Raised(type(error).__name__, str(error)[:300], cell_id, None))
    statements = list(_top_level(tree.body))
    binds = dict.fromkeys(name for statement in statements for name in _bound(statement))
    return Analysis(
        binds=tuple(binds),
        stubs=_methods(statements),
        defines=any(isinstance(statement, _IMPORTS_OR_DEFINES) for statement in statements),
        signs=signs(tree),
    )


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


def _methods(statements: list[ast.stmt]) -> dict[str, str]:
    """``Class.method`` → ``stub``, ``pass`` or ``written``; methods assigned later and classes given a second name
    count too."""
    found: dict[str, str] = {}
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            for part in statement.body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                    found[f"{statement.name}.{part.name}"] = _body(part)
                elif isinstance(part, ast.Assign):
                    found |= {f"{statement.name}.{t.id}": "written" for t in part.targets if isinstance(t, ast.Name)}
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                    found[f"{target.value.id}.{target.attr}"] = "written"
                elif isinstance(target, ast.Name) and isinstance(statement.value, ast.Name):
                    found |= _renamed(found, statement.value.id, target.id)
    return found


def _renamed(found: dict[str, str], old: str, new: str) -> dict[str, str]:
    return {new + key[len(old) :]: body for key, body in found.items() if key.startswith(old + ".")}


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    body = [statement for statement in function.body if not _does_nothing(statement)]
    if not body:
        return "pass"
    return "stub" if len(body) == 1 and _raises_not_implemented(body[0]) else "written"


def _does_nothing(statement: ast.stmt) -> bool:
    """``pass``, ``...``, and text that stands by itself."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _raises_not_implemented(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise):
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
