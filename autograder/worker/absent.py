"""Packages that a notebook imports and that are not here, as ``seaborn``: the cell runs without them.

While cells run, what stands for them takes whatever is asked of it; a method that needs them is told that they are
missing.
"""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

_MOST, _LONGEST = 100, 200
_asking = False  # whether exercises are asked: then nothing stands for anything


def missing(tree: ast.Module) -> tuple[str, ...]:
    """The modules, dotted, that a cell imports at its margin and whose package is not here; who looks first, in a
    ``try``, has a way to do without."""
    named: dict[str, None] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            named |= dict.fromkeys(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            named[statement.module] = None
    return tuple(name for name in list(named)[:_MOST] if not _is_here(name.split(".")[0]))


def packages(tree: ast.Module) -> tuple[str, ...]:
    """Of which packages they are."""
    return tuple(dict.fromkeys(name.split(".")[0][:_LONGEST] for name in missing(tree)))


def _is_here(package: str) -> bool:
    if package in sys.modules or package in sys.builtin_module_names:
        return True
    with suppress(Exception):
        return importlib.util.find_spec(package) is not None
    return True


@contextmanager
def standing_in(names: tuple[str, ...]) -> Iterator[set[str]]:
    """Meanwhile these can be imported, where nothing else brings them: yields the packages that had to be stood in
    for."""
    finder = _Finder({name.split(".")[0] for name in names})
    if names:
        sys.meta_path.append(cast(Any, finder))
    try:
        yield finder.used
    finally:
        if names:
            sys.meta_path[:] = [each for each in sys.meta_path if each is not finder]
        for name in [name for name, module in sys.modules.items() if type(module) is _Package]:
            del sys.modules[name]


class _Finder:
    """Comes last, so that a file which the notebook has written itself is found before."""

    def __init__(self, packages: set[str]) -> None:
        self.packages = packages
        self.used: set[str] = set()

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        package = fullname.split(".")[0]
        if package not in self.packages:
            return None
        self.used.add(package)
        return importlib.machinery.ModuleSpec(fullname, cast(Any, self), is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Package(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def ask() -> None:
    """From now on exercises are asked."""
    global _asking
    _asking = True


def _of(package: str) -> Absent:
    if _asking:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    return Absent(package)


class _Package(types.ModuleType):
    """The module that is imported."""

    __path__: list[str] = []  # noqa: RUF012

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _of(self.__name__.split(".")[0])


class Absent:
    """Whatever such a package has in it, or gives."""

    def __init__(self, package: str, *_: Any) -> None:
        self.__dict__["_package"] = package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _of(self._package)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Itself, or the function or class that it decorates."""
        given = _of(self._package)
        one = len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType | type)
        return args[0] if one and not (isinstance(args[0], type) and issubclass(args[0], BaseException)) else given

    def __getitem__(self, key: Any) -> Any:
        return _of(self._package)

    def __setitem__(self, key: Any, value: Any) -> None:
        _of(self._package)

    def __setattr__(self, name: str, value: Any) -> None:
        _of(self._package)

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        """A class may be derived from it."""
        return ()

    def __enter__(self) -> Any:
        return _of(self._package)

    def __exit__(self, *_: Any) -> None:
        pass
