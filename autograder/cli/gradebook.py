"""``grade --gradebook``: its options, and its errors as sentences. nbgrader is imported only where it is asked for."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment import Assignment
from autograder.cli.errors import WrongCall
from autograder.cli.streams import tell
from autograder.grading.collect import Submission
from autograder.grading.result import Graded
from autograder.report.words import printable

if TYPE_CHECKING:
    from autograder.gradebook.door import GradebookDoor


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to the parser of ``grade``."""
    group = parser.add_argument_group("nbgrader")
    group.add_argument(
        "--gradebook",
        nargs="?",
        const="",
        type=url,
        metavar="URL",
        help="write scores and comments into nbgrader's gradebook (default: the one that the course's "
        "nbgrader_config.py names, or else gradebook.db), and the notebooks to autograded/ there; it comes after PATH",
    )
    group.add_argument(
        "--course-dir", type=Path, default=Path(), metavar="DIR", help="the course's folder (default: the current one)"
    )


def url(text: str) -> str:
    """The argument. Raises ``WrongCall`` for a file's name, and for a PATH that stands where a URL may stand."""
    if not text or "://" in text:
        return text
    if text.endswith(".db"):
        raise WrongCall(f"--gradebook {text}: this is no URL of a database; use sqlite:///{text}")
    raise WrongCall(
        "--gradebook: this is no URL of a database; put PATH before --gradebook, "
        "or use a URL such as sqlite:///gradebook.db"
    )


@contextmanager
def opened(options: argparse.Namespace, assignment: Assignment) -> Iterator[GradebookDoor | None]:
    """The gradebook that was asked for, or None. Raises ``WrongCall`` where it cannot take this assignment."""
    if options.gradebook is None:
        yield None
        return
    try:
        from autograder.gradebook.configuration import gradebook_of
        from autograder.gradebook.course import CourseError
        from autograder.gradebook.door import GradebookDoor
        from autograder.gradebook.lock import alone
    except ImportError as error:
        raise WrongCall(
            f"--gradebook needs nbgrader ({error}): python -m pip install 'nbgrader>=0.9.6,<0.10'"
        ) from None
    folder = options.course_dir
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise WrongCall(f"--course-dir {folder}: this is no folder that can be written to")
    try:
        where = options.gradebook or gradebook_of(folder)
        with GradebookDoor(where, folder, assignment) as door, alone(folder, _tell):
            yield door
    except CourseError as error:
        raise WrongCall(f"--gradebook: {error}") from None


def kept(
    door: GradebookDoor | None, submissions: Sequence[Submission], results: Iterable[tuple[int, Graded]]
) -> Iterator[Graded]:
    """All results, as they arrive; with a gradebook, their notebooks are written."""
    return (graded for _, graded in results) if door is None else door.keep(submissions, results)


def write(door: GradebookDoor | None) -> list[str]:
    """Fill the gradebook; what has changed for whom, in lines."""
    if door is None:
        return []
    from autograder.gradebook.report import summary

    lines = summary(door.write(), door.shown)
    lines += [f"  not taken, as no student can be called so: {printable(name)}" for name in door.refused]
    return lines


def unwritten(door: GradebookDoor | None) -> str | None:
    """A sentence about notebooks that could not be written, or None."""
    if door is None or not door.lost:
        return None
    some = f"{len(door.lost)} notebook{'s' * (len(door.lost) > 1)}"
    why = door.lost[0].strerror or door.lost[0]
    return f"{some} could not be written to {door.folder / 'autograded'} ({why}); the scores are in the gradebook."


def _tell(words: str) -> None:
    tell(f"{words}.")
