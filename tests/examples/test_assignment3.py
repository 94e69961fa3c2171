"""The second assignment, a folder of its own: released, checked, graded by the command and by nbgrader."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from autograder import assignments
from autograder.assignments import load
from autograder.assignments.choose import handed_in
from autograder.cli import main
from autograder.in_process import InProcessSubject
from autograder.judge import Judge
from autograder.notebook.fill import fill
from autograder.report.words import message
from autograder.worker.cells import run_cell

FOLDER = Path(__file__).parents[2] / "examples" / "assignment3"
ANSWERS = tomllib.loads((FOLDER / "answers.toml").read_text())
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


def namespace(bodies: dict[str, list[str]], before: str = "", put: str = "") -> dict[str, Any]:
    """What a notebook has defined whose stubs are filled so; ``put`` is a line of the student's own before another."""
    names: dict[str, Any] = {}
    for cell in fill(RELEASE, bodies)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not cell["id"].startswith("test_"):
            source = source.replace(before, f"{put}; {before}") if before else source
            assert run_cell(cell["id"], source, names) is None
    return names


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


@pytest.mark.parametrize("names", [ANSWERS["right"], ANSWERS["students"]["ben"]], ids=["matrices", "loops"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_right_answers_earn_all_points_and_a_yes(judge: Judge, exercise: str, names: dict[str, list[str]]) -> None:
    """From the grader and from the visible check alike."""
    filled = namespace({**ANSWERS["right"], **names})
    result = judge.exercise(exercise, InProcessSubject(filled, judge.assignment))
    assert [check.finding for check in result.checks] == [None] * len(result.checks)
    assert result.score == EXERCISES[exercise]
    assert repr(visible(exercise, filled)) == repr(EXERCISES[exercise])


@pytest.mark.parametrize("case", ANSWERS["wrong"], ids=lambda case: "-".join(map(str, codes(case).values())))
def test_every_known_mistake_is_named_and_told(judge: Judge, case: dict[str, Any]) -> None:
    """The grader proves the code and has words for it; the visible check says no to the same answer."""
    filled = namespace({case["exercise"]: case["bodies"]}, case.get("before", ""), case.get("put", ""))
    result = judge.exercise(case["exercise"], InProcessSubject(filled, judge.assignment))
    found = {check.name: check.finding.code for check in result.checks if check.finding is not None}
    assert found == codes(case)
    for check in result.checks:
        assert judge.assignment.messages[codes(case)[check.name]].split("{")[0] in message(check, judge.assignment)
    outcome = visible(case["exercise"], filled)
    assert outcome.points == result.score == 0
    assert str(outcome).count("✗") == len(result.checks)


def test_changed_parameters_are_a_side_effect_that_costs_half(judge: Judge) -> None:
    """Once, of the returned value, where all values are right."""
    right = ANSWERS["right"]["batch_norm_backward"][0]
    spoilt = right.replace("return ", "dX = ") + "\nself.gamma = self.gamma - 0.01 * self.dgamma\nreturn dX"
    filled = namespace({"batch_norm_backward": [spoilt]})
    result = judge.exercise("batch_norm_backward", InProcessSubject(filled, judge.assignment))
    assert {check.name: check.score for check in result.checks} == {"dgamma": 1.0, "dbeta": 1.0, "dX": 1.0}
    assert [check.finding.code for check in result.checks if check.finding] == ["updates_parameters"]


def test_the_bank_has_a_case_for_each_of_its_codes(judge: Judge) -> None:
    """Every mistake of the bank is seen in an answer: of one that nothing shows nobody knows whether it works."""
    bank = {(e.id, c, m.code) for e in judge.assignment.exercises for m in e.mistakes for c in m.checks}
    cases = [(case["exercise"], codes(case)) for case in ANSWERS["wrong"]]
    shown = {(exercise, check, code) for exercise, found in cases for check, code in found.items()}
    shown |= {(exercise, check, code) for student in SAMPLES_CODES.values() for exercise, check, code in student}
    assert bank - shown == set()
    assert len({code for *_, code in bank}) >= 12


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_earns_nothing_and_is_told_plainly(judge: Judge, exercise: str) -> None:
    """The check is neutral, the grader says that nothing is written."""
    filled = namespace({})
    result = judge.exercise(exercise, InProcessSubject(filled, judge.assignment))
    assert {check.status for check in result.checks} == {"skipped"}
    told = [line for line in str(visible(exercise, filled)).splitlines() if not line.startswith(" ")]
    assert [line[:1] for line in told] == ["○"] * len(result.checks)


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


def codes(case: dict[str, Any]) -> dict[str, str]:
    return {key: code for key, code in case.items() if key not in ("exercise", "bodies", "before", "put")}


def np_index(like: Any, place: tuple[int, int]) -> Any:
    one = like * 0
    one[place] = 1.0
    return one
