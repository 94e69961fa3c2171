"""A release of two exercises, and cells that answer them: small enough to see what each rule does."""

from __future__ import annotations

from typing import Any

from autograder.notebook.document import SourceCell
from autograder.notebook.release import Release

EXERCISES = {"one": ("A",), "two": ("B",)}
HEAD = "class {}(Base):\n    def f(self, x):\n"
BOTH = HEAD + "        {}\n\n    def g(self, x):\n        {}\n"
STUB, HALF = BOTH.format("A", *["raise NotImplementedError"] * 2), BOTH.format("A", "return 2", "pass")
ONE, OTHER = BOTH.format("A", "return x", "return -x"), BOTH.format("A", "return 2 * x", "return x / 2")
TWO, TWO_STUB = BOTH.format("B", "return x", "return x"), BOTH.format("B", *["raise NotImplementedError"] * 2)
BEGUN, REST = HEAD.format("A") + "        return x\n", "    def g(self, x):\n        return -x\n"
GIVEN, TITLE = "import numpy as np", "# A title"


def handed_out() -> Release:
    def cell(kind: str, source: str, name: str, **graded: bool) -> dict[str, Any]:
        metadata = {"nbgrader": {"grade_id": name, **graded}} if graded else {}
        return {"cell_type": kind, "id": name, "source": source, "metadata": metadata}

    cells = [
        cell("markdown", TITLE, "title"),
        cell("code", GIVEN, "given"),
        cell("code", STUB, "one", solution=True, grade=False),
        cell("code", "check(A)", "test_one", solution=False, grade=True),
        cell("code", TWO_STUB, "two", solution=True, grade=False),
        cell("code", "# later", "later"),
    ]
    return Release.of({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


RELEASE = handed_out()
Given = tuple[str, ...]


def cells(*given: Given) -> list[SourceCell]:
    """Cells from (source, id, grade_id, type), the last three as far as they are given."""
    made = []
    for number, each in enumerate(given, 1):
        source, label, grade, kind = (*each, *("", "", "code")[len(each) - 1 :])
        made.append(SourceCell(number, kind, source, label or None, grade or None))  # type: ignore[arg-type]
    return made
