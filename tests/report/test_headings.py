"""What the release says of an exercise: the heading above it, and its formulas there or in a table before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.report.headings import headings

TABLE = """# Activations

| name | $g(z)$ | $g'(z)$ | where |
| :-- | :-- | :-- | :-- |
| **Sigmoid** | $\\sigma(z)$ | $\\sigma(1 - \\sigma)$ | anywhere |
| ReLU | $\\max(0, z)$ | 1 if $z > 0$ | $z \\ne 0$ |
"""
LINEAR = """## A layer ##

In words.

$$ Z = W A $$

and $$
db = m^{-1} \\textstyle\\sum dZ
$$

| $W$ | shape |

$$ none = of\\,these $$
"""


def cell(kind: str, source: Any, grade_id: str | None = None) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    return {"cell_type": kind, "source": source, "metadata": metadata}


def test_an_exercise_has_the_heading_above_it_and_its_formulas(tmp_path: Path) -> None:
    """Those before the first table, else those of the table's row of that name, a column each; else none."""
    cells = [
        cell("code", "", "before"),
        cell("markdown", TABLE),
        cell("code", "# no heading $$x$$"),
        cell("markdown", "### sigmoid!"),
        cell("code", "", "sigmoid"),
        cell("markdown", "# Old\n\n## ReLU"),
        cell("code", "", "relu"),
        cell("markdown", LINEAR.splitlines(keepends=True)),
        cell("code", "", "linear"),
        cell("code", "", "test_linear"),
        {"cell_type": "markdown", "source": "no heading: $$ y $$"},
        cell("code", "", "last"),
    ]
    release = tmp_path / "release.ipynb"
    release.write_text(json.dumps({"cells": cells}), "utf-8")
    found = headings(release, ("before", "sigmoid", "relu", "linear", "test_linear", "last", "gone"))
    assert [(each["id"], each["title"]) for each in found] == [
        ("before", "before"),
        ("sigmoid", "sigmoid!"),
        ("relu", "ReLU"),
        ("linear", "A layer"),
        ("test_linear", "A layer"),
        ("last", "last"),
        ("gone", "gone"),
    ]
    of_linear = ["Z = W A", "db = m^{-1} \\textstyle\\sum dZ"]
    assert [each["formulas"] for each in found] == [
        [],
        ["g(z) = \\sigma(z)", "g'(z) = \\sigma(1 - \\sigma)"],
        ["g(z) = \\max(0, z)", "g'(z) = \\text{1 if }z > 0"],
        of_linear,
        of_linear,
        ["y"],
        [],
    ]
