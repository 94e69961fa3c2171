"""Classes made of a corpus: who wrote which of its answers."""

from __future__ import annotations

import tomllib
from pathlib import Path

from autograder.assignment import Assignment
from autograder.corpus.case import CorpusError, cases

Answers = dict[str, tuple[str, ...]]  # bodies of the stubs, by exercise


def solution(assignment: Assignment) -> Answers:
    """The first right answer to every exercise."""
    return {each.id: cases(assignment, "right", each.id)[0].bodies for each in assignment.exercises}


def students(assignment: Assignment, file: Path) -> dict[str, Answers]:
    """What each student of a TOML file wrote: a table a student, a name of a case an exercise; where there is none, the
    first right answer. Raises ``CorpusError``."""
    found = {}
    for student, names in tomllib.loads(file.read_text("utf-8")).items():
        found[student] = solution(assignment)
        for exercise, name in names.items():
            known = {case.name: case.bodies for case in cases(assignment, exercise=exercise)}
            if name not in known:
                raise CorpusError(f"{file.name}, {student}: no answer to {exercise} is called {name}")
            found[student][exercise] = known[name]
    return found
