"""What the release says of each exercise: its heading, and the formulas that stand above its table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_REST = re.compile(r"^\||^\*\*On the board", re.MULTILINE)  # the table of shapes, worked numbers


@cache
def headings(release: Path, exercises: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """For each exercise its ``id``, ``title`` (its id where it has none) and ``formulas`` in LaTeX."""
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    text: dict[str, str] = {}
    above = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            above = _text(cell["source"])
        text[cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")] = above
    return tuple(_heading(exercise, text.get(exercise, "")) for exercise in exercises)


def _heading(exercise: str, text: str) -> dict[str, Any]:
    titles = _HEADING.findall(text)
    formulas = _FORMULA.findall(_REST.split(text, maxsplit=1)[0])
    return {"id": exercise, "title": titles[-1] if titles else exercise, "formulas": [f.strip() for f in formulas]}


def _text(source: str | Iterable[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
