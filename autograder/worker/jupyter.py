"""What a notebook's cells find in Jupyter beside Python itself, as harmless stand-ins: IPython is never imported.

``display``, ``IPython`` with whatever is imported from it, threads, and debuggers, which end at once.
"""

from __future__ import annotations

import _locale
import builtins
import functools
import importlib
import importlib.machinery
import os
import sys
import types
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

from . import threads
from .captured import Captured
from .nothing import STOPS, Nothing, ProgressBar, numbers, stop
from .shell import MARKS, Magics, ZMQInteractiveShell
from .stars import BROUGHT

_KERNEL = ("IPython", "ipykernel", "traitlets")  # what is always there in a notebook
_PACKAGES = (*_KERNEL, "ipywidgets", "jupyter_client", "jupyter_core", "matplotlib_inline", "comm", "tqdm")
_DEBUGGERS = ("pdb", "ipdb", "pudb", "debugpy", "code")  # and the prompt that code.interact() opens
_RUNS = frozenset(("run", "runcall", "runeval", "interact"))  # which other packages have, too
_POOLS = (
    *("concurrent.futures.thread", "concurrent.futures.process", "multiprocessing.pool"),
    *(f"multiprocessing.popen_{how}" for how in ("fork", "spawn_posix", "forkserver")),
    *(f"multiprocessing.{name}" for name in ("queues", "connection", "managers", "sharedctypes", "synchronize")),
)
_REAL_CHMOD, _REAL_SETLOCALE = os.chmod, _locale.setlocale
_GIVEN: dict[str, Any] = {"capture_output": Captured, "Magics": Magics, "ProgressBar": ProgressBar, **MARKS}
_GIVEN |= {"tqdm": ProgressBar, "tqdm_notebook": ProgressBar, "trange": numbers, "tnrange": numbers}
_LOOKS = ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_", "_repr_latex_", "_repr_png_", "_repr_svg_", "__repr__")


class _Module(types.ModuleType):
    """Has whatever is imported from it: functions that do nothing, classes that can be derived from."""

    __path__: list[str] = []  # noqa: RUF012
    __version__ = "8.0.0"
    version_info = (8, 0, 0, "")

    def __getattr__(self, name: str) -> Any:
        if name == "__all__" and self.__name__ in BROUGHT:
            return BROUGHT[self.__name__].split()
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        root = self.__name__.split(".")[0]
        if name in STOPS or (name in _RUNS and (root in _DEBUGGERS or "debugger" in self.__name__)):
            return stop
        if name == "get_ipython":
            return builtins.get_ipython  # type: ignore[attr-defined]
        if name in _GIVEN:
            return _GIVEN[name]
        if name.startswith("register_"):
            return getattr(builtins.get_ipython(), name)  # type: ignore[attr-defined]
        if name in ("display", "clear_output") or name.startswith("display_"):
            return _show
        made = type(name, (Nothing,), {"__module__": self.__name__}) if name[:1].isupper() else Nothing()
        setattr(self, name, made)
        return made


class _Finder:
    """Finds the stand-ins in place of whatever is installed."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname not in _POOLS and fullname.split(".")[0] not in (*_PACKAGES, *_DEBUGGERS):
            return None
        return importlib.machinery.ModuleSpec(fullname, cast(Any, self), is_package=fullname not in _POOLS)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return types.ModuleType(spec.name) if spec.name in _POOLS else _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ in _POOLS:
            from . import pools, processes

            module.__dict__.update({**pools.MODULES, **processes.MODULES}[module.__name__])

    def find_distributions(self, context: Any) -> Iterable[Any]:
        """What ``importlib.metadata`` says of the packages that are there: their names and versions."""
        from .installed import distributions

        return distributions(context.name)


def _show(*values: Any, display_id: Any = None, **__: Any) -> Any:
    """Nobody looks; a picture that is to be updated has a handle."""
    for value in values:
        _shown(value)
    return Nothing() if display_id else None


def _shown(value: Any) -> None:
    """An object of the notebook's own is asked how it looks, and may do something then; what it raises, costs
    nothing."""
    if type(value).__module__ != "__main__":
        return
    for name in ("_ipython_display_", *_LOOKS):
        with suppress(Exception):
            getattr(value, name)()
            if name == "_ipython_display_":
                return


def _chmod(path: Any, *args: Any, **how: Any) -> None:
    """Modes stay as they are; who copies a file of their own asks for one."""
    try:
        _REAL_CHMOD(path, *args, **how)
    except PermissionError:
        own = os.path.realpath(os.getcwd()), os.path.realpath(os.environ.get("TMPDIR", "/nowhere"))
        if isinstance(path, int) or not os.path.realpath(os.fsdecode(path)).startswith(
            tuple(f"{each}/" for each in own)
        ):
            raise


def _any_locale(category: int, name: Any = None) -> str:
    """One that this machine does not have is that of C, and no error."""
    try:
        return _REAL_SETLOCALE(category, name)
    except _locale.Error:  # type: ignore[attr-defined]
        return _REAL_SETLOCALE(category, "C")


def _any_backend() -> None:
    """A window or a widget for plots that cannot be had here is done without; who names one has matplotlib loaded."""
    for module, name in (("matplotlib", "use"), ("matplotlib.pyplot", "switch_backend")):
        if (found := sys.modules.get(module)) is not None:
            setattr(found, name, _tolerant(getattr(found, name)))


def _tolerant(use: Any) -> Any:
    @functools.wraps(use)
    def any_backend(*args: Any, **how: Any) -> None:
        with suppress(ImportError, ValueError):
            use(*args, **how)

    return any_backend


def install(namespace: dict[str, Any]) -> None:
    """Make this process a notebook's, and the namespace that of its cells."""
    shell = ZMQInteractiveShell(namespace)

    def shell_here() -> ZMQInteractiveShell:
        return shell

    for name, value in (("display", _show), ("get_ipython", shell_here), ("__IPYTHON__", True)):
        setattr(builtins, name, value)
    for name in (*_DEBUGGERS, *_POOLS, "locale"):
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Finder())
    for name in _KERNEL:
        importlib.import_module(name)
    sys.breakpointhook = stop
    sys.path.append("")  # a notebook imports what lies beside it, or what it has written there
    os.chmod = _chmod
    os.environ.setdefault("USER", "student")
    threads.install()
    _locale.setlocale = _any_locale
    _any_backend()
    namespace.update({"In": [""], "Out": {}, "_": "", "__": "", "___": "", "_i": "", "_ii": "", "_iii": ""})
    namespace.update({"_ih": namespace["In"], "_oh": namespace["Out"], "_dh": ["/"], "exit": _end, "quit": _end})
    notebook = os.path.join(os.getcwd(), "notebook.ipynb")  # as VS Code and JupyterLab name it
    namespace.update({"get_ipython": shell_here, "__vsc_ipynb_file__": notebook, "__session__": notebook})


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
        if value is None or type(value) is Nothing:
            return
        _shown(value)
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
