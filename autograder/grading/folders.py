"""What is in a folder that a student filled: looked at without following a link, and bounded."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.names import looks_like

_DEEPEST = 4
_MOST = 10_000  # entries that are looked at in search of a notebook
_SKIPPED = ("__pycache__", "__MACOSX", "node_modules", "venv", "site-packages")
_STAND_INS = (".ipynb.txt", ".ipynb.json", ".ipynb.download", ".zip", ".py")
_UNDER_ITS_NAME = re.compile(r"[^.]*(\.ipynb\.\w+|\.json|\.txt)?")  # what a browser makes of a notebook's ending


@dataclass(frozen=True)
class Entry:
    """One name in a folder. A link is no folder, whatever it leads to."""

    name: str
    is_folder: bool
    is_link: bool  # to a folder, or to nothing


def entries(folder: Path) -> list[Entry]:
    """What is in a folder, by code point. Raises OSError."""
    with os.scandir(folder) as found:
        return sorted((_entry(each) for each in found), key=lambda entry: entry.name)


def _entry(each: os.DirEntry[str]) -> Entry:
    try:
        is_link = each.is_symlink() and not each.is_file()
    except OSError:  # a link to itself
        is_link = True
    return Entry(each.name, each.is_dir(follow_symlinks=False), is_link)


def is_notebook(name: str) -> bool:
    """Whether a file's name is a notebook's; hidden files are none (macOS leaves ``._name.ipynb``)."""
    return name.lower().endswith(".ipynb") and not name.startswith(".")


def stand_in(inside: Sequence[Entry], assignment: str) -> list[str]:
    """The file that may hold the notebook where there is none: saved under another ending, zipped, or exported to
    Python.

    Of several scripts only the one with the assignment's name: the others are modules of the student's.
    """
    for ending in _STAND_INS:
        names = [
            e.name for e in inside if e.name.lower().endswith(ending) and not e.name.startswith(".") and not e.is_folder
        ]
        named = [name for name in names if looks_like(name, assignment)]
        if named or len(names) == 1:
            return (named or names)[:1]
    return [
        e.name
        for e in inside
        if not e.is_folder and looks_like(e.name, assignment) and _UNDER_ITS_NAME.fullmatch(e.name)
    ][:1]


def all_files(
    folder: Path, wanted: Callable[[str], bool], left_out: Callable[[Path, Sequence[Entry]], bool] = lambda *_: False
) -> Iterator[Path]:
    """The files whose names are wanted, in this folder and below, to a depth and a number that nobody reaches
    honestly; ``left_out`` is asked of each folder and what is in it."""
    looked = 0
    level = [folder]
    for _ in range(_DEEPEST):
        following: list[Path] = []
        for each in level:
            inside = _listed(each)
            for entry in [] if left_out(each, inside) else inside:
                looked += 1
                if looked > _MOST:
                    return
                if entry.is_folder and not entry.name.startswith(".") and entry.name not in _SKIPPED:
                    following.append(each / entry.name)
                elif not entry.is_folder and wanted(entry.name):
                    yield each / entry.name
        level = following


def _listed(folder: Path) -> list[Entry]:
    try:
        return entries(folder)
    except OSError:
        return []
