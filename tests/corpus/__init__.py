"""The assignments whose corpora are tested, and, as data, hostile and damaged submissions and odd classes."""

from __future__ import annotations

from pathlib import Path

from autograder import assignments

ROOT = Path(__file__).parents[2]
FOLDERS = [
    folder.parent
    for place in (Path(assignments.__file__).parent, ROOT / "examples")
    for folder in sorted(place.glob("*/corpus"))
]
ASSIGNMENTS = {assignment.name: assignment for assignment in map(assignments.load, FOLDERS)}
