"""Classes to measure on: ``right`` (everybody has all points), ``mix`` (most of an exercise is right, some is wrong or
not begun), ``wrong`` (everybody has a mistake in every exercise).

The answers are the corpus's, drawn by a seed, and no two students' cells are the same byte for byte.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from ours import ASSIGNMENT, NAME, NOTEBOOK, RELEASE

from autograder.corpus import Case, cases
from autograder.notebook.fill import fill

KINDS = {"right": (100, 0), "mix": (70, 20), "wrong": (0, 100)}  # per cent right and wrong; the rest is not begun


def submit(folder: Path, kind: str, count: int, seed: int = 1) -> Path:
    """Fill a folder with students' folders, as nbgrader has them, and return it."""
    release = json.loads(RELEASE.read_text(encoding="utf-8"))
    right, wrong = _bodies("right"), _bodies("wrong")
    draw = random.Random(f"{kind} {seed}")
    for number in range(count):
        answers = {exercise: _one(draw, KINDS[kind], right[exercise], wrong[exercise], number) for exercise in right}
        path = folder / f"student{number:06}" / NAME / NOTEBOOK
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(fill(release, answers)), encoding="utf-8")
    return folder


def _one(
    draw: random.Random, parts: Sequence[int], right: Sequence[list[str]], wrong: Sequence[list[str]], number: int
) -> list[str]:
    among = draw.random() * 100
    if among >= sum(parts):
        return []
    bodies = draw.choice(right if among < parts[0] else wrong)
    return [f"# {number}\n{body.strip()}" for body in bodies]


def _bodies(kind: str) -> dict[str, list[list[str]]]:
    """For each exercise the answers of the corpus that end by themselves and need no cell beside the exercise's."""
    return {
        exercise.id: [list(case.bodies) for case in cases(ASSIGNMENT, kind, exercise.id) if _plain(case)]
        for exercise in ASSIGNMENT.exercises
    }


def _plain(case: Case) -> bool:
    documented = any(body.strip().startswith(('"', "'")) for body in case.bodies)
    return bool(case.bodies) and case.ends and not case.cells and not case.edits and not documented
