"""Several graders at a time give what one gives, whatever becomes of their processes."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from autograder.grading import pool
from autograder.grading.collect import Submission, collect
from autograder.grading.grader import Settings
from autograder.grading.result import Graded
from autograder.grading.run import opened
from autograder.sandbox import Limits, Refused
from autograder.sandbox.tiers import choose
from tests.ours import ASSIGNMENT

CLASS = Path(__file__).parents[2] / "examples/submitted"
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
        return in_order(graders.grade(submissions))


def in_order(results: Iterable[tuple[int, Graded]]) -> list[Graded]:
    return [graded for _, graded in sorted(results, key=lambda result: result[0])]


def test_two_at_a_time_find_what_one_finds(submissions: list[Submission], alone: list[Graded]) -> None:
    """In whatever order, in the tier that one takes."""
    with opened(ASSIGNMENT, SETTINGS, 2) as graders:
        assert in_order(graders.grade(submissions)) == alone
        assert (graders.tier, graders.note) == (choose(None, unsafe=True), None)


def test_what_dead_processes_had_is_graded_here(submissions: list[Submission], alone: list[Graded]) -> None:
    """Where all of them are gone, too."""
    with closing(pool.Pool(ASSIGNMENT, SETTINGS, 2)) as jobs:
        for job in jobs._jobs:
            job._process.kill()
            job._process.wait()
        found = {submission.student: graded for submission, graded in zip(submissions, alone, strict=True)}
        assert in_order(jobs.grade(submissions, lambda submission: found[submission.student])) == alone


def test_a_slow_one_holds_nobody_up(submissions: list[Submission], alone: list[Graded], tmp_path: Path) -> None:
    """Results come as they are done: what hangs comes last, though it stands first."""
    notebook = json.loads(submissions[0].path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "loss_cost"]
    cells[0]["source"] = "while True:\n    pass"
    (tmp_path / "slow.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    slow = Submission("slow", "slow.ipynb", tmp_path / "slow.ipynb")
    limits = Limits(exercise_cpu_s=2.0)
    with opened(ASSIGNMENT, Settings(limits=limits, unsafe=True), 2) as graders:
        places = [place for place, _ in graders.grade([slow, *submissions])]
    assert sorted(places) == [0, 1, 2, 3]
    assert places[-1] == 0


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
        assert in_order(graders.grade(submissions)) == alone


def test_a_refusal_in_another_process_is_one_here() -> None:
    """With its reason and what to do, whole."""
    with pytest.raises(Refused) as refused, opened(ASSIGNMENT, Settings(tier="C"), 2):
        pass
    assert refused.value.reason == "Without isolation, students' code can read and change all that you can."
    assert refused.value.remedy.endswith("(To run it all the same, for code you trust: --unsafe.)")
