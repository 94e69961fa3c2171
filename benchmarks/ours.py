"""The assignment that is measured: the one of this checkout, found by its folder."""

from __future__ import annotations

from pathlib import Path

from autograder.assignments import find, names

ROOT = Path(__file__).parents[1]
ASSIGNMENT = find(names()[0])
NAME = ASSIGNMENT.name
RELEASE = ASSIGNMENT.release  # the notebook that students were given
NOTEBOOK = RELEASE.name
