"""The pairs of a class that are more alike than chance, as the document has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.assignment import Assignment
from autograder.grading.result import Graded
from autograder.notebook.release import Release
from autograder.similarity import alike


def similar(results: Sequence[Graded], assignment: Assignment) -> list[dict[str, Any]]:
    """Each pair with both submissions, how many such pairs chance would give, and the code in which they are alike."""
    own = sorted((each for each in results if each.sources), key=lambda each: (each.student, each.notebook))
    cells = Release.load(assignment.release).cells
    given = {cell.name: cell.source for cell in cells if cell.kind == "solution"}
    return [
        {
            "submissions": [
                {"student": own[number].student, "notebook": own[number].notebook} for number in (pair.one, pair.other)
            ],
            "expected": float(f"{pair.expected:.2g}"),
            "parts": [
                {"exercise": part.exercise, "closeness": round(part.closeness, 2), "texts": list(part.texts)}
                for part in pair.parts
            ],
        }
        for pair in alike([each.sources for each in own], given, [each.student for each in own])
    ]
