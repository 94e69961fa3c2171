"""From the command line into nbgrader's gradebook: a class in one go, with its notebooks under ``autograded/``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from nbgrader.api import Gradebook
from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from autograder.assignment import Assignment
from autograder.gradebook.autograded import autograded
from autograder.gradebook.course import Course, CourseError, Entry, Recorded, storable
from autograder.gradebook.submitted import one_each, time_of, write_beside
from autograder.grading.collect import Submission
from autograder.grading.result import Graded
from autograder.report.document import write

TRY = "use a URL such as sqlite:///gradebook.db or postgresql+psycopg://user@host/database"


class GradebookDoor:
    """An open gradebook and the course's folder: a context manager.

    Raises ``CourseError`` where the gradebook cannot be reached, or does not know the assignment.
    """

    def __init__(self, url: str, folder: Path, assignment: Assignment) -> None:
        self.assignment = assignment
        self.folder = folder
        where = _url(url)
        self.shown = where.render_as_string(hide_password=True)
        _reach(where, assignment)
        self.gradebook = Gradebook(where.render_as_string(hide_password=False))
        self.entries: list[Entry] = []
        self.refused: list[str] = []
        self.lost: list[OSError] = []  # why notebooks could not be written, one each

    def __enter__(self) -> GradebookDoor:
        try:
            self.course = Course(self.gradebook, self.assignment)
        except BaseException:
            self.gradebook.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gradebook.close()

    def keep(self, submissions: Sequence[Submission], results: Iterable[tuple[int, Graded]]) -> Iterator[Graded]:
        """Write each notebook as its result arrives, and hand the result on without it. What cannot be written, on a
        full disk say, is kept in ``lost``: scores and report do not depend on it.

        Of several notebooks of one student, the gradebook takes the one with the right name, or else the first.
        """
        chosen = {id(submission) for submission in one_each(submissions, self.assignment)}
        for place, graded in results:
            submission = submissions[place]
            without = replace(graded, mended=None)
            if id(submission) in chosen and not storable(graded.student):
                self.refused.append(graded.student)
            elif id(submission) in chosen:
                try:
                    self._write_notebook(graded, submission)
                except OSError as error:
                    self.lost.append(error)
                self.entries.append(Entry(without, time_of(submission)))
            yield without

    def write(self) -> list[Recorded]:
        """Write everything that was kept into the gradebook: all of it or nothing. Raises ``CourseError``."""
        try:
            return self.course.record(sorted(self.entries, key=lambda entry: entry.graded.student))
        except SQLAlchemyError as error:
            raise CourseError(f"the gradebook took nothing: {_first_line(error)}") from error

    def _write_notebook(self, graded: Graded, submission: Submission) -> None:
        folder = self.folder / "autograded" / graded.student / self.assignment.name
        folder.mkdir(parents=True, exist_ok=True)
        notebook = json.dumps(autograded(graded, self.assignment), ensure_ascii=False)
        write(folder / f"{self.assignment.name}.ipynb", notebook.encode("utf-8", "backslashreplace"))
        write_beside(folder, submission)


def _url(text: str) -> URL:
    """The URL, with the driver for PostgreSQL that is installed."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise CourseError(f"this is no URL of a database; {TRY}") from None
    if url.drivername in {"postgres", "postgresql"} and find_spec("psycopg2") is None:
        url = url.set(drivername="postgresql+psycopg")
    return url


def _reach(url: URL, assignment: Assignment) -> None:
    """Raise ``CourseError`` where there is no gradebook; none is made."""
    shown = url.render_as_string(hide_password=True)
    first = f"run `nbgrader generate_assignment {assignment.name}` in the course's folder first, or correct the URL"
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise CourseError(f"there is no gradebook at {shown}: {first}")
    try:
        engine = create_engine(url)
        try:
            empty = not inspect(engine).has_table("assignment")
        finally:
            engine.dispose()
    except (NoSuchModuleError, ImportError) as error:
        raise CourseError(f"no driver for {url.drivername} ({error}); {TRY}") from None
    except SQLAlchemyError as error:
        raise CourseError(f"cannot open {shown}: {_first_line(error)}") from None
    if empty:
        raise CourseError(f"{shown} is no gradebook of nbgrader yet: {first}")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
