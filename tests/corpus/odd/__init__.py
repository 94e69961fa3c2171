"""Notebooks that are odd and run in Jupyter, as data: see the beginnings of the two files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from autograder.notebook.fill import fill

from ..damaged.notebooks import RELEASE, RIGHT

ODD = Path(__file__).parent
CASES, CELLS = (tomllib.loads((ODD / f"{name}.toml").read_text(encoding="utf-8")) for name in ("notebooks", "cells"))
TWO = {"mse_loss": ["return (y - y_hat) ** TWO", "return TWO * (y_hat - y)"]}
for _case in CELLS.values():
    _case.setdefault("answers", TWO)


def notebook(case: dict[str, Any]) -> dict[str, Any]:
    """The release with right answers, and the case's own in their place."""
    made = fill(json.loads(RELEASE.read_text(encoding="utf-8")), {**RIGHT, **case.get("answers", {})})
    for number, (where, source) in enumerate(case["cells"]):
        at = [cell["id"] for cell in made["cells"]].index(where) if where != "end" else len(made["cells"])
        cell = {"cell_type": "code", "id": f"odd-{number}", "metadata": {}, "source": source}
        made["cells"].insert(at, {**cell, "outputs": [], "execution_count": None})
    return made
