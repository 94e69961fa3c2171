"""What a notebook's cells find in Jupyter beside Python itself, as harmless stand-ins: IPython is never imported.

``display``, ``get_ipython()``, ``IPython`` with whatever is imported from it, and debuggers, which end at once.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterator
from typing import Any

_KERNEL = ("IPython", "ipykernel", "traitlets")  # what is always there in a notebook
_PACKAGES = (*_KERNEL, "ipywidgets", "jupyter_client", "jupyter_core", "matplotlib_inline", "comm")
_DEBUGGERS = ("pdb", "ipdb", "pudb", "debugpy", "code")  # and the prompt that code.interact() opens
_STOPS = frozenset(("set_trace", "breakpoint", "post_mortem", "pm", "Tracer", "embed"))
_RUNS = frozenset(("run", "runcall", "runeval", "interact"))  # which other packages have, too


class DebuggerError(RuntimeError):
    """Nobody is there to answer a debugger."""


def stop(*_: Any, **__: Any) -> None:
    """What every call of a debugger does."""
    raise DebuggerError("a debugger was called")


class Nothing:
    """An object that takes whatever is asked of it, and does nothing; as a decorator it gives back what it got."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.data = args[0] if args else None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing, or the function that it decorates."""
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType | type):
            return args[0]
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return stop if name in _STOPS else Nothing()

    def __getitem__(self, key: Any) -> Any:
        return Nothing()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def __str__(self) -> str:
        return ""


class ZMQInteractiveShell(Nothing):
    """What ``get_ipython()`` gives: the namespace, and code that is handed to it is run there."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__()
        self.user_ns = self.user_global_ns = namespace
        self.config: dict[str, Any] = {"IPKernelApp": {}}

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

    def run_line_magic(self, name: str, line: str = "", *_: Any, **__: Any) -> Any:
        """Only ``%time`` and ``%pylab`` do anything to a namespace."""
        if name == "time":
            self.run_cell(line)
        elif name == "pylab":
            self.run_cell(PYLAB)
        return None

    def run_cell_magic(self, name: str, line: str, cell: str, *_: Any, **__: Any) -> Any:
        """Cells under ``%%time`` and ``%%capture`` run."""
        if name in ("time", "capture", "prun"):
            self.run_cell(cell)
        return None

    def magic(self, line: str) -> Any:
        """The older form of a line magic."""
        name, _, rest = line.lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def system(self, *_: Any) -> None:
        """No program is started."""

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """No program is started."""
        return []


# what %pylab does, in one line
PYLAB = (
    "import numpy, matplotlib; from matplotlib import pylab, mlab, pyplot; np = numpy; plt = pyplot; "
    "from matplotlib.pylab import *; from numpy import *"
)


class _Module(types.ModuleType):
    """Has whatever is imported from it: functions that do nothing, classes that can be derived from."""

    __path__: list[str] = []  # noqa: RUF012
    __version__ = "8.0.0"
    version_info = (8, 0, 0, "")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        root = self.__name__.split(".")[0]
        if name in _STOPS or (name in _RUNS and (root in _DEBUGGERS or "debugger" in self.__name__)):
            return stop
        if name == "get_ipython":
            return builtins.get_ipython  # type: ignore[attr-defined]
        if name in ("display", "clear_output") or name.startswith("display_"):
            return _show
        made = type(name, (Nothing,), {"__module__": self.__name__}) if name[:1].isupper() else Nothing()
        setattr(self, name, made)
        return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins in place of whatever is installed."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] not in (*_PACKAGES, *_DEBUGGERS):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def _show(*_: Any, display_id: Any = None, **__: Any) -> Any:
    """Nobody looks; a picture that is to be updated has a handle."""
    return Nothing() if display_id else None


def install(namespace: dict[str, Any]) -> None:
    """Make this process a notebook's, and the namespace that of its cells."""
    shell = ZMQInteractiveShell(namespace)
    for name, value in (("display", _show), ("get_ipython", lambda: shell), ("__IPYTHON__", True)):
        setattr(builtins, name, value)
    for name in _DEBUGGERS:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Finder())
    for name in _KERNEL:
        importlib.import_module(name)
    sys.breakpointhook = stop
    namespace.update({"In": [""], "Out": {}, "_": "", "__": "", "___": "", "_i": "", "_ii": "", "_iii": ""})
    namespace.update({"_ih": namespace["In"], "_oh": namespace["Out"], "_dh": ["/"], "exit": _end, "quit": _end})


def _end(*_: Any) -> None:
    """In a notebook this asks the kernel to end behind the cell: the rest of the cell runs."""


class History:
    """``In``, ``Out``, ``_`` and their like, as each cell finds them."""

    def __init__(self) -> None:
        self.inputs: list[str] = [""]
        self.shown: list[Any] = ["", "", ""]

    def begin(self, source: str, namespace: dict[str, Any]) -> None:
        """A cell is about to run."""
        last = [*self.inputs[:0:-1], "", "", ""]
        namespace.update({"_i": last[0], "_ii": last[1], "_iii": last[2], f"_i{len(self.inputs)}": source})
        self.inputs.append(source)
        if type(namespace.get("In")) is list:
            namespace["In"].append(source)

    def show(self, value: Any, namespace: dict[str, Any]) -> None:
        """A cell's last line has a value."""
        if value is None:
            return
        names = ("_", "__", "___")
        mine = all(namespace.get(name) is old for name, old in zip(names, self.shown, strict=True))
        self.shown = [value, *self.shown[:2]]
        if mine:
            namespace.update(zip(names, self.shown, strict=True))
        else:
            self.shown = [namespace.get(name) for name in names]
        number = len(self.inputs) - 1
        namespace[f"_{number}"] = value
        if type(namespace.get("Out")) is dict:
            namespace["Out"][number] = value
