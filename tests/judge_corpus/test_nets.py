"""Whole notebooks, from beginner to expert, are judged exercise by exercise and through the command."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.assignments.assignment2 import ASSIGNMENT
from autograder.in_process import InProcessSubject
from autograder.judge import Judge
from autograder.notebook.fill import fill_source
from tests.corpus import HERE, RELEASE, Case, run, sources

Net = Mapping[str, Case]
JUDGE = Judge(ASSIGNMENT)
PASSED = {
    (exercise.id, check.name): (check.points, "", "passed")
    for exercise in ASSIGNMENT.exercises
    for check in exercise.checks
}


def _style(path: Path) -> Net:
    table = tomllib.loads(path.read_text("utf-8"))
    cells = table.get("cells", {})
    return {
        exercise: Case("right", exercise, path.stem, tuple(bodies), tuple(cells.get(exercise, ())), 0.0)
        for exercise, bodies in table["answers"].items()
    }


STYLES = {path.stem: _style(path) for path in sorted((HERE / "nets").glob("*.toml"))}
MISTAKEN = tomllib.loads((HERE / "nets_with_a_mistake.toml").read_text("utf-8"))["net"]


def _mistaken(table: Mapping[str, Any]) -> Net:
    net = STYLES[table["style"]]
    right = net[table["exercise"]]
    wrong = Case("wrong", right.exercise, table["name"], tuple(table["bodies"]), right.cells, 0.0)
    return {**net, right.exercise: wrong}


def _judged(net: Net) -> dict[tuple[str, str], tuple[float, str, str]]:
    """Score, code and status of every check of the notebook."""
    cells = sources(net)
    subject = InProcessSubject(run(cells), ASSIGNMENT)
    return {
        (exercise.id, check.name): (check.score, (check.finding and check.finding.code) or "", check.status)
        for exercise in ASSIGNMENT.exercises
        for check in JUDGE.exercise(exercise.id, subject).checks
    }


@pytest.mark.parametrize("style", STYLES)
def test_a_right_notebook_earns_every_point_without_a_remark(style: str) -> None:
    assert _judged(STYLES[style]) == PASSED


@pytest.mark.parametrize("table", MISTAKEN, ids=[table["name"] for table in MISTAKEN])
def test_one_mistake_costs_its_own_points_alone_and_is_named(table: dict[str, Any]) -> None:
    judged = _judged(_mistaken(table))
    for name, (score, code, statuses) in table["checks"].items():
        found = judged.pop((table["exercise"], name))
        assert found[:2] == (score, code)
        assert found[2] in statuses.split("|")
    assert judged == {key: PASSED[key] for key in judged}


def test_the_styles_differ_in_every_exercise() -> None:
    for exercise in ASSIGNMENT.exercises:
        assert len({net[exercise.id].bodies for net in STYLES.values()}) >= 8


def _write(folder: Path, net: Net) -> None:
    """The release with the net's answers, its own cells before the exercise that they are for."""
    notebook = json.loads(RELEASE.read_text("utf-8"))
    cells: list[dict[str, Any]] = []
    for cell in notebook["cells"]:
        case = net.get(cell["id"])
        if case is not None:
            for number, source in enumerate(case.cells):
                own = {"cell_type": "code", "id": f"own-{cell['id']}-{number}", "metadata": {}, "source": source}
                cells.append({**own, "execution_count": None, "outputs": []})
            cell["source"] = fill_source("".join(cell["source"]), case.bodies)
        cells.append(cell)
    folder.mkdir(parents=True)
    (folder / RELEASE.name).write_text(json.dumps({**notebook, "cells": cells}), "utf-8")


def test_the_command_gives_whole_notebooks_the_same_scores(tmp_path: Path) -> None:
    nets = {**STYLES, **{table["name"]: _mistaken(table) for table in MISTAKEN}}
    for name, net in nets.items():
        _write(tmp_path / "submitted" / name / "assignment2", net)
    report = tmp_path / "grades.json"
    command = [sys.executable, "-m", "autograder", "grade", str(tmp_path / "submitted"), "--json", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stderr
    scores = {row["student"]: row["score"] for row in json.loads(report.read_text("utf-8"))["submissions"]}
    assert scores == dict.fromkeys(STYLES, 20.0) | {table["name"]: table["score"] for table in MISTAKEN}
