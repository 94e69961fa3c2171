"""Right and wrong implementations of every exercise, as data, each with the score and the codes that it must get.

``right/`` and ``wrong/`` hold a TOML file an exercise; README.md says how to add a case.
"""

from __future__ import annotations

import json
import linecache
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from autograder.notebook.fill import fill_source

HERE = Path(__file__).parent
RELEASE = HERE.parents[1] / "release" / "assignment2" / "assignment2.ipynb"


@dataclass(frozen=True)
class Expectation:
    """What a check that is not plainly passed must get. ``code`` None: abstain. Any of ``statuses`` is right."""

    score: float
    code: str | None
    statuses: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """One implementation of one exercise: bodies for its stubs, in order, and cells of the student's own before."""

    kind: str
    exercise: str
    name: str
    bodies: tuple[str, ...]
    cells: tuple[str, ...]
    score: float
    checks: Mapping[str, Expectation] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.exercise}-{self.name}"


@cache
def cases(kind: str) -> tuple[Case, ...]:
    """All ``right`` or ``wrong`` cases, by exercise, in the order of their files."""
    return tuple(case for path in sorted((HERE / kind).glob("*.toml")) for case in _read(kind, path))


def _read(kind: str, path: Path) -> Iterator[Case]:
    for table in tomllib.loads(path.read_text("utf-8"))["case"]:
        expected = {name: _expectation(*row) for name, row in table.pop("checks", {}).items()}
        bodies, cells = tuple(table.pop("bodies")), tuple(table.pop("cells", ()))
        yield Case(kind, path.stem, bodies=bodies, cells=cells, checks=expected, **table)


def _expectation(score: float, code: str, status: str) -> Expectation:
    return Expectation(score, code or None, tuple(status.split("|")))


@cache
def _release() -> tuple[tuple[str, str], ...]:
    """(id, source) of the imports and of the ten solution cells."""
    notebook = json.loads(RELEASE.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    solutions = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]
    return tuple(
        (cell["id"], "".join(cell["source"])) for cell in cells if cell["id"] == "imports" or cell in solutions
    )


def sources(answers: Mapping[str, Case]) -> list[str]:
    """The cells of a submission that holds these cases, and the release's stubs in every other exercise."""
    cells: list[str] = []
    for cell_id, source in _release():
        case = answers.get(cell_id)
        cells += [*case.cells, fill_source(source, case.bodies)] if case else [source]
    return cells


def run(cells: Sequence[str]) -> dict[str, Any]:
    """The namespace in which the cells have run."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, source in enumerate(cells, 1):
        file = f"<cell {number}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), namespace)
    return namespace
