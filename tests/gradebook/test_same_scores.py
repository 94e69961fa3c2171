"""One score through every door: the command, nbgrader with our config, and stock nbgrader."""

from __future__ import annotations

import os
import re
from itertools import zip_longest
from typing import Any

from corpus import ASSIGNMENTS
from corpus.damaged.notebooks import EXERCISES, handed_out, insert
from corpus.odd import CASES, CELLS
from corpus.odd import notebook as odd
from nbgrader_course import COMMENTS, EVERYTHING, Course, another, per_exercise

from autograder.corpus import Case, cases
from autograder.notebook.fill import fill

# Submissions that answer ten exercises each: 262 of them hold the whole corpus of right and wrong answers.
WITH_CONFIG = 1000 if EVERYTHING else 20
STOCK = 30 if EVERYTHING else 2  # a kernel each
ODD = {**CASES, **CELLS}
NOT_STOCK = ("green", "shown", "kernel_ends")  # keys of cases whose method comes after its check, or that end a kernel


def hand_in_the_corpus(course: Course, most: int, demonstrations: bool = True) -> int:
    """Hand in cases of the corpus, ten exercises a student; returns the number of students.

    Without ``demonstrations`` the cells that only draw and train are left out: in a kernel they take half a minute.
    """
    assignment = next(iter(ASSIGNMENTS.values()))
    columns = [[case for case in cases(assignment, exercise=name) if case.ends] for name in EXERCISES]
    rows = list(zip_longest(*columns))
    step = max(1, len(rows) // most)
    for number, row in enumerate(rows[::step]):
        filled = notebook([case for case in row if case is not None])
        if not demonstrations:
            filled["cells"] = [cell for cell in filled["cells"] if not re.search(r"\b(ready|draw)\(", text_of(cell))]
        course.hand_in(f"student{number:03}", filled)
    return len(rows[::step])


def hand_in_odd_ones(course: Course, names: list[str], demonstrations: bool = True) -> None:
    """Hand in notebooks that are odd and right."""
    for name in names:
        made = odd(ODD[name])
        if not demonstrations:
            made["cells"] = [cell for cell in made["cells"] if not re.search(r"\b(ready|draw)\(", text_of(cell))]
        course.hand_in(f"odd_{name}", made)


def text_of(cell: dict[str, Any]) -> str:
    return "" if cell["metadata"].get("nbgrader") or "def " in "".join(cell["source"]) else "".join(cell["source"])


def notebook(row: list[Case]) -> dict[str, Any]:
    filled = fill(handed_out(), {case.exercise: case.bodies for case in row})
    for case in row:
        own = [
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": s}
            for s in case.cells
        ]
        insert(filled, case.exercise, *own)
    return filled


def test_autograde_and_the_command_agree(course: Course) -> None:
    """`nbgrader autograde` with our config and `grade --gradebook`: no row differs, and no score from the report's."""
    count = hand_in_the_corpus(course, WITH_CONFIG)
    names = list(ODD)[:: 1 if EVERYTHING else 4]
    hand_in_odd_ones(course, names)
    other = another(course, "other")
    course.run("nbgrader", "autograde", "assignment2")
    report = other.by_command("--gradebook")
    assert len(report) == count + len(names)
    less = [name for name in names if report[f"odd_{name}"]["score"] < 20]
    assert all(
        CELLS.get(name, {}).get("writes") for name in less
    )  # in tier B nobody can write a file, and a person is asked
    assert {report[f"odd_{name}"]["status"] for name in less} <= {"needs_review"}
    assert course.scores() == per_exercise(report)
    assert course.rows() == other.rows()
    assert course.rows(COMMENTS) == other.rows(COMMENTS)
    assert sorted(os.listdir(course.folder / "autograded")) == sorted(os.listdir(other.folder / "autograded"))


def test_stock_nbgrader_gives_the_commands_scores(course: Course) -> None:
    """Without our config the hidden test cells grade honest submissions alike, whatever they write to stderr."""
    hand_in_the_corpus(course, STOCK, demonstrations=False)
    course.hand_in("warns", warning())
    names = [name for name, case in ODD.items() if not set(NOT_STOCK) & set(case)][:: 10 if EVERYTHING else 40]
    hand_in_odd_ones(course, names, demonstrations=False)
    report = course.by_command()
    (course.folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    course.run("nbgrader", "autograde", "assignment2")
    assert course.scores() == per_exercise(report)
    assert sum(score or 0.0 for score in course.scores()["warns"].values()) == 1.0
    assert {report[f"odd_{name}"]["score"] for name in names} == {20.0}
    ran = (course.folder / "autograded/warns/assignment2/assignment2.ipynb").read_text(encoding="utf-8")
    assert "grade_exercise" in ran, "the hidden tests are there in stock nbgrader alone"


def warning() -> dict[str, object]:
    """One right answer, with warnings of numpy's and of one's own on stderr."""
    body = (
        "import sys, warnings\nnp.log(np.zeros(1))\nwarnings.warn('by the way')\nprint('here', file=sys.stderr)\n"
        "return 1 - np.tanh(Z) ** 2"
    )
    return fill(handed_out(), {"tanh_derivative": [body]})
