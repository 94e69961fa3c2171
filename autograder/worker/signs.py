"""Signs in a cell's source that somebody attacks the grader rather than the exercise: for a person to look at.

Only what no honest solution of a numpy exercise has. It protects nothing, as any of it can be written otherwise: the
walls of the sandbox do that. It is told from the source, before anything has run.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

_MODULES = frozenset(("autograder", "ctypes", "socket", "subprocess"))
_CALLS = {
    "os": frozenset(
        ("execl", "execv", "execve", "execvp", "fork", "forkpty", "popen", "posix_spawn", "spawnv", "symlink", "system")
    ),
    "sys": frozenset(("_getframe", "setprofile", "settrace")),
    "gc": frozenset(("get_objects", "get_referrers")),
}
_PROTOCOLS = frozenset(("__array_function__", "__array_ufunc__"))
_ARRAYS = frozenset(("ndarray", "float", "float64"))
_TELLING = (ast.Import, ast.ImportFrom, ast.Attribute, ast.ClassDef, ast.Constant)
_PLACES = ("/proc/", "/etc/passwd", "/etc/shadow", "gradebook.db")


def signs(nodes: Iterable[ast.AST]) -> tuple[str, ...]:
    """What stands in the source, of which these are the nodes, in a few words each, none twice."""
    return tuple(dict.fromkeys(sign for node in nodes if isinstance(node, _TELLING) for sign in _signs(node)))


def _signs(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (f"imports {name}" for alias in node.names if (name := alias.name.split(".")[0]) in _MODULES)
    elif isinstance(node, ast.ImportFrom):
        if (node.module or "").split(".")[0] in _MODULES and not node.level:
            yield f"imports {(node.module or '').split('.')[0]}"
        yield from (f"uses {node.module}.{a.name}" for a in node.names if a.name in _CALLS.get(node.module or "", ()))
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.attr in _CALLS.get(node.value.id, ()):
            yield f"uses {node.value.id}.{node.attr}"
        elif node.value.id in ("builtins", "__builtins__") and isinstance(node.ctx, ast.Store | ast.Del):
            yield from [f"replaces the builtin {node.attr}"] if hasattr(builtins, node.attr) else []
    elif isinstance(node, ast.ClassDef):
        yield from _class_signs(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (f"names {place}" for place in _PLACES if place in node.value)


def _class_signs(node: ast.ClassDef) -> Iterator[str]:
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    bases = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
    if methods & _PROTOCOLS or ("__eq__" in methods and bases & _ARRAYS):
        yield "has a class that answers for arrays when they are compared"
