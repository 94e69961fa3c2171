"""What ``get_ipython()`` gives: a shell that runs Python in the cells' namespace, and starts no program."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from . import captured, measured
from .nothing import Nothing

# what %pylab does, in one line
PYLAB = (
    "import numpy, matplotlib; from matplotlib import pylab, mlab, pyplot; np = numpy; plt = pyplot; "
    "from matplotlib.pylab import *; from numpy import *"
)


class SList(list[str]):
    """The lines that a program has printed: none, as none is started."""

    l = list = property(lambda self: self)  # noqa: E741
    n = nlstr = property("\n".join)
    s = spstr = property(" ".join)

    def grep(self, *_: Any, **__: Any) -> SList:
        """Those of the lines that match."""
        return SList()

    fields = grep


class Magics(Nothing):
    """What classes of magics are derived from."""

    def __init__(self, shell: Any = None, *_: Any, **__: Any) -> None:
        super().__init__()
        self.shell = shell


def _mark(kind: str) -> Callable[[Any], Any]:
    """A decorator of the methods of such a class, with a name or without."""

    def mark(named: Any) -> Any:
        def named_so(function: Any) -> Any:
            function._magic = kind, named if isinstance(named, str) else None
            return function

        return named_so if isinstance(named, str) else named_so(named)

    return mark


MARKS = {f"{kind}_magic": _mark(kind) for kind in ("line", "cell", "line_cell")}


class Result:
    """What became of a cell that code has run."""

    def __init__(self, result: Any = None, error: Exception | None = None) -> None:
        self.result, self.error_in_exec, self.error_before_exec = result, error, None
        self.success = error is None

    def raise_error(self) -> None:
        """Raise what the cell has raised."""
        if self.error_in_exec is not None:
            raise self.error_in_exec


class ZMQInteractiveShell(Nothing):
    """The namespace, and code that is handed to it is run there; magics that a notebook makes are its own."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__()
        self.user_ns = self.user_global_ns = namespace
        self.config: dict[str, Any] = {"IPKernelApp": {}}
        self._magics: dict[tuple[str, str], Callable[..., Any]] = {}

    @property
    def execution_count(self) -> int:
        """The number of the cell that runs."""
        inputs = self.user_ns.get("In")
        return max(len(inputs) - 1, 1) if type(inputs) is list else 1

    @property
    def kept(self) -> captured.Captured:
        """What the rest of the cell prints, as ``%%capture`` keeps it."""
        return captured.begin()

    def run_cell(self, source: str, *_: Any, **__: Any) -> Result:
        """Run Python as a cell would: what it raises is told, and raised no further."""
        try:
            return Result(self.ex(source))
        except Exception as error:
            return Result(error=error)

    def ex(self, source: str) -> Any:
        """Run Python; returns the value of its last line."""
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell of a cell>", "exec", dont_inherit=True), self.user_ns)
        if not isinstance(last, ast.Expr):
            return None
        return eval(compile(ast.Expression(last.value), "<cell of a cell>", "eval", dont_inherit=True), self.user_ns)

    def ev(self, source: str) -> Any:
        """The value of an expression."""
        return eval(source, self.user_ns)

    def push(self, variables: Any, *_: Any, **__: Any) -> None:
        """Bind names."""
        if isinstance(variables, dict):
            self.user_ns.update(variables)

    def register_magic_function(self, function: Any, magic_kind: str = "line", magic_name: str | None = None) -> Any:
        """From now on a line or a cell may begin with ``%name``."""
        for kind in ("line", "cell") if magic_kind == "line_cell" else (magic_kind,):
            self._magics[kind, magic_name or function.__name__] = function
        return function

    def register_magics(self, *classes: Any) -> None:
        """The methods of such a class that are marked."""
        for given in classes:
            magics = given(self) if isinstance(given, type) else given
            for name in dir(type(magics)):
                method = getattr(magics, name)
                if (mark := getattr(method, "_magic", None)) is not None:
                    self.register_magic_function(method, mark[0], mark[1] or name)

    def _decorator(self, kind: str) -> Callable[[Any], Any]:
        def register(named: Any) -> Any:
            if isinstance(named, str):
                return lambda function: self.register_magic_function(function, kind, named)
            return self.register_magic_function(named, kind)

        return register

    register_line_magic = property(lambda self: self._decorator("line"))
    register_cell_magic = property(lambda self: self._decorator("cell"))
    register_line_cell_magic = property(lambda self: self._decorator("line_cell"))

    def run_line_magic(self, name: str, line: str = "", *_: Any, **__: Any) -> Any:
        """The notebook's own; of Jupyter's, those that do something to a namespace."""
        if ("line", name) in self._magics:
            return self._magics["line", name](line)
        if name in _ASKED:
            return _ASKED[name](self, line.strip())
        if name == "timeit":
            source, options = measured.statement(name, line)
            result = measured.timeit("", source, {**self.user_ns, **sys._getframe(1).f_locals})
            return result if "o" in options else None
        if name in measured.OPTIONS:
            return self.ex(measured.statement(name, line)[0])
        if name == "alias_magic" and len(names := [word for word in line.split() if word[:1] != "-"]) > 1:
            new, old = (word.lstrip("%") for word in names[:2])
            self.register_magic_function(lambda line: self.run_line_magic(old, line), "line", new)
            self.register_magic_function(lambda line, cell: self.run_cell_magic(old, line, cell), "cell", new)
        if name == "pylab":
            self.ex(PYLAB)
        elif name == "run" and line.split():
            with open(line.split()[-1].strip("'").strip('"'), encoding="utf-8") as file:
                self.ex(file.read())
        return Nothing()

    def run_cell_magic(self, name: str, line: str, cell: str, *_: Any, **__: Any) -> Any:
        """The notebook's own; cells under ``%%time`` and ``%%capture`` run, ``%%writefile`` writes."""
        if ("cell", name) in self._magics:
            return self._magics["cell", name](line, cell)
        if name == "timeit":
            source, options = measured.statement(name, line)
            result = measured.timeit(source, cell, self.user_ns)
            return result if "o" in options else None
        if name in ("sx", "system"):
            return SList()
        if name == "capture" or name in measured.OPTIONS:
            self.ex(cell)
        elif name in ("writefile", "file") and line.split():
            mode = "a" if "-a" in line.split()[:-1] else "w"
            with open(line.split()[-1].strip("'").strip('"'), mode, encoding="utf-8") as file:
                file.write(cell)
        return Nothing()

    def magic(self, line: str) -> Any:
        """The older form of a line magic."""
        name, _, rest = line.lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def system(self, *_: Any) -> None:
        """No program is started."""

    def getoutput(self, *_: Any, **__: Any) -> SList:
        """No program is started."""
        return SList()


def _env(shell: ZMQInteractiveShell, line: str) -> Any:
    """All variables, one, or one that is set: ``name=value`` or ``name value``."""
    name, _, value = line.partition("=" if "=" in line else " ")
    if not value:
        return os.environ.get(name) if name else dict(os.environ)
    os.environ[name.strip()] = value.strip()
    return None


def _cd(shell: ZMQInteractiveShell, line: str) -> None:
    with suppress(OSError):
        os.chdir(line.strip("'\"") or ".")


_KERNEL_S = ("In", "Out", "exit", "quit", "get_ipython")


def _who(shell: ZMQInteractiveShell, line: str) -> list[str]:
    """Names that the notebook has bound, of these types where some are named."""
    kinds = line.split()
    names = (name for name in shell.user_ns if not name.startswith("_") and name not in _KERNEL_S)
    return sorted(name for name in names if not kinds or type(shell.user_ns[name]).__name__ in kinds)


def _delete(shell: ZMQInteractiveShell, line: str) -> None:
    """``%xdel name``"""
    shell.user_ns.pop(line.removeprefix("-n").strip(), None)


def _delete_matching(shell: ZMQInteractiveShell, line: str) -> None:
    """``%reset_selective -f pattern``"""
    pattern = re.compile(line.removeprefix("-f").strip())
    for name in [name for name in shell.user_ns if pattern.search(name)]:
        del shell.user_ns[name]


_ASKED: dict[str, Callable[[ZMQInteractiveShell, str], Any]] = {
    "env": _env,
    "set_env": _env,
    "cd": _cd,
    "xdel": _delete,
    "reset_selective": _delete_matching,
    "sx": lambda shell, line: SList(),
    "system": lambda shell, line: SList(),
    "pwd": lambda shell, line: os.getcwd(),
    "who_ls": _who,
}
