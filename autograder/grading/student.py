"""One student's folder: which of its files count, and what else is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from autograder.grading.folders import Entry, all_files, entries, is_notebook, stand_in
from autograder.grading.names import encodable, looks_like, of_another

_BESIDE = ("timestamp.txt", "requirements.txt", "submission_secret.txt")  # what is not the student's own
_NAMED = 5  # files that are named where none of them is a notebook


@dataclass(frozen=True)
class Found:
    """The ``files`` to grade, all versions of them; ``linked`` are versions that are links, and not followed.

    ``others`` are the names of what was found where there is nothing to grade.
    """

    files: tuple[Path, ...] = ()
    linked: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def find(folder: Path, assignment: str) -> Found:
    """What counts in a student's folder: every version of the notebook, or what stands in for one. Raises OSError."""
    inside = entries(folder)
    versions = [e for e in inside if (e.is_folder or e.is_link) and looks_like(e.name, assignment)]
    versions.sort(key=lambda entry: entry.name != assignment)
    linked = tuple(encodable(entry.name) for entry in versions if entry.is_link)
    if versions and versions[0].name == assignment and versions[0].is_link:
        return Found(linked=linked)
    homes = [folder / entry.name for entry in versions if entry.is_folder]
    search = _Search(folder, inside, homes, assignment)
    files = search.notebooks() or search.stand_ins()
    return Found(tuple(files), linked, () if files or linked else search.others())


class _Search:
    """In the assignment's folder, in what looks like another version of it, beside them, and deeper."""

    def __init__(self, folder: Path, inside: Sequence[Entry], homes: Sequence[Path], assignment: str) -> None:
        self.folder, self.inside, self.homes, self.assignment = folder, inside, homes, assignment

    def notebooks(self) -> list[Path]:
        """Each version's notebooks; else one that is called as the assignment, or any, wherever it lies."""
        found = [path for home in self.homes for path in self._of_version(home)]
        found += [self.folder / e.name for e in self.inside if is_notebook(e.name) and not e.is_folder]
        deeper = [] if found else list(all_files(self.folder, is_notebook, self._of_another))
        return found or [path for path in deeper if looks_like(path.name, self.assignment)] or deeper

    def stand_ins(self) -> list[Path]:
        """The file that may hold the notebook, where there is no notebook at all."""
        for place in (*self.homes, self.folder):
            if names := stand_in(entries(place), self.assignment):
                return [place / name for name in names]
        for path in all_files(self.folder, lambda name: looks_like(name, self.assignment), self._passed_over):
            if stand_in([Entry(path.name, False, False)], self.assignment):
                return [path]
        return []

    def others(self) -> tuple[str, ...]:
        """What was handed in, and is no notebook."""
        files = all_files(self.folder, lambda name: not name.startswith(".") and name not in _BESIDE, self._passed_over)
        names = [path.relative_to(self.folder).as_posix() for path in islice(files, _NAMED + 1)]
        return tuple(map(encodable, names or self._called_notebooks()))

    def _called_notebooks(self) -> list[str]:
        """Folders in the place of a notebook."""
        folders = [
            place / entry.name
            for place in (*self.homes, self.folder)
            for entry in entries(place)
            if entry.is_folder and is_notebook(entry.name)
        ]
        return [f"{folder.relative_to(self.folder).as_posix()}/" for folder in folders]

    def _of_version(self, home: Path) -> Iterator[Path]:
        inside = entries(home)
        names = [entry.name for entry in inside if is_notebook(entry.name) and not entry.is_folder]
        yield from ([home / name for name in names] if names else all_files(home, is_notebook))

    def _of_another(self, folder: Path, inside: Sequence[Entry]) -> bool:
        """Whether a folder is another assignment's: by its number, or as it holds a notebook of its own name."""
        if folder == self.folder or folder.parent != self.folder or looks_like(folder.name, self.assignment):
            return False
        own = any(entry.name == f"{folder.name}.ipynb" for entry in inside)
        return own or of_another(folder.name, self.assignment)

    def _passed_over(self, folder: Path, inside: Sequence[Entry]) -> bool:
        """Another assignment's folder, or a package of Python's: what lies in it is no submission."""
        package = any(entry.name == "__init__.py" for entry in inside)
        return package or self._of_another(folder, inside)


def listed(others: Sequence[str]) -> str:
    """The names of what was found, and whether there is more."""
    return ", ".join(others[:_NAMED]) + (" and more" if len(others) > _NAMED else "")
