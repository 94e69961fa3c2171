"""The assignments that can be graded. Each is a folder; nothing outside of it knows its name.

A folder is an assignment where its ``assignment.py`` binds ``ASSIGNMENT``; its other modules are imported from there
relatively (``from .softmax import SOFTMAX``). It is found in this folder, under the environment's ``FOLDERS`` (as
``gradebook.configure`` sets it), by an entry point of the group ``GROUP``, or by naming it.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from autograder.assignment import Assignment

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

HERE = Path(__file__).resolve().parent
TABLE = "assignment.py"  # what makes a folder an assignment: it binds ASSIGNMENT
FOLDERS = "AUTOGRADER_ASSIGNMENTS"  # more folders, in the environment, so that all processes know them
GROUP = "autograder.assignments"  # entry points: a name → a module whose folder is an assignment's


class BrokenAssignment(Exception):
    """A folder that is to be an assignment and is none; the words say why."""


def is_assignment(folder: Path) -> bool:
    """Whether a folder is an assignment's."""
    return (folder / TABLE).is_file()


def names() -> tuple[str, ...]:
    """The names of all assignments that are known here; the first one is taken where nothing tells."""
    return tuple(dict.fromkeys([*near(), *(entry.name for entry in _installed())]))


def near() -> tuple[str, ...]:
    """Those of them that are found without a search through all that is installed, which takes time."""
    return tuple(dict.fromkeys([folder.name for folder in _own()] + [load(folder).name for folder in _registered()]))


def find(name: str) -> Assignment:
    """The assignment of that name: one that was registered, one of ours, an installed one. Raises KeyError."""
    for assignment in map(load, _registered()):
        if assignment.name == name:
            return assignment
    for folder in _own():
        if folder.name == name:
            return load(folder)
    for entry in _installed():
        if entry.name == name:
            spec = importlib.util.find_spec(entry.module)
            if spec is not None and spec.origin is not None:
                return load(Path(spec.origin).parent)
    raise KeyError(name)


def load(folder: Path) -> Assignment:
    """The assignment in that folder. Raises ``BrokenAssignment`` where it is none, whatever its modules raise."""
    return _loaded(folder.resolve())


def reference(assignment: Assignment) -> str:
    """What ``referred`` takes in another process: the name of one of ours, the folder of any other."""
    if assignment.home is None or assignment.home.parent == HERE:
        return assignment.name
    return str(assignment.home)


def referred(reference: str) -> Assignment:
    """The assignment of a reference. Raises KeyError, ``BrokenAssignment``."""
    return load(Path(reference)) if os.sep in reference else find(reference)


def register(folder: Path) -> None:
    """Let this process and those that it starts know the folder, by its name."""
    known = [str(each) for each in _registered()]
    os.environ[FOLDERS] = os.pathsep.join(dict.fromkeys([*known, str(folder.resolve())]))


def with_exercise(exercise_id: str) -> Assignment:
    """The first of the known assignments that has the exercise. Raises KeyError."""
    for name in names():
        assignment = find(name)
        if any(exercise.id == exercise_id for exercise in assignment.exercises):
            return assignment
    raise KeyError(exercise_id)


def _own() -> Iterator[Path]:
    return (folder for folder in sorted(HERE.iterdir()) if is_assignment(folder))


def _registered() -> list[Path]:
    return [Path(folder) for folder in os.environ.get(FOLDERS, "").split(os.pathsep) if folder]


def _installed() -> list[EntryPoint]:
    from importlib.metadata import entry_points  # takes as long to load as to search

    return sorted(entry_points(group=GROUP))


@cache
def _loaded(folder: Path) -> Assignment:
    if not is_assignment(folder):
        raise BrokenAssignment(f"{folder.name}: this folder holds no {TABLE}, so it is no assignment")
    try:
        module = _own_module(folder) if folder.parent == HERE else _module(folder)
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise BrokenAssignment(f"{folder.name}: {TABLE} cannot be loaded ({what})") from error
    assignment = getattr(module, "ASSIGNMENT", None)
    if not isinstance(assignment, Assignment):
        raise BrokenAssignment(f"{folder.name}: {TABLE} binds no ASSIGNMENT; see autograder/assignments/__init__.py")
    return replace(assignment, home=folder)


def _own_module(folder: Path) -> ModuleType:
    return importlib.import_module(f"{__name__}.{folder.name}.{Path(TABLE).stem}")


def _module(folder: Path) -> ModuleType:
    """The folder as a package with a name of its own, so that two of the same name do not meet."""
    package = f"_assignment_{zlib.crc32(os.fsencode(folder)):08x}"
    parent = ModuleType(package)
    parent.__path__ = [str(folder)]
    sys.modules[package] = parent
    try:
        return importlib.import_module(f"{package}.{Path(TABLE).stem}")
    except BaseException:
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
        raise
