"""Honest damage of every kind: right answers keep their points, or the report says what is wrong."""

from __future__ import annotations

import json
import random
import string
import subprocess
import sys
from collections.abc import Iterable, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from corpus.damaged.cells import DAMAGES
from corpus.damaged.files import FILES
from corpus.damaged.notebooks import EXERCISES, RIGHT, ROOT, Notebook, Outcome, release, right
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.notebook.cells import Mended, Unreadable
from autograder.notebook.mend import mend
from autograder.notebook.outline import essence, home
from autograder.notebook.read import read, read_notebook
from autograder.notebook.remarks import REMARKS

RUNNING = {
    "left_out",
    "bound_anew",
    "names_restored",
    "absent",
    "needed_earlier",
    "newer_python",
}  # said by the run, not by the mending
CASES = {
    **{f"cells-{name}": case for name, case in DAMAGES.items()},
    **{f"file-{name}": case for name, case in FILES.items()},
}


def damaged(name: str) -> bytes:
    """The bytes of a case of the corpus."""
    kind, _, rest = name.partition("-")
    return FILES[rest][0]() if kind == "file" else json.dumps(DAMAGES[rest][0](right())).encode()


def codes(remarks: Any) -> list[str]:
    return sorted(remark.code for remark in remarks)


def fields(template: str) -> set[str]:
    """What a sentence is filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def answered(mended: Mended) -> set[str]:
    """The exercises whose cell holds the right answer, line by line."""
    return {cell.id for cell in mended.cells if cell.kind == "solution" and holds([cell.source], cell.id)}


def holds(sources: Iterable[str], exercise: str) -> bool:
    """Whether all lines of the right answer are in the sources."""
    lines = {line.strip() for source in sources for line in source.split("\n")}
    return {line.strip() for body in RIGHT[exercise] for line in body.split("\n")} <= lines


def is_sound(mended: Mended) -> None:
    """What every mended notebook is."""
    ids = [cell.id for cell in mended.cells]
    assert len(ids) == len(set(ids))
    assert [cell.id for cell in mended.cells if cell.kind == "solution"] == list(EXERCISES)
    for remark in (*mended.repairs, *mended.reasons):
        assert fields(REMARKS[remark.code]) == set(remark.details)
    shown = [cell["id"] for cell in mended.notebook["cells"]]
    assert set(ids) <= set(shown)
    assert [i for i in shown if i in release().by_id] == [c.id for c in release().cells if c.id in shown]
    nbformat.validate(nbformat.from_dict(deepcopy(mended.notebook)))


def test_the_corpus_has_eighty_five_kinds_of_damage() -> None:
    """The number that was asked for, without counting what is no notebook at all."""
    assert len(CASES) >= 85


@pytest.mark.parametrize("name", CASES)
def test_damage_is_mended_or_told(name: str, tmp_path: Path) -> None:
    """Reading and mending says just what each case calls for."""
    outcome: Outcome = CASES[name][1]
    path = tmp_path / "assignment2.ipynb"
    path.write_bytes(damaged(name))
    if outcome.score is None:
        with pytest.raises(Unreadable) as unreadable:
            read_notebook(path, name="assignment2.ipynb")
        remark = unreadable.value.remark
        assert (remark.code,) == outcome.reasons
        assert fields(REMARKS[remark.code]) == set(remark.details)
        return
    mended = mend(read_notebook(path, name="assignment2.ipynb"), release(), EXERCISES)
    is_sound(mended)
    assert codes(mended.reasons) == sorted(code for code in outcome.reasons if code not in RUNNING)
    assert codes(mended.repairs) == sorted(code for code in outcome.repairs if code not in RUNNING)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(DAMAGES)), min_size=2, max_size=2, unique=True))
def test_no_answer_is_lost_without_a_word(names: list[str]) -> None:
    """Whatever damage comes together, an exercise keeps its answer, or something is said about it."""
    notebook = several(names)
    if notebook is None:
        return
    document = read(json.dumps(notebook).encode())
    mended = mend(document, release(), EXERCISES)
    is_sound(mended)
    if all(leaves_answers(name) for name in names):
        told = {remark.details.get("exercise") for remark in (*mended.reasons, *mended.repairs)}
        own = [cell.source for cell in mended.cells if cell.kind == "own"]  # the run says what binds a class anew
        told |= {name for name, classes in EXERCISES.items() if any(home(source, classes[0]) for source in own)}
        handed_in = [cell.source for cell in document.cells]
        assert {name for name in set(EXERCISES) - answered(mended) if holds(handed_in, name)} <= told


def several(names: Sequence[str]) -> Notebook | None:
    """One damage after the other; None where the first leaves nothing that the second could damage."""
    notebook: Notebook = right()
    try:
        for name in names:
            notebook = DAMAGES[name][0](notebook)
    except (KeyError, IndexError, TypeError, AttributeError, ZeroDivisionError):
        return None
    return notebook


@cache
def leaves_answers(name: str) -> bool:
    """Whether the damage moves answers about, and changes none of them."""
    halves = ("solution_indented_as_a_whole", "all_code_merged", "split_behind_the_indentation")
    others = ("solution_added_to_another_cell", "solutions_merged_upwards", "two_solutions_merged", "class_renamed")
    if name.startswith((*halves, *others)):
        return False  # with other damage, halves would not fit any more, or a stub would stand below its answer
    return answered(mend(DAMAGES[name][0](right()), release(), EXERCISES)) == set(EXERCISES)


def pairs() -> dict[str, Notebook]:
    """A sample of pairs: name → the notebook with both damages."""
    draw = random.Random(1)
    names = {tuple(draw.sample(sorted(DAMAGES), 2)) for _ in range(70)}
    return {f"pair-{one}-{other}": nb for one, other in sorted(names) if (nb := several((one, other))) is not None}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All cases, graded in one run of the command: student → row."""
    folder = tmp_path_factory.mktemp("class")
    files = {name: damaged(name) for name in CASES}
    files |= {name: json.dumps(notebook).encode() for name, notebook in pairs().items()}
    for name, data in files.items():
        home = folder / "submitted" / name / "assignment2"
        home.mkdir(parents=True)
        (home / "assignment2.ipynb").write_bytes(data)
    report = folder / "grades.json"
    arguments = ["grade", folder / "submitted", "--json", report, "--quiet", "--unsafe"]
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr  # some cannot be graded
    return {row["student"]: row for row in json.loads(report.read_text())["submissions"]}


@pytest.mark.parametrize("name", CASES)
def test_score_and_status(graded: dict[str, Any], name: str) -> None:
    """Each case earns what its right answers earn, and is graded, looked at or returned as it must."""
    outcome: Outcome = CASES[name][1]
    row = graded[name]
    assert (row["score"], row["status"]) == (outcome.score, outcome.status), (row["reasons"], row["repairs"])
    assert len(row["reasons"]) == len(outcome.reasons), row["reasons"]
    assert len(row["repairs"]) == len(outcome.repairs), row["repairs"]


def test_pairs_cost_no_more_than_both_without_a_word(graded: dict[str, Any]) -> None:
    """Two kinds of damage together cost at most what each of them costs; where it is more, a person is told to look."""
    rows = {name: row for name, row in graded.items() if name.startswith("pair-")}
    assert len(rows) > 50
    for name, row in rows.items():
        _, one, other = name.split("-")
        lost = sum(20.0 - (DAMAGES[each][1].score or 0.0) for each in (one, other))
        assert row["score"] >= 20.0 - lost or row["status"] == "needs_review", (name, row["score"], row["repairs"])


def test_a_solution_that_nobody_touched_is_the_students(tmp_path: Path) -> None:
    """An undamaged notebook runs as it was handed in: nothing is said, and every answer is where it was."""
    mended = mend(right(), release(), EXERCISES)
    assert (mended.repairs, mended.reasons, answered(mended)) == ((), (), set(EXERCISES))
    shown = [essence(cell["source"]) for cell in mended.notebook["cells"]]
    assert shown == [essence(cell["source"]) for cell in right()["cells"]]
