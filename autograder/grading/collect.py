"""Paths → submissions: whose each notebook is, and what is odd about where it was found."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.grading.folders import Entry, entries, is_notebook, stand_in
from autograder.grading.names import appearance, encodable, looks_like, without_version
from autograder.grading.student import Found, find, listed
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
    """Two notebooks of one student are both marked, and two students whose names a person takes for the same: nobody
    but a person knows which one counts."""
    rows = list(submissions)
    count = Counter(row.student for row in rows if row.path is not None)
    alike = _alike({row.student for row in rows if row.path is not None})
    for row in rows:
        remarks = [*row.remarks]
        if row.path is not None and count[row.student] > 1:
            remarks.append(Remark("another_notebook"))
        if row.path is not None and row.student in alike:
            remarks.append(Remark("names_alike", {"other": alike[row.student]}))
        yield replace(row, remarks=tuple(remarks))


def _alike(students: Iterable[str]) -> dict[str, str]:
    """Student → another one whose name looks the same, or without whose mark of a version it would be the same."""
    looks = {student: appearance(student) for student in sorted(students)}
    groups: dict[str, list[str]] = {}
    for student, look in looks.items():
        first = without_version(look)
        groups.setdefault(first if first in looks.values() else look, []).append(student)
    pairs = ((student, [each for each in group if each != student]) for group in groups.values() for student in group)
    return {student: others[0] for student, others in pairs if others}


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
            yield from self._of_student(path, inside)
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
        names = [entry.name for entry in inside if is_notebook(entry.name) and not entry.is_folder]
        versions = [encodable(entry.name) for entry in folders if looks_like(entry.name, self.assignment)]
        for name in names:
            told = versions if len(names) == 1 or looks_like(name, self.assignment) else ()
            yield self._file(self.path / name, told if self.path.name != self.assignment else ())

    def _file(self, path: Path, versions: Sequence[str] = ()) -> Submission:
        """A notebook that was named, or whose folder was: the student's own folders may be no links even then."""
        home = path.parent
        if home.name == self.assignment and (home.is_symlink() or home.parent.is_symlink()):
            return self._nothing(path, self._student_of(path), Remark("link"))
        return self._row(path, self._student_of(path), home, versions=versions)

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
            found = find(folder, self.assignment)
        except OSError as error:
            yield self._nothing(expected, student, Remark("no_permission", {"why": error.strerror or "not allowed"}))
            return
        for path in found.files:
            yield self._row(path, student, within, folder / self.assignment, found.linked)
        if not found.files:
            yield self._nothing(expected, student, _why(found))

    def _of_student(self, folder: Path, inside: Sequence[Entry]) -> Iterator[Submission]:
        """The assignment's folder itself, where only something that may stand in for a notebook is in it."""
        for name in stand_in(inside, self.assignment):
            yield self._row(folder / name, folder.parent.name or folder.name, folder, folder)

    def _row(
        self, path: Path, student: str, within: Path, home: Path | None = None, versions: Sequence[str] = ()
    ) -> Submission:
        """A file to grade; ``home`` is the folder that it should lie in, where that is known, ``versions`` are names of
        others that were not looked into."""
        own = home is not None or path.parent.name == self.assignment
        renamed = own and path.name != self.notebook
        return Submission(
            encodable(student),
            self._relative(path),
            path,
            (
                *((Remark("renamed", {"file": encodable(path.name)}),) if renamed else ()),
                *((Remark("another_version", {"names": ", ".join(versions)}),) if versions else ()),
            ),
            (Remark("misplaced", {"folder": self.assignment}),) if home is not None and path.parent != home else (),
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


def _why(found: Found) -> Remark:
    """Why nothing of a student is graded."""
    if found.linked:
        return Remark("link")
    return Remark("no_notebook", {"found": listed(found.others)}) if found.others else Remark("missing")


def _students(inside: Sequence[Entry]) -> list[Entry]:
    return [e for e in inside if (e.is_folder or e.is_link) and not e.name.startswith((".", "__"))]
