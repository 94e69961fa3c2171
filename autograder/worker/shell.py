"""What ``get_ipython()`` gives: a shell that runs Python in the cells' namespace, and starts no program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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

    def run_cell(self, source: str, *_: Any, **__: Any) -> Any:
        """Run Python as a cell would."""
        exec(compile(source, "<cell of a cell>", "exec", dont_inherit=True), self.user_ns)
        return Nothing()

    ex = run_cell

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
        if name == "time":
            self.run_cell(line)
        elif name == "pylab":
            self.run_cell(PYLAB)
        elif name == "run" and line.split():
            with open(line.split()[-1].strip("'").strip('"'), encoding="utf-8") as file:
                self.run_cell(file.read())
        return Nothing()

    def run_cell_magic(self, name: str, line: str, cell: str, *_: Any, **__: Any) -> Any:
        """The notebook's own; cells under ``%%time`` and ``%%capture`` run, ``%%writefile`` writes."""
        if ("cell", name) in self._magics:
            return self._magics["cell", name](line, cell)
        if name in ("time", "capture", "prun"):
            self.run_cell(cell)
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
