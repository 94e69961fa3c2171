"""`nbgrader validate` on source and release, and `nbgrader export`."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader_course import Course
from traitlets.config import Config

from autograder.gradebook import configure
from autograder.gradebook.export import CsvExport


def test_validate_passes_on_the_source(course: Course) -> None:
    """The instructor's notebook passes its own tests, the hidden ones too."""
    assert "Success!" in course.run("nbgrader", "validate", "source/assignment2/assignment2.ipynb").stdout


def test_validate_works_for_students_without_the_autograder(released: Course, tmp_path: Path) -> None:
    """With the release and the package beside it alone, `nbgrader validate` names all ten exercises as not right."""
    shutil.copytree(released.folder / "release/assignment2", tmp_path / "assignment2")
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import sys\nsys.modules['autograder'] = None\n", encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "validate", "assignment2.ipynb"],
        cwd=tmp_path / "assignment2",
        env={"PATH": str(Path(sys.executable).parent), "HOME": str(tmp_path), "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    assert "VALIDATION FAILED ON 10 CELL(S)!" in done.stdout, done.stderr
    assert 'check("linear_backward", globals())' in done.stdout


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # in nbgrader's own add_submission
def test_export_quotes_and_has_no_zero_for_no_score(course: Course) -> None:
    """Names with commas are quoted, what a spreadsheet would compute is text; who handed in nothing has zero points."""
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as gradebook:
        gradebook.add_student("=1+1", last_name='O"Hara, Jr.', email="@x")
        gradebook.add_student("nothing")
        gradebook.add_submission("assignment2", "=1+1")
        CsvExport(to=str(course.folder / "out.csv")).export(gradebook)
        CsvExport(to=str(course.folder / "one.csv"), student=["nothing"]).export(gradebook)
    with (course.folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    first, second = rows["'=1+1"], rows["nothing"]
    assert (first["last_name"], first["email"]) == ('O"Hara, Jr.', "'@x")
    assert (first["score"], first["needs_manual_grade"]) == ("", "True")
    assert (second["score"], second["raw_score"], second["test_loss_cost"]) == ("0.0", "0.0", "")
    assert len((course.folder / "one.csv").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(("own", "seconds"), [({}, 120), ({"Execute": {"iopub_timeout": 7}}, 7)])
def test_validate_waits_for_output_as_a_busy_machine_needs(own: dict[str, dict[str, int]], seconds: int) -> None:
    """nbclient's own 4 seconds fail a right notebook; what the course has set stays."""
    config = Config(own)
    configure(config)
    assert Execute(config=config).iopub_timeout == seconds
