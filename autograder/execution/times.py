"""How a submission's time is divided: among its cells, its exercises and their stubs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from autograder.sandbox.limits import Budget, Limits
from autograder.worker.calls import Call

RESERVE = 0.04  # of the submission's time, for each exercise that is to come
LEAST_SHARE = 0.1  # of an exercise's time, whatever the others have used
LEAST_OF_CELL = 0.02  # the same for one cell, also where many before it have hung
SHARES = {"own": 0.4, "solution": 0.4}  # of the submission's time, for all cells of a kind together


def exercise_budget(limits: Limits, share: float = 1.0) -> Budget:
    """The time of one exercise, or of a part of it."""
    cpu, wall = limits.exercise_cpu_s * share, limits.exercise_wall_s * share
    return Budget(cpu, wall, f"took more than {cpu:g} s of processor time, or {wall:g} s by the clock")


def part_of_exercise(limits: Limits, share: float, of: float = 1.0) -> Budget:
    """The same where others have used so much that only a share is left; it is not said how much, as that depends on
    what else the machine does. ``of`` is the part of its full time that it would have had."""
    budget = exercise_budget(limits, of * share)
    if share < 1:
        budget.why = "took more than its part of the time that is left for the notebook"
    return budget


def submission_budget(limits: Limits, share: float = 1.0) -> Budget:
    """The time of a whole submission, or of a part of it."""
    cpu, wall = limits.submission_cpu_s * share, limits.submission_wall_s * share
    why = f"the notebook as a whole took more than {cpu:g} s of processor time, or {wall:g} s by the clock"
    return Budget(cpu, wall, why)


@dataclass
class _Exercise:
    """What an exercise may use: its share of the full time, what is left of that, and what each stub has left."""

    share: float
    left: Budget
    stubs: dict[tuple[str, str], Budget] = field(default_factory=dict)


class Times:
    """What one submission has left, and each of its cells and exercises; ``to_come`` have not begun."""

    def __init__(self, limits: Limits, to_come: int) -> None:
        self._limits, self._to_come = limits, to_come
        self.submission = submission_budget(limits)
        self._cells: dict[str, Budget] = {}  # of each kind
        self._loading = Budget(0.0, 0.0, "")  # what a whole run of the cells has taken
        self._exercises: dict[str, _Exercise] = {}  # that have begun
        self._now = _Exercise(1.0, exercise_budget(limits))

    @property
    def spent(self) -> str | None:
        """Why nothing is left, or None."""
        return self.submission.spent

    def loaded(self, before: Budget) -> None:
        """All cells have run, since so much was left."""
        left = self.submission
        self._loading = Budget(before.cpu_s - left.cpu_s, before.wall_s - left.wall_s, "")

    def left(self) -> Budget:
        """What is left now."""
        return replace(self.submission)

    def of_exercise(self) -> tuple[Budget, ...]:
        """For what belongs to no exercise, but may use as much."""
        return exercise_budget(self._limits), self.submission

    def of_cell(self, kind: str) -> tuple[Budget, ...]:
        """What a cell may use.

        All of a kind together have a part of the submission's time, and each at most half of what is left of that:
        however many hang, time is left for the others and for the exercises.
        """
        if kind not in SHARES:
            return self.of_exercise()
        each = exercise_budget(self._limits)
        left = self._cells.setdefault(kind, submission_budget(self._limits, SHARES[kind]))
        share = max(min(left.cpu_s / 2 / each.cpu_s, left.wall_s / 2 / each.wall_s, 1.0), LEAST_OF_CELL)
        return part_of_exercise(self._limits, share), left, self.submission

    def begin(self, exercise_id: str) -> None:
        """What is asked from here on belongs to this exercise."""
        if exercise_id not in self._exercises:
            share = self._fair_share()
            self._exercises[exercise_id] = _Exercise(share, part_of_exercise(self._limits, share))
            self._to_come = max(self._to_come - 1, 0)
        self._now = self._exercises[exercise_id]

    def of_stub(self, call: Call, part: float) -> tuple[Budget, ...]:
        """What the stub that a call is about may use, the method of its last step: a part of the exercise's time."""
        key, now = (call.make.cls, call.steps[-1].method if call.steps else ""), self._now
        stub = now.stubs.setdefault(key, part_of_exercise(self._limits, now.share, part))
        return self.submission, now.left, stub

    def _fair_share(self) -> float:
        """The part of its full time that an exercise may use, so that enough is left for those to come.

        Each of them may need the cells to be run again, and as much time as an honest answer takes many times over.
        """
        others, limits, left, load = max(self._to_come - 1, 0), self._limits, self.submission, self._loading
        shares = []
        for full, whole, rest, again in (
            (limits.exercise_cpu_s, limits.submission_cpu_s, left.cpu_s, load.cpu_s),
            (limits.exercise_wall_s, limits.submission_wall_s, left.wall_s, load.wall_s),
        ):
            reserve = min(whole * RESERVE, max(rest, 0.0) / (others + 1))
            shares.append((rest - others * (reserve + again)) / full)
        return min(1.0, max(min(shares), LEAST_SHARE))
