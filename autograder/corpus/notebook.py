"""Notebooks with answers of a corpus: the release's cells, their stubs replaced, run as a student would."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.corpus.case import Case
from autograder.notebook.fill import fill_source


@cache
def _cells(release: Path) -> tuple[tuple[str, str], ...]:
    """(id, source) of the cells that only import, and of the solution cells."""
    cells = json.loads(release.read_text("utf-8"))["cells"]
    code = [(cell, "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    return tuple(
        (cell["id"], source)
        for cell, source in code
        if cell["metadata"].get("nbgrader", {}).get("solution") or _imports(source)
    )


def _imports(source: str) -> bool:
    try:
        return all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(source).body)
    except SyntaxError:  # a magic
        return False


def filled(case: Case, source: str) -> list[str]:
    """The cells of a case: the student's own, and the solution cell with its stubs replaced."""
    for given, instead in case.edits.items():
        source = source.replace(given, instead)
    return [*case.cells, fill_source(source, case.bodies)]


def sources(assignment: Assignment, answers: Mapping[str, Case]) -> list[str]:
    """The cells of a submission that holds these cases, and the release's stubs in every other exercise."""
    cells: list[str] = []
    for cell_id, source in _cells(assignment.release):
        cells += filled(answers[cell_id], source) if cell_id in answers else [source]
    return cells


def answered(assignment: Assignment, *answers: Case) -> dict[str, Any]:
    """What ``globals()`` holds after the cells have run with these answers; what they print and warn of is thrown away.

    Raises whatever they raise.
    """
    package = str(assignment.package.parent)
    if package not in sys.path:
        sys.path.append(package)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, source in enumerate(sources(assignment, {case.exercise: case for case in answers}), 1):
            file = f"<cell {number}>"
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            exec(compile(source, file, "exec"), namespace)
    return namespace
