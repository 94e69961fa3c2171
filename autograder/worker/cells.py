"""Runs cells as a kernel does: future flags last, ``await`` stands at the top, the last line's value is kept."""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
import types
import warnings
from typing import Any

import numpy as np

from . import absent, captured, threads
from .calls import Raised
from .jupyter import History
from .parsed import parsed
from .perform import raised_by

_CELL = "<cell {}>"
_FUTURE = 0
for _name in __future__.all_feature_names:
    _FUTURE |= getattr(__future__, _name).compiler_flag
_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_COROUTINE = 0x80  # inspect.CO_COROUTINE


Code = tuple[types.CodeType, types.CodeType | None, int]  # all but a last expression, this one, flags of the future
_KEPT: dict[tuple[str, str], Code] = {}  # of the release's cells, by file and source


def keep(cell_id: str, source: str) -> None:
    """Compile a cell of the release once. Raises SyntaxError."""
    file = _CELL.format(cell_id)
    _KEPT[file, source] = _compiled(parsed(source), file, 0)


def _compiled(tree: ast.Module, file: str, flags: int) -> Code:
    last = tree.body[-1] if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    rest = ast.Module(tree.body[:-1], tree.type_ignores) if last is not None else tree
    body = compile(rest, file, "exec", flags | _AWAIT, dont_inherit=True)
    flags |= body.co_flags & _FUTURE
    shown = None
    if isinstance(last, ast.Expr):
        shown = compile(ast.Expression(last.value), file, "eval", flags | _AWAIT, dont_inherit=True)
    return body, shown, flags


class Cells:
    """The cells of one notebook, one after the other, in one namespace."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.history = History()
        self.flags = 0  # of the future, of all cells so far
        self.absent: set[str] = set()  # packages that the last cell did without
        self.loop: Any = None  # asyncio's, made by the first cell that waits for something

    def run(self, cell_id: str, source: str) -> Raised | None:
        """Execute one cell; whatever it raises, SystemExit too, comes back as data."""
        file = _CELL.format(cell_id)
        lines = [line + "\n" for line in source.split("\n")]
        linecache.cache[file] = (len(source), None, lines, file)
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    self._run(source, file)
                finally:
                    threads.finish()
                    captured.finish()
                    self._go_on()
        except BaseException as error:
            sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
            return raised_by(error)
        return None

    def _run(self, source: str, file: str) -> None:
        kept = None if self.flags else _KEPT.get((file, source))
        missing: tuple[str, ...] = ()
        if kept is None:
            tree = self._tree(source, file)
            missing = absent.missing(tree)
            kept = _compiled(tree, file, self.flags)
        body, shown, self.flags = kept
        self.history.begin(source, self.namespace)
        waits = "asyncio" in source
        with absent.standing_in(missing) as self.absent:
            self._execute(body, waits)
            if shown is not None:
                self.history.show(self._execute(shown, waits), self.namespace)

    def _go_on(self) -> None:
        """What a cell has left to asyncio's loop goes on behind it."""
        if self.loop is not None:
            self.loop.go_on()

    def _tree(self, source: str, file: str) -> ast.Module:
        """The cell parsed, once for its analysis and for this; an error names the cell."""
        try:
            return parsed(source)
        except SyntaxError:
            flags = self.flags | _AWAIT | ast.PyCF_ONLY_AST
            return compile(source, file, "exec", flags, dont_inherit=True)

    def _execute(self, code: Any, waits: bool) -> Any:
        if not waits and not code.co_flags & _COROUTINE:
            return eval(code, self.namespace)

        async def execute() -> Any:
            value = eval(code, self.namespace)
            return await value if code.co_flags & _COROUTINE else value

        if self.loop is None:
            from .loop import new_loop

            self.loop = new_loop()
        return self.loop.run_until_complete(execute())


def run_cell(cell_id: str, source: str, namespace: dict[str, Any]) -> Raised | None:
    """One cell by itself."""
    return Cells(namespace).run(cell_id, source)
