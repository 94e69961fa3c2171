"""The assignment that the engine is tested on: the one of this checkout, found by its folder."""

from __future__ import annotations

from pathlib import Path

from autograder.assignments import find, names

ROOT = Path(__file__).parents[1]
ASSIGNMENT = find(names()[0])
RELEASE = ASSIGNMENT.release  # the notebook that students were given
SAMPLES = ROOT / "examples" / "submitted"  # a folder a student, each with a folder of the assignment's name
