"""Runs cells as a kernel does: future flags last, ``await`` stands at the top, the last line's value is kept."""

from __future__ import annotations
import __future__

import ast
import linecache
import warnings
from typing import Any

import numpy as np

from .calls import Raised
from .jupyter import History
from .perform import raised_by

_CELL = "<cell {}>"
_FUTURE = 0
for _name in __future__.all_feature_names:
    _FUTURE |= getattr(__future__, _name).compiler_flag
_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_COROUTINE = 0x80  # inspect.CO_COROUTINE


class Cells:
    """The cells of one notebook, one after the other, in one namespace."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.history = History()
        self.flags = 0  # of the future, of all cells so far
        self.loop: Any = None  # asyncio's, made by the first cell that waits for something

    def run(self, cell_id: str, source: str) -> Raised | None:
        """Execute one cell; whatever it raises, SystemExit too, comes back as data."""
        file = _CELL.format(cell_id)
        lines = [line + "\n" for line in source.split("\n")]
        linecache.cache[file] = (len(source), None, lines, file)
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._run(source, file)
        except BaseException as error:
            return raised_by(error)
        return None

    def _run(self, source: str, file: str) -> None:
        tree = compile(source, file, "exec", self.flags | _AWAIT | ast.PyCF_ONLY_AST, dont_inherit=True)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        body = compile(tree, file, "exec", self.flags | _AWAIT, dont_inherit=True)
        flags = self.flags | body.co_flags & _FUTURE
        shown = None
        if isinstance(last, ast.Expr):
            shown = compile(ast.Expression(last.value), file, "eval", flags | _AWAIT, dont_inherit=True)
        self.flags = flags
        self.history.begin(source, self.namespace)
        waits = "asyncio" in source
        self._execute(body, waits)
        if shown is not None:
            self.history.show(self._execute(shown, waits), self.namespace)

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
