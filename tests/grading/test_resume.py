"""What an interrupted or repeated run still has to grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.findings import CheckResult, ExerciseResult
from autograder.grading.collect import Submission
from autograder.grading.journal import Journal
from autograder.grading.result import Graded
from autograder.grading.resume import Resumed
from autograder.grading.run import Graders
from autograder.notebook.cells import Remark


class Machine:
    """Graders that count what they are asked, in this tier; after ``breaks_after`` results they are interrupted."""

    note = None

    def __init__(self, tier: str = "A", breaks_after: int = 10**9) -> None:
        self.tier, self.breaks_after = tier, breaks_after
        self.graded: list[str] = []
        self.asked: list[tuple[int, str | None]] = []

    @contextmanager
    def open(self, count: int, tier: str | None) -> Iterator[Graders]:
        self.asked.append((count, tier))
        yield self

    def grade(self, submissions: Sequence[Submission]) -> Iterator[tuple[int, Graded]]:
        for place, submission in reversed(list(enumerate(submissions))):
            if len(self.graded) == self.breaks_after:
                raise KeyboardInterrupt
            self.graded.append(submission.student)
            yield place, result(submission)


def result(submission: Submission) -> Graded:
    checks = (CheckResult("cost", "passed", float(ord(submission.student)), 1.0),)
    settled = submission.student != "z"
    return Graded(submission.student, submission.notebook, (ExerciseResult("loss_cost", checks),), settled=settled)


@pytest.fixture
def submissions(tmp_path: Path) -> list[Submission]:
    for student in "abc":
        (tmp_path / f"{student}.ipynb").write_text(student)
    return [Submission(student, f"{student}.ipynb", tmp_path / f"{student}.ipynb") for student in "abc"]


def run(tmp_path: Path, submissions: Sequence[Submission], machine: Machine, regrade: bool = False) -> list[Graded]:
    journal = Journal(tmp_path / "kept.sqlite", "same")
    with journal, Resumed(submissions, journal, machine.open, regrade) as resumed:
        return [graded for _, graded in sorted(resumed.grade(), key=lambda found: found[0])]


def test_an_unchanged_class_starts_nothing(tmp_path: Path, submissions: list[Submission]) -> None:
    """The second run asks for no grader, names the tier of the first, and finds the same."""
    first = run(tmp_path, submissions, Machine("B"))
    again = Machine("A")
    with Journal(tmp_path / "kept.sqlite", "same") as journal, Resumed(submissions, journal, again.open) as resumed:
        assert (resumed.tier, resumed.kept) == ("B", 3)
        assert [graded for _, graded in resumed.grade()] == first
    assert again.asked == []


def test_an_interrupted_run_goes_on(tmp_path: Path, submissions: list[Submission]) -> None:
    """Nothing that was graded is lost, nothing is graded twice."""
    first, second = Machine(breaks_after=1), Machine()
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, submissions, first)
    assert run(tmp_path, submissions, second) == [result(submission) for submission in submissions]
    assert (first.graded, second.graded, second.asked) == (["c"], ["b", "a"], [(2, None)])


def test_one_late_student_costs_one_submission(tmp_path: Path, submissions: list[Submission]) -> None:
    """And so does one who hands in again."""
    run(tmp_path, submissions[:2], Machine())
    late = Machine()
    run(tmp_path, submissions, late)
    submissions[0].path.write_text("better")
    better = Machine()
    run(tmp_path, submissions, better)
    assert (late.graded, better.graded) == (["c"], ["a"])


def test_results_of_another_tier_are_graded_again(tmp_path: Path, submissions: list[Submission]) -> None:
    """A report names one tier, and all of it is of that one."""
    run(tmp_path, submissions[:2], Machine("B"))
    machine = Machine("A")
    run(tmp_path, submissions, machine)
    assert sorted(machine.graded) == ["a", "b", "c"]


def test_regrade_grades_all(tmp_path: Path, submissions: list[Submission]) -> None:
    """Also what is kept."""
    run(tmp_path, submissions, Machine())
    machine = Machine()
    run(tmp_path, submissions, machine, regrade=True)
    assert sorted(machine.graded) == ["a", "b", "c"]


def test_what_the_clock_has_ended_is_tried_again(tmp_path: Path) -> None:
    """On a busy day it might not have been."""
    (tmp_path / "z.ipynb").write_text("z")
    slow = Submission("z", "z.ipynb", tmp_path / "z.ipynb")
    for machine in (Machine(), Machine()):
        run(tmp_path, [slow], machine)
        assert machine.graded == ["z"]


def test_who_handed_in_nothing_needs_no_grader(tmp_path: Path, submissions: list[Submission]) -> None:
    """Beside a class that is kept, a missing notebook starts no sandbox."""
    run(tmp_path, submissions, Machine())
    machine = Machine()
    missing = Submission("d", "d.ipynb", None, (Remark("missing"),))
    found = run(tmp_path, [*submissions, missing], machine)
    assert found[3] == Graded("d", "d.ipynb", reasons=(Remark("missing"),))
    assert machine.asked == []


def test_a_torn_result_is_graded_in_the_tier_of_the_others(tmp_path: Path, submissions: list[Submission]) -> None:
    """It is noticed only when it is read, and the report still names one tier."""
    first = run(tmp_path, submissions, Machine("B"))
    with Journal(tmp_path / "kept.sqlite", "same") as journal:
        journal._execute("UPDATE graded SET result = 'torn' WHERE key = ?", journal.key(submissions[1]))
    machine = Machine("B")
    assert run(tmp_path, submissions, machine) == first
    assert (machine.graded, machine.asked) == (["b"], [(1, "B")])
