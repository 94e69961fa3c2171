"""The pairs that are more alike than chance, as the document has them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from autograder.grading.result import Graded
from autograder.report import similar as made
from tests.ours import ASSIGNMENT


def test_a_pair_has_both_submissions_and_the_code_in_which_they_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that have code of their own, by student and notebook, beside what all of them were given."""
    asked: list[Any] = []
    part = SimpleNamespace(exercise="linear_backward", closeness=0.98765, texts=("one", "other"))
    pair = SimpleNamespace(one=0, other=2, expected=0.0012345, parts=[part])
    monkeypatch.setattr(made, "alike", lambda *arguments: asked.append(arguments) or [pair])
    ours = [
        Graded("bo", "b.ipynb", sources={"x": "2"}),
        Graded("an", "z.ipynb", sources={"x": "1"}),
        Graded("al", "l.ipynb"),
        Graded("an", "a.ipynb", sources={"x": "0"}),
    ]
    assert made.similar(ours, ASSIGNMENT) == [
        {
            "submissions": [{"student": "an", "notebook": "a.ipynb"}, {"student": "bo", "notebook": "b.ipynb"}],
            "expected": 0.0012,
            "parts": [{"exercise": "linear_backward", "closeness": 0.99, "texts": ["one", "other"]}],
        }
    ]
    ((sources, given, students),) = asked
    assert (sources, students) == ([{"x": "0"}, {"x": "1"}, {"x": "2"}], ["an", "an", "bo"])
    assert set(given) == {exercise.id for exercise in ASSIGNMENT.exercises}
    assert "class Linear(Module)" in given["linear_backward"]


def test_nobody_is_like_anybody_in_a_class_without_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is empty."""
    monkeypatch.setattr(made, "alike", lambda *arguments: [])
    assert made.similar([], ASSIGNMENT) == []
