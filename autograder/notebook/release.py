"""The notebook that students were given: the skeleton that a submission is laid onto."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from .document import from_json
from .outline import defined, essence, imports_or_defines, unanswered


@dataclass(frozen=True)
class ReleaseCell:
    """One cell of the release: a ``solution`` to write, a locked ``test``, other code that is ``given``, or
    ``text``."""

    index: int
    kind: Literal["solution", "test", "given", "text"]
    type: str
    source: str
    id: str
    grade_id: str | None
    metadata: Mapping[str, Any]

    @cached_property
    def essence(self) -> str:
        """What the cell is compared by."""
        return essence(self.source)

    @cached_property
    def is_needed(self) -> bool:
        """Whether later cells may need this one."""
        return imports_or_defines(self.source)

    @property
    def name(self) -> str:
        """How remarks call it."""
        return self.grade_id or self.id


@dataclass(frozen=True)
class Release:
    """The release's cells and what finds them: ``by_essence`` maps code or text to the cells that hold just that."""

    cells: tuple[ReleaseCell, ...]
    metadata: Mapping[str, Any]
    version: str | None
    digest: str  # SHA-256 over cells and metadata, in hexadecimal
    by_name: Mapping[str, ReleaseCell] = field(default_factory=dict)
    by_id: Mapping[str, ReleaseCell] = field(default_factory=dict)
    by_essence: Mapping[str, tuple[ReleaseCell, ...]] = field(default_factory=dict)
    unanswered: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Release:
        """Read the release, a file of ours. Raises OSError, ValueError."""
        return _of_text(Path(path).read_text(encoding="utf-8"))

    @classmethod
    def of(cls, notebook: Mapping[str, Any]) -> Release:
        """The release of a notebook of nbformat 4.5."""
        document = from_json(notebook)
        pairs = zip(document.cells, notebook["cells"], strict=True)
        cells = tuple(
            ReleaseCell(
                index,
                _kind(raw),
                cell.type,
                cell.source,
                cell.id or f"release-{index}",
                cell.grade_id,
                raw.get("metadata", {}),
            )
            for index, (cell, raw) in enumerate(pairs)
        )
        found: dict[str, tuple[ReleaseCell, ...]] = {}
        for cell in cells:
            key = cell.essence or cell.source.strip()  # comments alone, too, are somebody's cell
            found[key] = (*found.get(key, ()), cell)
        return cls(
            cells,
            notebook["metadata"],
            document.release,
            _digest(cells, notebook["metadata"]),
            {cell.grade_id: cell for cell in cells if cell.grade_id},
            {cell.id: cell for cell in cells},
            found,
            {
                (cell.name, name): unanswered(cell.source, name)
                for cell in cells
                if cell.kind == "solution"
                for name in defined(cell.source)
            },
        )

    def stubs(self, exercise_id: str, name: str) -> tuple[str, ...]:
        """The methods of a class that students write."""
        return self.unanswered.get((exercise_id, name), ())


@lru_cache(maxsize=4)
def _of_text(text: str) -> Release:
    return Release.of(json.loads(text))


def _kind(cell: Mapping[str, Any]) -> Literal["solution", "test", "given", "text"]:
    if cell["cell_type"] != "code":
        return "text"
    graded = cell.get("metadata", {}).get("nbgrader", {})
    if graded.get("solution"):
        return "solution"
    return "test" if graded.get("grade") else "given"


def _digest(cells: tuple[ReleaseCell, ...], metadata: Mapping[str, Any]) -> str:
    content = [[cell.type, cell.id, cell.source, cell.metadata] for cell in cells]
    text = json.dumps([content, metadata], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
