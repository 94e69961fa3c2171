"""A notebook as it was handed in, whatever its version: cells with text in them, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from .cells import Remark, Unreadable
from .outline import essence

MOST_CELLS = 1000
_VERSION = re.compile(r"3\.\d{1,2}(?!\d)")

CellType = Literal["code", "markdown", "raw"]


@dataclass(frozen=True)
class SourceCell:
    """One cell of the student's file. ``number`` counts all cells from 1; ``offset`` is how many lines of a script
    stand before it."""

    number: int
    type: CellType
    source: str
    id: str | None = None
    grade_id: str | None = None
    offset: int = 0
    name: str = ""

    @cached_property
    def essence(self) -> str:
        """What the cell is compared by."""
        return essence(self.source)

    @property
    def label(self) -> str:
        """How messages call it."""
        return self.name or f"cell {self.number}"


@dataclass(frozen=True)
class Document:
    """The cells in their order; ``repairs`` is what it took to read them, ``release`` the version that they were
    made from, ``python`` that of the kernel in which they ran."""

    cells: tuple[SourceCell, ...]
    repairs: tuple[Remark, ...] = ()
    release: str | None = None
    python: str = ""


def from_json(value: Any) -> Document:
    """The cells of a notebook's JSON, of nbformat 2 to 4 and what looks like it; no field is trusted to have its type.

    Raises ``Unreadable``: not_a_notebook.
    """
    notebook, repairs = _unwrapped(value)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        cells = _of_worksheets(notebook.get("worksheets"))
        repairs.append(Remark("old_format", {"version": str(_number(notebook.get("nbformat"), 3))}))
    bounded(len(cells))
    sound = [cell for cell in cells if isinstance(cell, Mapping)]
    if len(sound) < len(cells):
        repairs.append(Remark("cells_malformed", {"count": len(cells) - len(sound)}))
    read = tuple(_cell(number, cell) for number, cell in enumerate(sound, 1))
    return Document(read, tuple(repairs), _release(notebook), _python(notebook))


def bounded(count: int) -> None:
    """Raises ``Unreadable`` for more cells than any notebook has."""
    if count > MOST_CELLS:
        raise Unreadable(Remark("too_many_cells", {"count": count}))


def _unwrapped(value: Any) -> tuple[Mapping[str, Any], list[Remark]]:
    """The notebook itself: what Jupyter's and other services' interfaces save has it one level deeper."""
    if isinstance(value, Mapping):
        for key in (None, "content", "notebook"):
            inner = value if key is None else value.get(key)
            if isinstance(inner, Mapping) and (
                isinstance(inner.get("cells"), list) or isinstance(inner.get("worksheets"), list)
            ):
                return inner, [] if key is None else [Remark("wrapped")]
    raise Unreadable(Remark("not_a_notebook"))


def _of_worksheets(worksheets: Any) -> list[Any]:
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, Mapping)]
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _cell(number: int, cell: Mapping[str, Any]) -> SourceCell:
    metadata = _mapping(cell.get("metadata"))
    return SourceCell(
        number,
        _type(cell),
        _text(cell.get("source", cell.get("input"))),
        _name(cell.get("id")) or _name(metadata.get("id")),  # Colab keeps the id in the metadata
        _name(_mapping(metadata.get("nbgrader")).get("grade_id")),
    )


def _type(cell: Mapping[str, Any]) -> CellType:
    kind = str(cell.get("cell_type", "code")).lower()
    if kind in ("markdown", "heading", "html"):
        return "markdown"
    return "raw" if kind in ("raw", "plaintext") else "code"


def _text(source: Any) -> str:
    """A source: a text, or a list of lines, with line ends of any kind."""
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        bare = len(lines) > 1 and not any(line.endswith(("\n", "\r")) for line in lines[:-1])
        source = ("\n" if bare else "").join(lines)
    return clean(source) if isinstance(source, str) else ""


def clean(text: str) -> str:
    """Line ends as ``\\n``, and no half of a surrogate pair: such a text could not even be written down."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _release(notebook: Mapping[str, Any]) -> str | None:
    """The version of the release, which stands in the notebook's metadata under the assignment's name."""
    values: Iterable[Any] = _mapping(notebook.get("metadata")).values()
    versions = [value["release"] for value in values if isinstance(value, Mapping) and "release" in value]
    return next((version for version in versions if isinstance(version, str)), None)


def _python(notebook: Mapping[str, Any]) -> str:
    """Its version, as ``3.13``; empty where there is none."""
    told = _mapping(_mapping(notebook.get("metadata")).get("language_info")).get("version")
    found = _VERSION.match(told) if isinstance(told, str) else None
    return found[0] if found else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) and 0 < value < 100 else default
