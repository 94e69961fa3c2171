"""Right and wrong implementations of every exercise, as data, each with the score and the codes that it must get.

``right/`` and ``wrong/`` hold a TOML file an exercise, ``nets.toml`` whole notebooks; README.md says how to add a case.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RELEASE = HERE.parents[1] / "release" / "assignment2" / "assignment2.ipynb"
STUB = re.compile(r"^(\s*)raise NotImplementedError\b.*$")


@dataclass(frozen=True)
class Expectation:
    """What a check that is not plainly passed must get. ``code`` None: abstain. Any of ``statuses`` is right."""

    score: float
    code: str | None
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One implementation of one exercise: a body for each of its stubs, in order, and cells of the student's own before."""

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


@cache
def nets() -> Mapping[str, Mapping[str, Case]]:
    """Whole notebooks: name → exercise → right case."""
    right = {(case.exercise, case.name): case for case in cases("right")}
    tables = tomllib.loads((HERE / "nets.toml").read_text("utf-8"))["net"]
    return {net["name"]: {exercise: right[exercise, name] for exercise, name in net["cases"].items()} for net in tables}


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
    return tuple((cell["id"], "".join(cell["source"])) for cell in [cells[0], *solutions])


def fill(source: str, bodies: Sequence[str]) -> str:
    """A solution cell with its first stubs replaced, each body indented like its stub; the comment above goes."""
    left, lines = list(bodies), []
    for line in source.split("\n"):
        stub = STUB.match(line)
        if stub is None or not left:
            lines.append(line)
            continue
        if lines[-1].strip().startswith("#"):
            lines.pop()
        lines += [stub.group(1) + text for text in left.pop(0).strip("\n").split("\n")]
    return "\n".join(lines)


def sources(answers: Mapping[str, Case]) -> list[str]:
    """The cells of a submission that holds these cases, and the release's stubs in every other exercise."""
    cells: list[str] = []
    for cell_id, source in _release():
        case = answers.get(cell_id)
        cells += [*case.cells, fill(source, case.bodies)] if case else [source]
    return cells


def run(cells: Sequence[str]) -> dict[str, Any]:
    """The namespace in which the cells have run."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, source in enumerate(cells, 1):
        exec(compile(source, f"<cell {number}>", "exec"), namespace)
    return namespace
