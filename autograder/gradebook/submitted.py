"""What counts of a student's: one notebook, when it was handed in, and the exchange's secret."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

from nbgrader.utils import parse_utc

from autograder.assignment import Assignment
from autograder.grading.collect import Submission

NAME = "timestamp.txt"
SECRET = "submission_secret.txt"  # nbgrader's exchange names a student's feedback by it
LONGEST = 100  # characters of a date
LONGEST_SECRET = 1000


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
    folder = _folder(submission)
    return read_timestamp(folder) if folder else None


def secret_of(submission: Submission) -> bytes | None:
    """What the exchange has left beside the notebook for the way back; None where it was handed in otherwise."""
    folder = _folder(submission)
    return _read(folder / SECRET, LONGEST_SECRET) if folder else None


def _folder(submission: Submission) -> Path | None:
    path = submission.path or (submission.within and submission.within / submission.notebook)
    return None if not path or path.parent.is_symlink() or path.parent.parent.is_symlink() else path.parent


def read_timestamp(folder: Path) -> datetime | None:
    """The time in ``timestamp.txt``, in UTC without a zone; None where no plain file there holds one."""
    try:
        timestamp = parse_utc((_read(folder / NAME, LONGEST) or b"").decode().strip())
    except (ValueError, OverflowError):
        return None
    return timestamp if isinstance(timestamp, datetime) else None


def _read(path: Path, most: int) -> bytes | None:
    """What a plain file holds; None for a folder, a pipe, a link, nothing, or more than ``most`` bytes."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        content = os.read(handle, most + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None
    except OSError:
        return None
    finally:
        os.close(handle)
    return content if content is not None and len(content) <= most else None


def write_beside(folder: Path, submission: Submission) -> None:
    """Leave beside the autograded notebook what nbgrader looks for there: formgrader the time, to compare it with the
    submission's, and ``release_feedback`` the secret."""
    timestamp, secret = time_of(submission), secret_of(submission)
    for name, content in ((NAME, timestamp and f"{timestamp} UTC\n".encode()), (SECRET, secret)):
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            shutil.rmtree(folder / name)
        (folder / name).unlink(missing_ok=True)
        if content:
            (folder / name).write_bytes(content)
