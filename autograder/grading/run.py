"""Grades many submissions, in as many processes as there are jobs; each result comes with its submission's place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from autograder.assignment import Assignment
from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.grading.result import Graded

if TYPE_CHECKING:
    from autograder.grading.pool import Pool

PER_JOB = 12  # submissions that are worth the start of one more process (about 0.3 s)


class Graders(Protocol):
    """What ``opened`` gives: ``tier`` is the isolation of all that it grades, ``note`` what is to be told about it."""

    tier: str
    note: str | None

    def grade(self, submissions: Sequence[Submission]) -> Iterator[tuple[int, Graded]]:
        """Grade all, and give each with its place as it is done."""


@contextmanager
def opened(assignment: Assignment, settings: Settings, jobs: int) -> Iterator[Graders]:
    """Graders that are ready: one in this process, or ``jobs`` in processes of their own.

    Raises ``sandbox.Refused`` where there is no real isolation, ``OurFault`` where the sandbox does not start.
    """
    if jobs > 1:
        from autograder.grading.pool import Pool

        try:
            pool = Pool(assignment, settings, jobs)
        except OSError as error:
            note = f"grading one at a time: no other process can be started ({error.strerror or error})"
        else:
            with closing(pool):
                yield _Several(pool, assignment, jobs)
            return
    else:
        note = None
    with Grader(assignment, settings) as grader:
        yield _One(grader, note)


class _One:
    def __init__(self, grader: Grader, note: str | None) -> None:
        self._grader = grader
        self.tier = grader.sandbox.tier
        self.note = note

    def grade(self, submissions: Sequence[Submission]) -> Iterator[tuple[int, Graded]]:
        """Grade all, and give each with its place as it is done."""
        return enumerate(map(self._grader.grade, submissions))


class _Several:
    def __init__(self, pool: Pool, assignment: Assignment, jobs: int) -> None:
        self._pool = pool
        self._assignment = assignment
        self._here: Grader | None = None
        self.tier = pool.tier
        fewer = f"{len(pool)} of {jobs} processes could be started ({pool.short_of and pool.short_of.strerror})"
        self.note = f"grading {len(pool)} at a time: {fewer}" if len(pool) < jobs else None

    def grade(self, submissions: Sequence[Submission]) -> Iterator[tuple[int, Graded]]:
        """Grade all, and give each with its place as it is done."""
        try:
            yield from self._pool.grade(submissions, self._grade_here)
        finally:
            if self._here is not None:
                self._here.__exit__(None, None, None)

    def _grade_here(self, submission: Submission) -> Graded:
        """A process of ours died, of memory say: what it had is graded in this one."""
        if self._here is None:
            self._here = Grader(self._assignment, replace(self._pool.settings, tier=self.tier)).__enter__()
        return self._here.grade(submission)


def jobs_for(count: int, jobs: int | None) -> int:
    """How many at a time: what is asked for, else one a core, fewer for a few submissions."""
    return max(1, min(cores(), -(-count // PER_JOB)) if jobs is None else min(jobs, count))


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
