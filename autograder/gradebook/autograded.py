"""The notebook that lies under ``autograded/``: what a student handed in, laid onto the release, with its results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.findings import ExerciseResult
from autograder.gradebook.comments import exercise_output, note, review
from autograder.gradebook.markdown import verbatim
from autograder.gradebook.names import grade_cell
from autograder.grading.result import Graded

NOTE, REVIEW = "autograder_note", "autograder_review"


def autograded(graded: Graded, assignment: Assignment) -> dict[str, Any]:
    """The notebook with a note on top and, under each test cell, its score as nbgrader reads it and our messages.

    It is made anew from the release's metadata and the cells' sources: nothing else of what a student's file holds gets
    into a page that an instructor opens. Text cells that the student wrote are shown unformatted. A submission that
    could not be read is the release's notebook below the note.
    """
    release = json.loads(Path(assignment.release).read_text(encoding="utf-8"))
    given = {cell["id"]: cell for cell in release["cells"]}
    results = {grade_cell(exercise.id): exercise for exercise in graded.exercises}
    submitted = graded.mended["cells"] if graded.mended else release["cells"]
    cells = [_text(NOTE, note(graded))]
    if graded.status == "needs_review":
        cells.append(_text(REVIEW, review(graded)))
    for number, cell in enumerate(submitted, 1):
        cells.append(_cell(cell, given.get(cell.get("id")), number, results, assignment))
    return {**release, "cells": cells}


def _cell(
    cell: Mapping[str, Any],
    given: Mapping[str, Any] | None,
    number: int,
    results: Mapping[str, ExerciseResult],
    assignment: Assignment,
) -> dict[str, Any]:
    source = _source(cell)
    name = given["id"] if given else f"own_{number}"
    if cell["cell_type"] != "code":
        of_the_release = given is not None and source == _source(given) and given["cell_type"] == "markdown"
        return _text(name, source if of_the_release else verbatim(source))
    code: dict[str, Any] = {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "execution_count": None,
        "source": source,
        "outputs": [],
    }
    if given is not None and given["cell_type"] == "code":
        code["metadata"] = given["metadata"]
    if name in results:
        code.update(execution_count=number, outputs=_outputs(results[name], number, assignment))
    return code


def _outputs(result: ExerciseResult, number: int, assignment: Assignment) -> list[dict[str, Any]]:
    """The messages, and the plain float in which nbgrader finds the score."""
    printed = {"output_type": "stream", "name": "stdout", "text": exercise_output(result, assignment)}
    score = {
        "output_type": "execute_result",
        "execution_count": number,
        "metadata": {},
        "data": {"text/plain": repr(float(result.score))},
    }
    return [printed, score]


def _text(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
