"""Which assignment is meant: as it was named, by the folder of the course, or by what was handed in."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.assignment import Assignment
from autograder.assignments import BrokenAssignment, find, is_assignment, load, names, near

HANDED_IN = "submitted"  # nbgrader's folder of what was handed in: what stands beside it is the instructor's
_DEPTH, _MOST = 3, 500  # how far and how much is looked at for a name that tells


def named(text: str) -> Assignment:
    """The assignment of that name, or in that folder. Raises ``BrokenAssignment`` where there is none."""
    try:
        return find(text)
    except KeyError:
        pass
    if os.path.isdir(text):
        return load(Path(text))
    known = ", ".join(names())
    raise BrokenAssignment(f"{text}: there is no such assignment here, and no such folder; known: {known}")


def handed_in(paths: Sequence[Path | str]) -> Assignment:
    """The assignment that these paths belong to; the first of all where nothing tells.

    A course's own folder, the one that holds ``submitted/``, may be an assignment. Nothing below ``submitted/`` is
    ever imported: students write there. Raises ``BrokenAssignment`` where the course's folder is broken.
    """
    for course in dict.fromkeys(map(_course, paths)):
        if course is not None and is_assignment(course):
            return load(course)
    said = Counter(name for path in paths for name in _names_in(Path(path)))
    for known in (near, names):  # the search through all that is installed takes time
        best = max(known(), key=said.__getitem__)
        if said[best]:
            return find(best)
    return find(names()[0])


def _course(path: Path | str) -> Path | None:
    """The folder that holds the outermost ``submitted/`` of a path."""
    parts = Path(os.path.abspath(path)).parts
    return Path(*parts[: parts.index(HANDED_IN)]) if HANDED_IN in parts else None


def _names_in(path: Path) -> Iterator[str]:
    """Names of notebooks without their ending, and of folders, in this path and below, within bounds."""
    yield from (path.stem, path.parent.name) if path.suffix == ".ipynb" else (path.name,)
    level, looked = [path], 0
    for _ in range(_DEPTH):
        following: list[Path] = []
        for folder in level:
            for name, is_folder in _inside(folder):
                looked += 1
                if looked > _MOST:
                    return
                yield name if is_folder else name.removesuffix(".ipynb")
                if is_folder:
                    following.append(folder / name)
        level = following


def _inside(folder: Path) -> list[tuple[str, bool]]:
    try:
        with os.scandir(folder) as found:
            seen = [(each.name, each.is_dir(follow_symlinks=False)) for each in found if not each.name.startswith(".")]
    except OSError:
        return []
    return sorted(entry for entry in seen if entry[1] or entry[0].endswith(".ipynb"))
