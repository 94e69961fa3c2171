"""The whole corpus of odd and right notebooks: this grader's scores beside those of nbgrader without our config.

    python benchmarks/stock_odd.py [--only NAME ...]

Cells that only draw and train are left out, as a kernel takes half a minute for them. Prints each that differs, with
what the command said of it, and how many are equal.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ours import NAME, NOTEBOOK
from stock import environment, generate

from tests.corpus.odd import CASES, CELLS, notebook

SHOWS = re.compile(r"\b(ready|draw)\(")


def without_demonstrations(made: dict[str, Any]) -> dict[str, Any]:
    """The notebook without given cells that draw or train."""
    kept = []
    for cell in made["cells"]:
        source = "".join(cell["source"])
        if cell["metadata"].get("nbgrader") or "def " in source or not SHOWS.search(source):
            kept.append(cell)
    return {**made, "cells": kept}


def main() -> None:
    """Hand in all, grade twice, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", nargs="+", default=[*CASES, *CELLS])
    names = parser.parse_args().only
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        generate(course)
        for name in names:
            home = course / "submitted" / name / NAME
            home.mkdir(parents=True)
            made = without_demonstrations(notebook({**CASES, **CELLS}[name]))
            (home / NOTEBOOK).write_text(json.dumps(made), encoding="utf-8")
        ours, stock = by_command(course), by_nbgrader(course)
    for name in names:
        row = ours[name]
        if row["score"] != stock.get(name):
            print(f"{name}: {row['score']:g} here ({row['status']}), {stock.get(name)} there; {row['repairs']}")
    print(f"{sum(ours[name]['score'] == stock.get(name) for name in names)} of {len(names)} are equal")


def by_command(course: Path) -> dict[str, Any]:
    """Rows of the report, by student."""
    report = course / "grades.json"
    command = [sys.executable, "-m", "autograder", "grade", course / "submitted", "--json", report, "--quiet"]
    subprocess.run([*command, "--regrade"], check=False, env=environment(), stdin=subprocess.DEVNULL)
    return {row["student"]: row for row in json.loads(report.read_text(encoding="utf-8"))["submissions"]}


def by_nbgrader(course: Path) -> dict[str, float | None]:
    """The gradebook's scores, by student; None for a submission that nbgrader gave up."""
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    command = ["nbgrader", "autograde", NAME]
    subprocess.run(command, check=False, cwd=course, env=environment(), capture_output=True, stdin=subprocess.DEVNULL)
    code = (
        "import json; from nbgrader.api import Gradebook\n"
        f"g = Gradebook('sqlite:///{course}/gradebook.db')\n"
        f"print(json.dumps({{s.student.id: s.score for s in g.assignment_submissions('{NAME}')}}))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment())
    scores: dict[str, float | None] = json.loads(told.stdout.splitlines()[-1])
    return {name: score for name, score in scores.items() if (course / "autograded" / name).exists()}


if __name__ == "__main__":
    main()
