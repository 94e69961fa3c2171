"""Whole notebooks, from beginner to expert, are judged exercise by exercise and through the command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.corpus import Case, answered, cases, differences, filled, styles
from autograder.in_process import InProcessSubject
from autograder.judge import Judge
from tests.corpus import ASSIGNMENTS, ROOT

Net = Mapping[str, Case]
ASSIGNMENT = next(iter(ASSIGNMENTS.values()))
JUDGE = Judge(ASSIGNMENT)
STYLES = styles(ASSIGNMENT)
MISTAKEN = {
    f"{style}-{case}": {**STYLES[style], case.exercise: case}
    for case in cases(ASSIGNMENT, "wrong")
    for style in case.styles
}


@pytest.mark.parametrize("net", [*STYLES.values(), *MISTAKEN.values()], ids=[*STYLES, *MISTAKEN])
def test_one_mistake_costs_its_own_points_alone(net: Net) -> None:
    """Every exercise of a whole notebook gets what its case says, whatever stands in the others."""
    subject = InProcessSubject(answered(ASSIGNMENT, *net.values()), ASSIGNMENT)
    for case in net.values():
        assert differences(case, JUDGE.exercise(case.exercise, subject)) == []


def test_there_are_a_dozen_styles_which_differ_in_every_exercise() -> None:
    """Each is whole, and one notebook with a mistake is there of each."""
    assert len(STYLES) >= 12
    assert {style for case in cases(ASSIGNMENT, "wrong") for style in case.styles} == set(STYLES)
    for exercise in ASSIGNMENT.exercises:
        assert len({net[exercise.id].bodies for net in STYLES.values()}) >= 8


def _write(folder: Path, net: Net) -> None:
    """The release with the net's answers, its own cells before the exercise that they are for."""
    notebook = json.loads(ASSIGNMENT.release.read_text("utf-8"))
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        case = net.get(cell["id"])
        if case is not None:
            *own, cell["source"] = filled(case, "".join(cell["source"]))
            for number, source in enumerate(own):
                extra = {"cell_type": "code", "id": f"own-{cell['id']}-{number}", "metadata": {}, "source": source}
                cells.append({**extra, "execution_count": None, "outputs": []})
        cells.append(cell)
    folder.mkdir(parents=True)
    (folder / ASSIGNMENT.release.name).write_text(json.dumps({**notebook, "cells": cells}), "utf-8")


def test_the_command_gives_whole_notebooks_the_same_scores(tmp_path: Path) -> None:
    """As the cases' together."""
    nets = {**STYLES, **MISTAKEN}
    for name, net in nets.items():
        _write(tmp_path / "submitted" / name / ASSIGNMENT.name, net)
    report = tmp_path / "grades.json"
    command = [sys.executable, "-m", "autograder", "grade", str(tmp_path / "submitted"), "--json", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    scores = {row["student"]: row["score"] for row in json.loads(report.read_text("utf-8"))["submissions"]}
    assert scores == {name: sum(case.score for case in net.values()) for name, net in nets.items()}
