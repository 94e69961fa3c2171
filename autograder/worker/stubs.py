"""What became of a stub, asked of the live class; what a stub is, ``gradcheck/stub.py`` says."""

from __future__ import annotations

import ast
import linecache
import types
from functools import lru_cache
from typing import Any, Literal

from gradcheck.stub import is_stub

from .parsed import nodes

State = Literal["stub", "written", "missing"]
STATES: tuple[State, ...] = ("stub", "written", "missing")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def state(cls: Any, method: str) -> State:
    """``stub`` where the release's line or an empty body is all that the class has, however it came by it."""
    try:
        found = getattr(cls, method)
    except BaseException:  # a metaclass of the student's may raise anything
        return "missing"
    if type(found) is not types.FunctionType:
        return "written"
    code = found.__code__
    return "stub" if (code.co_firstlineno, code.co_name) in in_source(_source(code.co_filename)) else "written"


def _source(file: str) -> str:
    """A cell's source, where Python itself looks for it when it shows a traceback."""
    entry = linecache.cache.get(file)
    return "".join(entry[2]) if entry is not None and len(entry) == 4 else ""


@lru_cache(maxsize=128)
def in_source(source: str) -> frozenset[tuple[int, str]]:
    """The line (that of its first decorator) and name of every function that does nothing."""
    try:
        found = nodes(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    functions = (node for node in found if isinstance(node, _DEFINITIONS))
    return frozenset(
        (min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]), node.name)
        for node in functions
        if is_stub(node)
    )
