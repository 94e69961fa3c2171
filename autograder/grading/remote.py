"""What runs on another machine: a submission comes as bytes, and its result goes back with the tier that it was graded
in. Nothing is shared but the grader's own code, which has to be the same."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from autograder.assignment import Assignment
from autograder.assignments import BrokenAssignment, find, referred
from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.grading.journal import version
from autograder.grading.result import Graded
from autograder.sandbox.farm import folder

_own = threading.local()  # a grader serves the thread in which it was started, and its sandbox ends with that


class OtherVersion(Exception):
    """A worker would grade otherwise: its grader, numpy or Python is not that of whoever asks."""


def begin(assignment: str, settings: Settings, mark: str) -> str:
    """The tier of this machine. Raises ``OtherVersion``; ``Refused`` and ``OurFault`` as a ``Grader`` does."""
    if version(_assignment(assignment)) != mark:
        raise OtherVersion("it has another version of the grader, of numpy or of Python: install the same everywhere")
    with Grader(_assignment(assignment), settings) as grader:
        return grader.sandbox.tier


def grade(assignment: str, settings: Settings, name: str, content: bytes) -> tuple[str, Graded]:
    """Grade one notebook, of which the file's name is ``name``; the result names no student."""
    grader = _warm(assignment, settings)
    with folder() as home:
        path = home / f"submission{Path(name).suffix}"
        path.write_bytes(content)
        return grader.sandbox.tier, grader.grade(Submission("", "", path))


def _warm(assignment: str, settings: Settings) -> Grader:
    """This thread's grader, kept for the next submission."""
    if getattr(_own, "asked", None) != (assignment, settings):
        if (old := getattr(_own, "grader", None)) is not None:
            with suppress(Exception):
                old.__exit__(None, None, None)
        _own.asked = _own.grader = None
        _own.grader = Grader(_assignment(assignment), settings).__enter__()
        _own.asked = (assignment, settings)
    grader: Grader = _own.grader
    return grader


def _assignment(reference: str) -> Assignment:
    """The assignment, where it lies on whoever asks, or one of that name here. Raises ``OtherVersion``."""
    try:
        return referred(reference)
    except (KeyError, BrokenAssignment):
        with suppress(KeyError, BrokenAssignment):
            return find(Path(reference).name)
    raise OtherVersion(f"it does not know the assignment {Path(reference).name}: install it, or put it in its place")
