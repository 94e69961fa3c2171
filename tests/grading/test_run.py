"""Several graders at a time give what one gives, whatever becomes of their processes."""

from __future__ import annotations

import errno
from contextlib import closing
from pathlib import Path

import pytest

from autograder.assignments import find
from autograder.grading import pool
from autograder.grading.collect import Submission, collect
from autograder.grading.grader import Settings
from autograder.grading.result import Graded
from autograder.grading.run import opened
from autograder.sandbox import Refused
from autograder.sandbox.tiers import choose

CLASS = Path(__file__).parents[2] / "examples/submitted"
ASSIGNMENT = find("assignment2")
SETTINGS = Settings(unsafe=True)


@pytest.fixture(scope="module")
def submissions() -> list[Submission]:
    paths = [str(CLASS / student) for student in ("anna", "bela", "carl")]
    return list(collect(paths, ASSIGNMENT.name).submissions)


@pytest.fixture(scope="module")
def alone(submissions: list[Submission]) -> list[Graded]:
    """What one grader in this process finds."""
    with opened(ASSIGNMENT, SETTINGS, 1) as graders:
        assert graders.tier == choose(None, unsafe=True)
        return list(graders.grade(submissions))


def test_two_at_a_time_find_what_one_finds(submissions: list[Submission], alone: list[Graded]) -> None:
    """In the submissions' order, in the tier that one takes."""
    with opened(ASSIGNMENT, SETTINGS, 2) as graders:
        assert list(graders.grade(submissions)) == alone
        assert (graders.tier, graders.note) == (choose(None, unsafe=True), None)


def test_what_dead_processes_had_is_graded_here(submissions: list[Submission], alone: list[Graded]) -> None:
    """Where all of them are gone, too."""
    with closing(pool.Pool(ASSIGNMENT, SETTINGS, 2)) as jobs:
        for job in jobs._jobs:
            job._process.kill()
            job._process.wait()
        found = {submission.student: graded for submission, graded in zip(submissions, alone, strict=True)}
        assert list(jobs.grade(submissions, lambda submission: found[submission.student])) == alone


def test_without_other_processes_one_at_a_time_is_graded_and_it_is_said(
    submissions: list[Submission], alone: list[Graded], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where no process more may be started."""

    def refuse() -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "Job", refuse)
    with opened(ASSIGNMENT, SETTINGS, 2) as graders:
        assert graders.note == (
            "grading one at a time: no other process can be started (Resource temporarily unavailable)"
        )
        assert list(graders.grade(submissions)) == alone


def test_a_refusal_in_another_process_is_one_here() -> None:
    """With its reason and what to do, whole."""
    with pytest.raises(Refused) as refused, opened(ASSIGNMENT, Settings(tier="C"), 2):
        pass
    assert refused.value.reason == "Without isolation, students' code can read and change all that you can."
    assert refused.value.remedy.endswith("To run it all the same, for code you trust: --unsafe.")
