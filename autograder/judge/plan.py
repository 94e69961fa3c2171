"""What is computed once per exercise and kept: trials, right answers, calls, and the banks of predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache, cached_property

from autograder.assignment import Audit, Check, Exercise, Expected, Trial
from autograder.judge.diagnosis import Bank
from autograder.subject import Batch
from autograder.worker.calls import Call
from gradcheck.compare import Target

Targets = Mapping[str, Target]


class StubPlan:
    """One stub of an exercise: its checks, and how it is tried. Every trial expects an answer for every check."""

    def __init__(self, exercise: Exercise, method: str, seed: int, order: Mapping[str, int]) -> None:
        self.exercise, self.method, self.seed, self.order = exercise, method, seed, order
        self.checks: tuple[Check, ...] = tuple(check for check in exercise.checks if check.method == method)
        trials = exercise.trials(seed)
        self.trials: tuple[Trial, ...] = tuple(trials[method])
        self.audits: tuple[Audit, ...] = tuple(exercise.audits(seed, trials).get(method, ()))
        self.targets: tuple[Targets, ...] = tuple(_targets(trial.expected) for trial in self.trials)
        self.later_targets: tuple[Targets, ...] = tuple(_targets(trial.expected_later) for trial in self.trials)
        self.calls: list[Call] = [trial.call for trial in self.trials]
        self.audit_calls: list[Call] = [call for line in self.audits for call in line.calls]
        self.elsewhere: Mapping[str, Call] = self.trials[0].elsewhere
        self._banks: dict[str, Bank] = {}
        self._in_use = False

    @cached_property
    def probes(self) -> tuple[Trial, ...]:
        """The trials that only tell mistakes apart: drawn when the first mistake is met."""
        probes = tuple(self.exercise.probes(self.seed).get(self.method, ()))
        return tuple(trial.as_used or trial for trial in probes) if self._in_use else probes

    @cached_property
    def as_used(self) -> StubPlan | None:
        """The same stub, tried after the steps that come before it in use; None where its trials have none."""
        if self.trials[0].as_used is None:
            return None
        used = copy(self)
        used.trials = tuple(trial.as_used or trial for trial in self.trials)
        used.calls = [trial.call for trial in used.trials]
        used.__dict__.pop("probes", None)
        used._in_use = True
        used._banks = {}  # its answers stand at other steps
        return used

    @cached_property
    def batch(self) -> Batch:
        """All that is asked of whoever has written something."""
        used = self.as_used
        lines = (line.calls for line in self.audits)
        elsewhere = ((call,) for call in self.elsewhere.values())
        parts = (self.calls, *lines, *elsewhere, used.calls if used is not None else ())
        return Batch(self.exercise.id, tuple(tuple(part) for part in parts if part), self.share)

    @cached_property
    def first(self) -> Batch:
        """What is asked of an untouched stub, to see that it is one."""
        return Batch(self.exercise.id, (tuple(self.calls[:1]),), self.share)

    @property
    def share(self) -> float:
        """The stub's part of its exercise's time."""
        return 1 / len(self.exercise.stubs)

    @property
    def returned(self) -> Check:
        """The check of the returned value, which pays for what the stub changes; the first one where there is none."""
        return next((check for check in self.checks if check.returned), self.checks[0])

    def bank(self, check: Check) -> Bank:
        """The mistakes of a check, with what they give at trials and probes."""
        if check.name not in self._banks:
            self._banks[check.name] = Bank(check, (*self.trials, *self.probes), self.exercise.mistakes, self.order)
        return self._banks[check.name]


class Plan:
    """All stubs of an exercise, in order. ``order`` ranks the codes of mistakes."""

    def __init__(self, exercise: Exercise, seed: int, order: Mapping[str, int]) -> None:
        self.exercise = exercise
        # each of these gives what all of its stubs are asked
        once = replace(exercise, trials=cache(exercise.trials), probes=cache(exercise.probes))
        self.stubs: Sequence[StubPlan] = [StubPlan(once, method, seed, order) for method in exercise.stubs]


def _targets(expected: Mapping[str, Expected]) -> Targets:
    return {name: Target.of(each) for name, each in expected.items()}
