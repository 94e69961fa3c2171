"""Grades many submissions, in as many processes as there are jobs; results come in the submissions' order."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from autograder.assignment import Assignment
from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.grading.result import Graded
from autograder.worker import kernel

PER_JOB = 12  # submissions that are worth the start of one more process (about 0.3 s)

_grader: Grader | None = None  # the one of a worker process


def grade_all(
    submissions: Sequence[Submission], assignment: Assignment, settings: Settings, jobs: int | None = None
) -> Iterator[Graded]:
    """Grade all submissions, in their order, ``jobs`` at a time (by default one a core, fewer for a few submissions).

    Raises ``sandbox.Refused`` before anything is graded where there is no real isolation.
    """
    jobs = min(jobs or cores(), -(-len(submissions) // PER_JOB)) if jobs is None else min(jobs, len(submissions))
    if jobs <= 1:
        yield from _one_by_one(submissions, assignment, settings)
        return
    context = multiprocessing.get_context("spawn")  # a fork would inherit numpy's threads
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(assignment.name, settings)) as pool:
        try:
            yield from _in_pool(pool, submissions, assignment, settings)
        except BaseException:  # interrupted: what is running is not waited for
            for child in multiprocessing.active_children():
                child.kill()
            raise


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _one_by_one(submissions: Sequence[Submission], assignment: Assignment, settings: Settings) -> Iterator[Graded]:
    with Grader(assignment, settings) as grader:
        for submission in submissions:
            yield grader.grade(submission)


def _in_pool(
    pool: Executor, submissions: Sequence[Submission], assignment: Assignment, settings: Settings
) -> Iterator[Graded]:
    done = 0
    try:
        for graded in pool.map(_grade, submissions):
            done += 1
            yield graded
    except BrokenProcessPool:  # a process of ours died, of memory say: the rest is graded here
        yield from _one_by_one(submissions[done:], assignment, settings)


def _start(name: str, settings: Settings) -> None:
    global _grader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the grader is asked, and ends this process
    _die_with(os.getppid())
    from autograder.assignments import find

    _grader = Grader(find(name), settings).__enter__()
    atexit.register(_grader.__exit__, None, None, None)


def _die_with(parent: int) -> None:
    """Where the grader is killed, its processes end with it, and their sandboxes with them."""
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _grade(submission: Submission) -> Graded:
    assert _grader is not None
    return _grader.grade(submission)
