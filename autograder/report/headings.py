"""What the release says of each exercise: its heading, and the formulas above its table, or in a row of one before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_REST = re.compile(r"^\||^\*\*On the board", re.MULTILINE)  # the table of shapes, worked numbers


_INLINE = re.compile(r"\$(.+?)\$")
_ROW = re.compile(r"^\|(.+)\|[ ]*$", re.MULTILINE)


@cache
def headings(release: Path, exercises: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """For each exercise its ``id``, ``title`` (its id where it has none) and ``formulas`` in LaTeX."""
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    text: dict[str, str] = {}
    rows: dict[str, list[str]] = {}
    above = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            above = _text(cell["source"])
            rows |= _rows(above)
        text[cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")] = above
    return tuple(_heading(exercise, text.get(exercise, ""), rows) for exercise in exercises)


def _heading(exercise: str, text: str, rows: Mapping[str, list[str]]) -> dict[str, Any]:
    titles = _HEADING.findall(text)
    title = titles[-1] if titles else exercise
    formulas = _FORMULA.findall(_REST.split(text, maxsplit=1)[0]) or rows.get(_plain(title), [])
    return {"id": exercise, "title": title, "formulas": [f.strip() for f in formulas]}


def _rows(text: str) -> dict[str, list[str]]:
    """The formulas of each row of a table whose first column is a name: those under a title that has one itself."""
    lines = [[cell.strip() for cell in line.split("|")] for line in _ROW.findall(text)]
    found, heads = {}, [_INLINE.search(cell) for cell in lines[0]] if lines else []
    for name, *cells in lines:
        pairs = zip(heads[1:], cells, strict=False)
        found[_plain(name)] = [f"{head[1]} = {_latex(cell)}" for head, cell in pairs if head and _INLINE.search(cell)]
    return found


def _latex(cell: str) -> str:
    """A cell of a table, its words as text between its formulas."""
    parts = re.split(r"\$", cell)
    return "".join(part if number % 2 else rf"\text{{{part}}}" if part else "" for number, part in enumerate(parts))


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower()))


def _text(source: str | Iterable[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
