"""The second assignment, a folder of its own: released, checked, graded by the command and by nbgrader."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder import assignments
from autograder.assignments import load
from autograder.assignments.choose import handed_in
from autograder.cli import main
from autograder.corpus import answered, cases, judged, said
from autograder.judge import Judge

FOLDER = Path(__file__).parents[2] / "examples" / "assignment3"
RELEASE = json.loads((FOLDER / "release/assignment3/assignment3.ipynb").read_text())
SCORES = {"ada": 10.0, "ben": 10.0, "cleo": 6.0, "dan": 6.0, "eli": 5.0, "fay": 0.0, "gus": None}
SAMPLES_CODES = {  # what the command names in the samples: exercise, check, code
    "cleo": [("softmax", "A", "wrong_axis"), ("cross_entropy", "dZ", "extra_mean")],
    "dan": [
        ("batch_norm_backward", "dgamma", "missing_mean"),
        ("batch_norm_backward", "dbeta", "lost_keepdims"),
        ("batch_norm_backward", "dX", "statistics_held_constant"),
    ],
    "eli": [
        ("softmax", "A", "mutates_input"),
        ("cross_entropy", "L", "exception"),
        ("cross_entropy", "dZ", "exception"),
    ],
}
EXERCISES = {"softmax": 2.0, "cross_entropy": 4.0, "batch_norm_backward": 4.0}


@pytest.fixture(autouse=True)
def no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(assignments.FOLDERS, "")
    monkeypatch.syspath_prepend(str(FOLDER))


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load(FOLDER))


def test_the_points_are_the_tables(judge: Judge) -> None:
    """Ten points in three exercises; the notebook's cells are worth as much."""
    assert {exercise.id: exercise.points for exercise in judge.assignment.exercises} == EXERCISES
    worth = {c["id"]: c["metadata"]["nbgrader"]["points"] for c in RELEASE["cells"] if c["id"].startswith("test_")}
    assert worth == {f"test_{name}": points for name, points in EXERCISES.items()}


def test_the_command_finds_it_by_itself_and_by_its_folder(tmp_path: Path) -> None:
    """Both ways give the same document: the class, with its scores."""
    documents = []
    for number, options in enumerate(([], ["--assignment", str(FOLDER)])):
        file = tmp_path / f"{number}.json"
        assert main(["grade", str(FOLDER / "submitted"), "--json", str(file), "--quiet", "--unsafe", *options]) == 1
        documents.append(file.read_bytes())
    assert documents[0] == documents[1]
    report = json.loads(documents[0])
    assert (report["assignment"], report["max_score"]) == ("assignment3", 10.0)
    assert {each["student"]: each["score"] for each in report["submissions"]} == SCORES
    for student, codes in SAMPLES_CODES.items():
        (exercises,) = (each["exercises"] for each in report["submissions"] if each["student"] == student)
        named = [(e["id"], c["name"], c["mistake"]) for e in exercises for c in e["checks"] if c["mistake"]]
        assert named == codes


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_visible_check_is_worth_the_points_that_the_grader_gives(judge: Judge, exercise: str) -> None:
    """For every answer of the corpus; a bare number for nbgrader, a sign a check for people."""
    for case in cases(judge.assignment, exercise=exercise):
        outcome = visible(exercise, answered(judge.assignment, case))
        assert repr(outcome) == repr(case.score), case
        assert str(outcome).count("✓") == sum(expected.full for expected in case.checks.values()), case


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_no_of_a_visible_check_names_the_mistake_or_says_its_place(judge: Judge, exercise: str) -> None:
    """And there is none to a right answer."""
    told = [one for case in cases(judge.assignment, exercise=exercise) for one in said(judge.assignment, case)]
    assert [str(one) for one in told if one.outcome not in ("explained", "yes to right")] == []


def test_the_bank_knows_a_dozen_mistakes(judge: Judge) -> None:
    """By as many names; ``tests/assignments/test_banks.py`` holds the corpus to show each."""
    assert len({m.code for exercise in judge.assignment.exercises for m in exercise.mistakes}) >= 12


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_earns_nothing_and_is_told_plainly(judge: Judge, exercise: str) -> None:
    """The check is neutral, the grader says that nothing is written."""
    stub = next(case for case in cases(judge.assignment, "wrong", exercise) if case.name == "untouched")
    assert {check.status for check in judged(judge, stub).checks} == {"skipped"}
    told = str(visible(exercise, answered(judge.assignment, stub))).splitlines()
    assert [line[:1] for line in told if not line.startswith(" ")] == ["○"] * len(stub.checks)


def test_the_course_s_folder_tells_where_its_class_lies() -> None:
    """``submitted/`` of this folder is graded as this assignment."""
    assert handed_in([FOLDER / "submitted"]) is load(FOLDER)


def test_the_truth_is_that_of_central_differences(judge: Judge) -> None:
    """Expected gradients by complex step, against differences of the same forward pass."""
    from_folder = sys.modules[type(load(FOLDER).exercises[2].trials(0)["backward"][0].inputs).__module__]
    trial = load(FOLDER).exercises[2].trials(1)["backward"][0]
    X, h = trial.inputs.X, 1e-6
    moved = [trial.inputs._replace(X=X + s * h * (np_index(X, (1, 2)))) for s in (1, -1)]
    up, down = ((trial.inputs.dY * from_folder.batch_norm(each)).sum() for each in moved)
    assert (up - down) / (2 * h) == pytest.approx(trial.expected["dX"].value[1, 2], rel=1e-7)
    assert (trial.expected["dX"].scale >= abs(trial.expected["dX"].value) - 1e-12).all()


DOCUMENT = (FOLDER.parents[1] / "docs/your-own-assignment.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.*)((?:\n(?!\$|```).*)*)", DOCUMENT, re.MULTILINE)  # each with what it shows
ANYWHERE = {  # so that they run where nothing isolates
    "autograder grade": " --unsafe",
    "nbgrader autograde": " --SandboxedAutograde.unsafe=True",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folder in which every command of the document has run, one after the other."""
    pytest.importorskip("nbgrader")
    place = tmp_path_factory.mktemp("course")
    made = shutil.ignore_patterns("release", "submitted", "__pycache__", "*.db")
    shutil.copytree(FOLDER, place / "assignment3", ignore=made)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    homes = dict.fromkeys(("HOME", "JUPYTER_CONFIG_DIR", "XDG_CACHE_HOME"), str(place))
    at = place
    for command, shown in COMMANDS:
        program, *words = command.split()
        if program == "cd":
            at = at / words[0]
            continue
        options = next((more for start, more in ANYWHERE.items() if command.startswith(start + " ")), "")
        done = subprocess.run(
            f"{command}{options}",
            shell=True,
            cwd=at,
            env={**os.environ, **homes, "PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == (1 if re.search("submitted|autograde ", command) else 0), (
            command,
            done.stdout,
            done.stderr,
        )
        for line in shown.split("\n"):
            assert " ".join(line.split()) in " ".join(done.stdout.split()), command
    return place / "assignment3"


def test_the_document_s_commands_do_what_they_say(course: Path) -> None:
    """All of them: what they show is shown, and what they make is there."""
    assert len(COMMANDS) >= 10
    made = ("release", "submitted", "grades/index.html", "gradebook.db", "feedback", "autograder.zip")
    assert [name for name in made if not (course / name).exists()] == []
    report = json.loads((course / "grades/grades.json").read_text())
    assert {each["student"]: each["score"] for each in report["submissions"]} == SCORES


def test_the_release_is_what_nbgrader_makes(course: Path) -> None:
    """Byte for byte: the notebook with stubs, and the package beside it."""
    made, kept = course / "release", FOLDER / "release"
    files = sorted(path.relative_to(kept) for path in kept.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert files == sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    for file in files:
        assert (made / file).read_bytes() == (kept / file).read_bytes(), file


def test_nbgrader_grades_the_class_with_the_same_scores(course: Path) -> None:
    """The gradebook holds what the command says, and no points for whom nothing could be read."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = {s.student.id: s.score for s in gradebook.assignment_submissions("assignment3")}
    assert found == {student: score or 0.0 for student, score in SCORES.items()}


def test_feedback_says_what_is_wrong_and_hides_the_tests(course: Path) -> None:
    """A page a student, with the words for their mistakes."""
    page = (course / "feedback/cleo/assignment3/assignment3.html").read_text()
    assert "Samples are columns: axis 0 goes over classes, axis 1 over samples." in page
    assert "grade_exercise" not in page


def test_the_samples_are_made_from_the_release(tmp_path: Path) -> None:
    """Byte for byte."""
    subprocess.run([sys.executable, "-c", SAMPLES.format(folder=str(FOLDER), target=str(tmp_path / "s"))], check=True)
    for path in sorted((FOLDER / "submitted").rglob("*.ipynb")):
        assert (tmp_path / "s" / path.relative_to(FOLDER / "submitted")).read_bytes() == path.read_bytes(), path


SAMPLES = "import sys; sys.path.insert(0, {folder!r}); import make_submissions as m; m.main(m.Path({target!r}))"


def visible(exercise: str, names: dict[str, Any]) -> Any:
    from assignment3 import check

    return check(exercise, names)


def np_index(like: Any, place: tuple[int, int]) -> Any:
    one = like * 0
    one[place] = 1.0
    return one
