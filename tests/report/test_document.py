"""The document's values are plain, whatever a finding holds."""

from __future__ import annotations

import json
import os
import stat

import numpy as np
import pytest

from autograder.findings import CheckResult, ExerciseResult, Finding
from autograder.grading.result import Graded
from autograder.notebook.cells import Remark
from autograder.report.document import document, dumps, plain, submission, write
from tests.ours import ASSIGNMENT

VALUES = [
    (1 / 3, 0.333333),
    (float("nan"), "nan"),
    (float("-inf"), "-inf"),
    (np.float64(2.5), 2.5),
    ((1, 2), [1, 2]),
    ({"b": 1, "a": (None, True)}, {"a": [None, True], "b": 1}),
    ("a\nb", r"a\nb"),
]


@pytest.mark.parametrize(("value", "is_"), VALUES)
def test_numbers_are_rounded_and_text_is_printable(value, is_):
    """Six digits, no NaN, sorted keys, no control characters."""
    assert plain(value) == is_
    json.dumps(plain(value), allow_nan=False)


def test_a_file_is_written_whole_and_readable(tmp_path):
    """The file has the usual mode, and nothing else is left beside it."""
    write(tmp_path / "grades.json", dumps({"submissions": []}))
    assert json.loads((tmp_path / "grades.json").read_bytes()) == {"submissions": []}
    assert os.listdir(tmp_path) == ["grades.json"]
    assert stat.S_IMODE((tmp_path / "grades.json").stat().st_mode) & 0o400


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_pieces_are_the_document(count):
    """What is written a submission at a time is what is written at once, whatever a name holds."""
    exercise = {"id": "loss", "checks": [{"name": "cost", "details": {"shape": [1, 2]}}], "note": ""}
    row = {"student": '\n "exercises": []', "reasons": [], "exercises": [exercise, exercise], "last": None}
    report = {"schema_version": 1, "submissions": [row] * count, "notes": []}
    assert dumps(report).decode() == json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def test_a_big_class_is_written_as_a_small_one():
    """From 200 rows on what is not right is held compressed; it reads and writes the same."""
    assignment = ASSIGNMENT
    wrong = CheckResult("cost", "failed", 0.0, 1.0, Finding("wrong_value", None, {"index": (0, 1)}))
    exercises = (ExerciseResult("loss_cost", (wrong,)), ExerciseResult("mse_loss", ()))
    graded = [Graded(f"{number:03}", "x", exercises, sources={"loss_cost": "a = 1\nb = 2"}) for number in range(210)]
    report = document(graded, assignment, release="r", seed=1, tier="A", limits={})
    plain_rows = [submission(each, assignment) for each in graded]
    assert report["submissions"] == plain_rows
    assert report["submissions"][205]["exercises"][0]["source"] == "a = 1\nb = 2"
    assert dumps(report).decode() == (
        json.dumps({**report, "submissions": plain_rows}, indent=1, ensure_ascii=False) + "\n"
    )


def test_rows_come_in_any_order():
    """Two of one name, too, stand in the same order whichever came first."""
    assignment = ASSIGNMENT
    rows = [Graded("b", "x"), Graded("a", "x", reasons=(Remark("empty"),)), Graded("a", "x", reasons=(Remark("html"),))]
    made = [
        document(order, assignment, release="r", seed=1, tier="A", limits={}) for order in (rows, list(reversed(rows)))
    ]
    assert made[0] == made[1]
    assert [row["student"] for row in made[0]["submissions"]] == ["a", "a", "b"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    """A failure leaves no half of a file."""
    (tmp_path / "grades.json").mkdir()
    with pytest.raises(OSError, match=r"grades\.json"):
        write(tmp_path / "grades.json", b"{}")
    assert os.listdir(tmp_path) == ["grades.json"]
