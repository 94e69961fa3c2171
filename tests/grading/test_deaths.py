"""However many exercises hang, exit or crash, the others keep their points and their own words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.grading.result import Graded
from autograder.notebook.fill import fill
from autograder.sandbox import Limits
from tests.corpus.damaged.notebooks import RELEASE, RIGHT
from tests.ours import ASSIGNMENT

# small, for time's sake; honest answers use a hundredth of it
LIMITS = Limits(exercise_cpu_s=0.4, exercise_wall_s=4, submission_cpu_s=20, submission_wall_s=200)
HANG, EXIT, CRASH = "while True: pass", "import os\nos._exit(0)", "import ctypes\nctypes.string_at(0)"
DIED = {HANG: "timed_out", EXIT: "killed", CRASH: "killed"}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(ASSIGNMENT, Settings(unsafe=True, limits=LIMITS)) as grader:
        yield grader


def graded(grader: Grader, deaths: Mapping[str, str], untouched: tuple[str, ...], folder: Path) -> Graded:
    """Right answers, but for the exercises that die, and those that are left as they were."""
    answers = {exercise: list(bodies) for exercise, bodies in RIGHT.items() if exercise not in untouched}
    for exercise, body in deaths.items():
        answers[exercise] = [body] * len(RIGHT[exercise])
    path = folder / "assignment2.ipynb"
    path.write_text(json.dumps(fill(json.loads(RELEASE.read_text("utf-8")), answers)), encoding="utf-8")
    return grader.grade(Submission("student", "assignment2.ipynb", path))


NAMES = tuple(RIGHT)
CASES = {
    "nine hang": (dict.fromkeys(NAMES[:-1], HANG), ()),
    "seven exit": (dict.fromkeys(NAMES[1:8], EXIT), ("linear_backward",)),
    "mixed": (dict(zip(NAMES[:7], [HANG, EXIT, CRASH, HANG, EXIT, CRASH, HANG], strict=True)), ("mlp_backward",)),
}


@pytest.mark.parametrize(("deaths", "untouched"), CASES.values(), ids=CASES)
def test_the_others_keep_their_points(
    deaths: dict[str, str], untouched: tuple[str, ...], grader: Grader, tmp_path: Path
) -> None:
    """Each exercise has its own status: what died as it died, what is untouched as skipped, what is right as passed."""
    found = graded(grader, deaths, untouched, tmp_path)
    for exercise in found.exercises:
        expected = "skipped" if exercise.id in untouched else DIED.get(deaths.get(exercise.id, ""), "passed")
        assert {check.status for check in exercise.checks} == {expected}, exercise.id
