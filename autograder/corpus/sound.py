"""What of an assignment itself cannot be right: its table and the notebook, its trials, its formulas of mistakes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Assignment, Exercise, Mistake, Trial
from gradcheck.compare import parts

WRITTEN_WRONGLY = (TypeError, NameError, AttributeError, KeyError)  # shapes that do not fit are part of a mistake


def faults(assignment: Assignment) -> Iterator[str]:
    """A sentence for each fault of the assignment that its author should mend before anybody is graded."""
    try:
        cells = json.loads(assignment.release.read_text("utf-8"))["cells"]
    except (OSError, ValueError) as error:
        yield f"{assignment.name}: its release cannot be read ({error}); nbgrader generate_assignment makes it"
        return
    named = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells if "nbgrader" in cell["metadata"]}
    for exercise in assignment.exercises:
        yield from _in_the_notebook(exercise, named)
        try:
            made = [exercise.trials(assignment.seed), exercise.probes(assignment.seed)]
        except Exception as error:
            yield f"{exercise.id}: its trials cannot be made, {type(error).__name__}: {error}"
            continue
        trials = [trial for kind in made for found in kind.values() for trial in found]
        yield from _nothing_shows(exercise, trials)
        yield from _written_wrongly(exercise, trials)


def _in_the_notebook(exercise: Exercise, cells: Mapping[str, Any]) -> Iterator[str]:
    test = f"test_{exercise.id}"
    yield from (f"{exercise.id}: the notebook has no cell {name}" for name in (exercise.id, test) if name not in cells)
    if test in cells and (points := cells[test]["metadata"]["nbgrader"].get("points")) != exercise.points:
        yield f"{exercise.id}: its cell {test} has {points} points, its checks have {exercise.points:g}"
    for stub in exercise.stubs if exercise.id in cells else ():
        if not re.search(rf"\bdef {stub}\b", "".join(cells[exercise.id]["source"])):
            yield f"{exercise.id}: its cell has no method {stub}"


def _nothing_shows(exercise: Exercise, trials: Sequence[Trial]) -> Iterator[str]:
    for check in exercise.checks:
        right = [trial.expected[check.name].value for trial in trials if check.name in trial.expected]
        if not any(np.any(part) for value in right for part in parts(value)):
            yield f"{exercise.id}: what is right for {check.name} is 0 in every trial: draw others"


def _written_wrongly(exercise: Exercise, trials: Sequence[Trial]) -> Iterator[str]:
    """Formulas that stop everywhere, and not for want of fitting shapes."""
    for mistake in exercise.mistakes:
        asked = [each for each in trials if set(mistake.checks) & set(each.expected)]
        stops = [_stop(mistake, each) for each in asked] if mistake.formula is not None else []
        if stops and all(stops):
            yield f"{exercise.id}: a formula of {mistake.code} stops with {stops[0]}"


def _stop(mistake: Mistake, trial: Trial) -> str:
    assert mistake.formula is not None
    try:
        mistake.formula(trial.inputs)
    except WRITTEN_WRONGLY as error:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return ""
    return ""
