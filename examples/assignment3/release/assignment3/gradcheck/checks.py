"""Visible checks: whether an exercise is right, told at once and in words. They hold no answers.

An exercise is a function that puts worked examples to a class of the notebook. A yes is a good sign, no grade.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradcheck import page
from gradcheck.example import Asked
from gradcheck.outcome import Outcome, points
from gradcheck.page import Words
from gradcheck.shown import shown
from gradcheck.verdict import Verdict, charged, judge

Names = Mapping[str, Any]


@dataclass(frozen=True)
class Checks:
    """The visible checks of an assignment.

    ``exercises`` maps each one to the class that it defines and to what asks it: (the class, the notebook's names) →
    its answers. ``points`` are those of answers that are not worth 1, ``methods`` the answers of methods that have
    several. ``older`` says in a sentence why a class is not the one that stands in its cell, or None.
    """

    exercises: Mapping[str, tuple[str, Callable[[Any, Names], Sequence[Asked]]]]
    words: Words
    points: Mapping[str, float] = field(default_factory=dict)
    methods: Sequence[Sequence[str]] = ()
    older: Callable[[Names, str], str | None] = lambda names, cls: None

    def check(self, grade_id: str, names: Names, show: bool = False) -> Outcome:
        """Check one exercise; what is returned shows itself in a notebook, and its ``repr`` is a number of points.

        grade_id: the exercise. names: what the notebook has defined, ``globals()``.
        show: whether an example of every answer is shown as well, with its arrays as heat maps and lines to paste.
        Never raises, whatever the student's code does, and prints nothing.
        """
        if not isinstance(grade_id, str) or grade_id not in self.exercises:
            return Outcome(page.said(f"Name an exercise first, as text: {', '.join(self.exercises)}."))
        absent, older = self._absent(grade_id, names), self.older(names, self.exercises[grade_id][0])
        if absent:
            said = f"✗ There is no class {absent} yet: run the cell that defines it, and look at what it says."
            return Outcome([said])
        if older:
            return Outcome(page.said(older))
        try:
            found = self.verdicts(grade_id, names)
            outcome = Outcome(page.all_lines(found, self.words), points(found, self.points))
        except KeyboardInterrupt:
            return Outcome(["✗ The check was interrupted. Where that took long, look for a loop that never ends."])
        except BaseException as error:
            return Outcome(page.not_made(error, self.words))
        return shown(outcome, found) if show else outcome

    def missing(self, names: Names, *grade_ids: str) -> list[str]:
        """Which of these exercises (of all, if none is named) do not pass."""
        return [grade_id for grade_id in grade_ids or self.exercises if self._state(grade_id, names) != "right"]

    def unwritten(self, names: Names, *grade_ids: str) -> list[str]:
        """Which of these exercises have a stub left, and nothing wrong beside it."""
        return [grade_id for grade_id in grade_ids if self._state(grade_id, names) == "unwritten"]

    def verdicts(self, grade_id: str, names: Names) -> list[Verdict]:
        """What is found of each answer, as data. Raises what the student's constructor or forward raises."""
        cls, ask = self.exercises[grade_id]
        order = list(self.words.messages)
        with _quiet():
            return charged([judge(asked, order) for asked in ask(names[cls], names)], self.methods, order)

    def _state(self, grade_id: str, names: Names) -> str:
        """``right``, ``unwritten`` where a stub is left and nothing else is wrong, else ``wrong``."""
        if self._absent(grade_id, names) or self.older(names, self.exercises[grade_id][0]):
            return "wrong"
        try:
            found = [verdict.symptom for verdict in self.verdicts(grade_id, names) if not verdict.right]
        except KeyboardInterrupt:
            raise
        except BaseException:
            return "wrong"
        return "right" if not found else "unwritten" if set(found) == {"not_implemented"} else "wrong"

    def _absent(self, grade_id: str, names: Names) -> str | None:
        """The class of the exercise, where the notebook has none of that name."""
        name = self.exercises[grade_id][0]
        return None if isinstance(names.get(name), type) else name


class _Nowhere:
    """A stream that keeps nothing: what student code prints while it is checked."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No warnings and no prints while student code is called again and again."""
    nowhere: Any = _Nowhere()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield
