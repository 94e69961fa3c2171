"""Notebooks with other answers, run as a student would."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.corpus import Case, answered

ROOT = Path(__file__).parents[2]
RELEASE = ASSIGNMENT.release


@cache
def solution_cells() -> dict[str, str]:
    """The release's solution cells: grade_id → source, in order."""
    cells = json.loads(RELEASE.read_text(encoding="utf-8"))["cells"]
    graded = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]
    return {cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"]) for cell in graded}


def notebook(answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What ``globals()`` holds after the solution cells have run with these bodies."""
    return answered(ASSIGNMENT, *(Case("", grade_id, "", tuple(bodies), {}) for grade_id, bodies in answers.items()))
