"""Answers to one check at a time: the TOML tables of this folder, put to the judge."""

from __future__ import annotations

import contextlib
import io
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment import Exercise, Mistake, Trial
from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.authoring.inputs import SEED
from autograder.findings import CheckResult
from autograder.in_process import InProcessSubject
from autograder.judge import Judge
from tests.corpus import Case, run, sources

HERE = Path(__file__).parent
STANDARD = {  # what stands in the stub that is not looked at
    ("mse_loss", "forward"): "return (y - y_hat) ** 2",
    ("mse_loss", "backward"): "return -2 * (y - y_hat)",
    ("bce_loss", "forward"): "return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
    ("bce_loss", "backward"): "return -y / y_hat + (1 - y) / (1 - y_hat)",
}


def right(name: str) -> Iterator[tuple[str, str, str]]:
    """(exercise, check, body) of a table of right answers."""
    for exercise, checks in _table(name).items():
        for check, bodies in checks.items():
            yield from ((exercise, check, body) for body in bodies)


def wrong(name: str) -> Iterator[tuple[str, str, str | None, str]]:
    """(exercise, check, code, body) of a table of wrong answers."""
    for exercise, checks in _table(name).items():
        for check, codes in checks.items():
            for code, bodies in codes.items():
                yield from ((exercise, check, None if code == "none" else code, body) for body in bodies)


def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


@cache
def _judge() -> Judge:
    return Judge(ASSIGNMENT)


def judged(exercise: str, check: str, body: str) -> CheckResult:
    """The result of a check whose stub holds that body."""
    names = [each.name for each in ASSIGNMENT.exercise(exercise).checks]
    return judged_bodies(exercise, *(body if name == check else STANDARD[exercise, name] for name in names))[check]


def judged_bodies(exercise: str, *bodies: str) -> dict[str, CheckResult]:
    """The results of an exercise's checks."""
    cells = sources({exercise: Case("", exercise, "", bodies, (), 0.0)})
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        subject = InProcessSubject(run(cells), ASSIGNMENT)
        return {result.name: result for result in _judge().exercise(exercise, subject).checks}


def trials(exercise: Exercise, probes: bool = True) -> Iterator[tuple[str, Trial]]:
    """Each stub's trials, and its probes."""
    for drawn in (exercise.trials(SEED), exercise.probes(SEED) if probes else {}):
        for method, several in drawn.items():
            yield from ((method, trial) for trial in several)


def namesakes(exercise: Exercise, check: str) -> set[frozenset[str]]:
    """Codes (and ``right``) with formulas that give the same numbers at all trials and probes."""
    method = next(each.method for each in exercise.checks if each.name == check)
    several = [trial for stub, trial in trials(exercise) if stub == method]
    truth = tuple(_written(trial.expected[check].value) for trial in several)
    numbers = {truth: {"right"}}
    for mistake in exercise.mistakes:
        if check in mistake.checks and mistake.fit is None:
            numbers.setdefault(tuple(_digits(mistake, check, trial) for trial in several), set()).add(mistake.code)
    return {frozenset(codes) for codes in numbers.values() if len(codes) > 1}


def _digits(mistake: Mistake, check: str, trial: Trial) -> str:
    """What a mistake gives at a trial, to nine digits."""
    try:
        if mistake.formula is not None:
            answer = mistake.formula(trial.inputs)
        else:
            assert mistake.transform is not None
            answer = mistake.transform(trial.expected[check].value, trial.inputs)
    except ValueError:
        return "raises"
    return _written(answer)


def _written(answer: Any) -> str:
    return f"{np.shape(answer)} {[float(f'{number:.9e}') + 0.0 for number in np.ravel(answer)]}"
