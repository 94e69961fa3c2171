"""What counts of a student's: one notebook, and when it was handed in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

from nbgrader.utils import parse_utc

from autograder.assignment import Assignment
from autograder.grading.collect import Submission

NAME = "timestamp.txt"
LONGEST = 100  # characters of a date


class Named(Protocol):
    """A submission or its result."""

    @property
    def student(self) -> str:
        """Who handed it in."""

    @property
    def notebook(self) -> str:
        """Its path, with ``/``."""


Each = TypeVar("Each", bound=Named)


def one_each(all_of_them: Iterable[Each], assignment: Assignment) -> list[Each]:
    """One of each student's, as the gradebook holds: the one with the right name, or else the first; in order."""
    chosen: dict[str, Each] = {}
    for each in all_of_them:
        before = chosen.get(each.student)
        if before is None or (_named(each, assignment) and not _named(before, assignment)):
            chosen[each.student] = each
    return list(chosen.values())


def _named(each: Named, assignment: Assignment) -> bool:
    path = PurePosixPath(each.notebook)
    return path.name == f"{assignment.name}.ipynb" and path.parent.name in ("", assignment.name)


def time_of(submission: Submission) -> datetime | None:
    """When it was handed in, as noted beside its notebook, or where that should be."""
    path = submission.path or (submission.within and submission.within / submission.notebook)
    if not path or path.parent.is_symlink() or path.parent.parent.is_symlink():
        return None
    return read_timestamp(path.parent)


def read_timestamp(folder: Path) -> datetime | None:
    """The time in ``timestamp.txt``, in UTC without a zone; None where no plain file there holds one."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        content = file.read(LONGEST + 1)
    try:
        timestamp = parse_utc(content.decode().strip())
    except (ValueError, OverflowError):
        return None
    return timestamp if len(content) <= LONGEST and isinstance(timestamp, datetime) else None


def write_timestamp(folder: Path, timestamp: datetime | None) -> None:
    """Note the time beside the autograded notebook: formgrader compares it with the submission's."""
    (folder / NAME).unlink(missing_ok=True)
    if timestamp is not None:
        (folder / NAME).write_text(f"{timestamp} UTC\n", encoding="utf-8")
