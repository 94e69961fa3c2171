"""Paths → submissions: whose each notebook is, and what is odd about where it was found."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.grading.folders import Entry, all_files, entries, is_notebook, looks_like, stand_in
from autograder.notebook.cells import Remark

_ENDING = re.compile(r"(?<=.)(?:\.ipynb(?:\.\w+)?|\.zip|\.py)\Z", re.IGNORECASE | re.DOTALL)


class CollectError(Exception):
    """The call is wrong: a path is missing, or there is nothing in it."""


@dataclass(frozen=True)
class Submission:
    """One row of the report.

    ``path`` is the file, or None where there is nothing to grade: then ``remarks`` says why. No component of it below
    ``within`` may be a link. ``student`` and ``notebook`` (relative to PATH) can be encoded in UTF-8, and hold any
    character.
    """

    student: str
    notebook: str
    path: Path | None
    remarks: tuple[Remark, ...] = ()
    repairs: tuple[Remark, ...] = ()
    within: Path | None = None


@dataclass(frozen=True)
class Collected:
    """All submissions, sorted by student and notebook; ``notes`` are sentences for whoever called."""

    submissions: tuple[Submission, ...]
    notes: tuple[str, ...] = ()


def collect(paths: Sequence[str | Path], assignment: str) -> Collected:
    """Find the submissions to an assignment.

    Each path is, tested in this order: a notebook; a folder that holds notebooks; one student's folder (it holds a
    folder named as the assignment); a folder of these. A file that is reached in several ways counts once, by the
    longest. The result does not depend on the order of paths. Raises ``CollectError``.
    """
    notes: list[str] = []
    found: dict[str, Submission] = {}
    for path in sorted({os.path.abspath(path) for path in map(_checked, paths)}, key=lambda path: (len(path), path)):
        for submission in _Path(Path(path), assignment, notes).submissions():
            found.setdefault(_place(submission), submission)
    if not found:
        raise CollectError("nothing to grade: name a notebook, or a folder that holds some")
    return Collected(tuple(sorted(_beside(found.values()), key=_order)), tuple(notes))


def collect_class(folder: Path, assignment: str) -> Collected:
    """The submissions in a folder of students' folders, as ``collect`` finds them there, whatever else lies in it.

    There may be none. Raises ``CollectError``.
    """
    path = _Path(folder, assignment, [])
    return Collected(tuple(sorted(_beside(path.class_()), key=_order)))


def _checked(path: str | Path) -> str:
    if not os.fspath(path):
        raise CollectError("an empty path: name a notebook or a folder")
    if not os.path.lexists(path):
        raise CollectError(f"{path}: there is no such file or folder")
    return os.fspath(path)


def _place(submission: Submission) -> str:
    """What makes two submissions the same: where the file lies, whatever way leads there."""
    assert submission.within is not None
    if submission.path is not None:
        return os.path.join(os.path.realpath(submission.within), os.path.relpath(submission.path, submission.within))
    return os.path.join(os.path.realpath(submission.within), submission.notebook)


def _order(submission: Submission) -> tuple[str, str, str]:
    return submission.student, submission.notebook, os.fspath(submission.path or "")


def _beside(submissions: Iterable[Submission]) -> Iterator[Submission]:
    """Two notebooks of one student are both marked: nobody but a person knows which one counts."""
    rows = list(submissions)
    count = Counter(row.student for row in rows if row.path is not None)
    for row in rows:
        several = row.path is not None and count[row.student] > 1
        yield replace(row, remarks=(*row.remarks, Remark("another_notebook"))) if several else row


class _Path:
    """One PATH of the command line."""

    def __init__(self, path: Path, assignment: str, notes: list[str]) -> None:
        self.path, self.assignment, self.notes = path, assignment, notes
        self.notebook = f"{assignment}.ipynb"

    def submissions(self) -> Iterator[Submission]:
        """What the path holds, by the first of the four meanings that fits."""
        path = self.path
        if not path.is_dir():
            if not (is_notebook(path.name) or stand_in([Entry(path.name, False, False)], self.assignment)):
                raise CollectError(f"{path}: this is no notebook (.ipynb)")
            yield self._file(path)
            return
        inside = self._entries(path)
        if any(is_notebook(entry.name) and not entry.is_folder for entry in inside):
            yield from self._notebooks(inside)
        elif any(entry.name == self.assignment and (entry.is_folder or entry.is_link) for entry in inside):
            yield from self._student(path, path.name, path)
        elif _students(inside):
            yield from self.class_()
        elif path.name == self.assignment and stand_in(inside, self.assignment):
            yield from self._of_student(path, path.parent.name or path.name, path)
        else:
            raise CollectError(f"{path}: there is no notebook in this folder, and no student's folder")

    def _entries(self, folder: Path) -> list[Entry]:
        try:
            return entries(folder)
        except OSError as error:
            raise CollectError(f"{folder}: cannot look into this folder ({error.strerror})") from None

    def _notebooks(self, inside: Sequence[Entry]) -> Iterator[Submission]:
        """A folder of notebooks: one student's, if it is called as the assignment, else as many as there are files."""
        folders = _students(inside)
        if folders and self.path.name != self.assignment:
            self.notes.append(
                f"{self.path}: it holds notebooks, so the {len(folders)} folders beside them are left out"
            )
        for entry in inside:
            if is_notebook(entry.name) and not entry.is_folder:
                yield self._file(self.path / entry.name)

    def _file(self, path: Path) -> Submission:
        """A notebook that was named, or whose folder was: the student's own folders may be no links even then."""
        home = path.parent
        if home.name == self.assignment and (home.is_symlink() or home.parent.is_symlink()):
            return self._nothing(path, self._student_of(path), Remark("link"))
        return self._row(path, self._student_of(path), home)

    def class_(self) -> Iterator[Submission]:
        """The rows of a folder of students' folders."""
        for entry in _students(self._entries(self.path)):
            yield from self._student(self.path / entry.name, entry.name, self.path)

    def _student(self, folder: Path, student: str, within: Path) -> Iterator[Submission]:
        """The rows of one student's folder, at least one."""
        expected = folder / self.assignment / self.notebook
        if folder.is_symlink():
            yield self._nothing(expected, student, Remark("link"))
            return
        try:
            inside = entries(folder)
            home = self._home(inside)
            if home is not None and home.is_link:
                yield self._nothing(expected, student, Remark("link"))
                return
            found = list(self._of_student(folder / home.name, student, within)) if home is not None else []
            yield from found or self._elsewhere(folder, student, within, expected)
        except OSError as error:
            yield self._nothing(expected, student, Remark("no_permission", {"why": error.strerror or "not allowed"}))

    def _home(self, inside: Sequence[Entry]) -> Entry | None:
        """The assignment's folder, under its name or a name that shows what is meant: ``Assignment2``, ``assignment2
        (1)``."""
        folders = [entry for entry in inside if entry.is_folder or entry.is_link]
        exact = [entry for entry in folders if entry.name == self.assignment]
        alike = [entry for entry in folders if looks_like(entry.name, self.assignment)]
        return next(iter(exact or alike), None)

    def _of_student(self, folder: Path, student: str, within: Path) -> Iterator[Submission]:
        """The notebooks of the assignment's folder; where there are none, what may stand in for one."""
        inside = entries(folder)
        names = [entry.name for entry in inside if is_notebook(entry.name) and not entry.is_folder]
        for name in names or stand_in(inside, self.assignment):
            yield self._row(folder / name, student, within, folder)

    def _elsewhere(self, folder: Path, student: str, within: Path, expected: Path) -> Iterator[Submission]:
        """The notebook that lies in no folder of the assignment: beside it, or deeper than it should."""
        home = self._home(entries(folder))
        beside = [entry.name for entry in entries(folder) if is_notebook(entry.name) and not entry.is_folder]
        found = [folder / name for name in beside]
        found = found or (list(all_files(folder / home.name, is_notebook)) if home else [])
        found = found or list(all_files(folder, lambda name: name.lower() == self.notebook.lower()))
        for path in found:
            yield self._row(path, student, within, path.parent, misplaced=True)
        if not found:
            yield self._nothing(expected, student, Remark("missing"))

    def _row(
        self, path: Path, student: str, within: Path, folder: Path | None = None, misplaced: bool = False
    ) -> Submission:
        """A file to grade; ``folder`` is the student's own one that it lies in."""
        own = folder is not None or path.parent.name == self.assignment
        renamed = own and path.name != self.notebook
        odd = misplaced or (folder is not None and folder.name != self.assignment)
        return Submission(
            encodable(student),
            self._relative(path),
            path,
            (Remark("renamed", {"file": encodable(path.name)}),) if renamed else (),
            (Remark("misplaced", {"folder": self.assignment}),) if odd else (),
            within,
        )

    def _nothing(self, expected: Path, student: str, why: Remark) -> Submission:
        return Submission(encodable(student), self._relative(expected), None, (why,), (), self.path)

    def _student_of(self, path: Path) -> str:
        """The parent's name where the notebook's folder is called as the assignment, else the file's without its
        ending."""
        owner = path.parent.parent.name if path.parent.name == self.assignment else ""
        return owner or _ENDING.sub("", path.name)

    def _relative(self, path: Path) -> str:
        return encodable(path.name if path == self.path else path.relative_to(self.path).as_posix())


def _students(inside: Sequence[Entry]) -> list[Entry]:
    return [e for e in inside if (e.is_folder or e.is_link) and not e.name.startswith((".", "__"))]


def encodable(name: str) -> str:
    """A file's name as text that can be written down: bytes that are no UTF-8 as ``\\udcff``, all else as it is."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
