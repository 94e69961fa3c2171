"""What is the same from one submission to the next is taken apart once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.execution.told import Answers
from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.notebook.fill import fill
from autograder.worker.calls import Answer, Call
from tests.corpus.damaged.notebooks import RELEASE, RIGHT
from tests.ours import ASSIGNMENT


def test_right_answers_that_have_come_before_are_not_taken_apart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the largest of them: the second of two students with the same answers costs no checking."""
    path = tmp_path / "assignment2.ipynb"
    path.write_text(json.dumps(fill(json.loads(RELEASE.read_text(encoding="utf-8")), RIGHT)), encoding="utf-8")
    taken_apart: list[Sequence[Call]] = []
    checked = Answers.checked

    def counted(self: Answers, value: object, calls: Sequence[Call]) -> tuple[Answer, ...]:
        taken_apart.append(calls)
        return checked(self, value, calls)

    monkeypatch.setattr(Answers, "checked", counted)
    with Grader(ASSIGNMENT, Settings(unsafe=True)) as grader:
        first = grader.grade(Submission("one", path.name, path))
        before = len(taken_apart)
        second = grader.grade(Submission("two", path.name, path))
    assert (first.score, second.score) == (20.0, 20.0)
    assert before > 0
    assert len(taken_apart) == before
