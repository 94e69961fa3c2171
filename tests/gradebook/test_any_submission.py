"""Whatever is handed in, `nbgrader autograde` grades everybody, and a missing score is never a silent zero."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from corpus.damaged.cells import DAMAGES
from corpus.damaged.files import FILES
from corpus.damaged.notebooks import EXERCISES, right
from nbgrader_course import COMMENTS, EVERYTHING, Course
from sandbox.hostile_corpus import Attack, attacks, notebook

SHORT = {"exercise_cpu_s": 0.5, "exercise_wall_s": 3.0, "submission_cpu_s": 20.0, "submission_wall_s": 60.0}
BIG = ("fifty_megabytes_of_outputs", "a_zip_bomb", "two_hundred_megabytes", "four_million_lists")
NEIGHBOURS = ("aaa_first", "zzz_last")
ODD_NAMES = ("[a]*", "o'hara; drop table", "=1+1", "ž z")
FULL = {"loss_cost": 1, "mse_loss": 2, "bce_loss": 2, "activation_backward": 2, "linear_backward": 5, "mlp_backward": 4}
HEALTHY = {(student, f"test_{name}", FULL.get(name, 1)) for student in NEIGHBOURS for name in EXERCISES}


def neighbours(course: Course) -> set[tuple[str, str, float | None]]:
    return {(student, cell, score) for student, cell, score, _, _ in course.rows() if student in NEIGHBOURS}


def sample(names: list[str], every: int) -> list[str]:
    return names if EVERYTHING else [name for name in names[::every] if name not in BIG]


def test_damaged_notebooks(course: Course) -> None:
    """Every kind of honest damage: the command's score for each, None for what cannot be read; exit 1 names those."""
    for student in NEIGHBOURS:
        course.hand_in(student, right())
    expected = {}
    for name in sample(sorted(DAMAGES), 12):
        damage, outcome = DAMAGES[name]
        course.hand_in(f"cells_{name}", damage(right()))
        expected[f"cells_{name}"] = outcome.score
    for name in sample(sorted(FILES), 8):
        make, outcome = FILES[name]
        course.hand_in(f"file_{name}", make())
        expected[f"file_{name}"] = outcome.score
    done = course.run("nbgrader", "autograde", "assignment2", ok=False)
    found = {student: total(scores) for student, scores in course.scores().items() if student not in NEIGHBOURS}
    assert found == expected
    assert neighbours(course) == HEALTHY
    lost = [student for student, score in expected.items() if score is None]
    assert lost
    assert f"marked for a person in the gradebook: {', '.join(sorted(lost))}" in done.stderr


def total(scores: dict[str, float | None]) -> float | None:
    return None if None in scores.values() else sum(score or 0.0 for score in scores.values())


@pytest.fixture(scope="module")
def odd_class(released: Course, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str]:
    """A class with everything that stops nbgrader before it has begun, autograded once; and the log."""
    folder = tmp_path_factory.mktemp("odd")
    shutil.copytree(released.folder, folder, dirs_exist_ok=True)
    course, submitted = Course(folder), folder / "submitted"
    for student in (*NEIGHBOURS, "linked", "late", "pipe", "__MACOSX", "a\nnewline", *ODD_NAMES):
        course.hand_in(student, right())
    course.hand_in("broken", b'{"cells": [')
    course.hand_in("renamed", right(), "assignment2 (1).ipynb")
    course.hand_in("two", right())
    course.hand_in("two", right(tanh_derivative=["return 0 * Z"]), "assignment2-Copy1.ipynb")
    (submitted / "empty/assignment2").mkdir(parents=True)
    (submitted / "beside").mkdir()
    (submitted / "beside/assignment2.ipynb").write_text(json.dumps(right()), encoding="utf-8")
    (submitted / "another_assignment/assignment1").mkdir(parents=True)
    (folder / "secret.txt").write_text("the gradebook's password", encoding="utf-8")
    (submitted / "linked/assignment2/data.txt").symlink_to(folder / "secret.txt")
    (submitted / "to_another").symlink_to(submitted / "linked")
    (submitted / "to_itself").symlink_to("to_itself")
    (submitted / "to_nothing").symlink_to("nowhere")
    (submitted / "late/assignment2/timestamp.txt").write_text("2026-01-02 03:04:05 UTC", encoding="utf-8")
    os.mkfifo(submitted / "pipe/assignment2/timestamp.txt")
    os.mkfifo(submitted / "pipe/assignment2/another")
    return course, course.run("nbgrader", "autograde", "assignment2", ok=False).stderr


def test_everybody_is_graded(odd_class: tuple[Course, str]) -> None:
    """Renamed, doubled, misplaced, oddly named submissions are graded; those without a score are named at the end."""
    course, log = odd_class
    totals = {student: total(scores) for student, scores in course.scores().items()}
    graded = (*NEIGHBOURS, "linked", "late", "pipe", "renamed", "two", "beside", *ODD_NAMES)
    lost = ("broken", "empty", "to_another", "to_itself", "to_nothing")
    assert totals == dict.fromkeys(graded, 20.0) | dict.fromkeys(lost)
    assert "A student cannot be called so: 'a\\nnewline'" in log
    assert f"marked for a person in the gradebook: 'a\\nnewline', {', '.join(lost)}" in log


def test_a_submission_without_a_score_waits_for_a_person(odd_class: tuple[Course, str]) -> None:
    """It has no automatic score, every cell waits, and the reason stands in comment, notebook and log."""
    course, log = odd_class
    reason = "The file breaks off in the middle"
    assert f"broken has no score: {reason}" in log
    assert {row[2:] for row in course.rows() if row[0] == "broken"} == {(None, None, 1)}
    comments = {row[1]: row[2] for row in course.rows(COMMENTS) if row[0] == "broken" and row[2]}
    assert list(comments) == ["loss_cost"]
    assert reason in comments["loss_cost"]
    assert reason in (course.folder / "autograded/broken/assignment2/assignment2.ipynb").read_text(encoding="utf-8")


def test_a_doubtful_submission_has_its_score_and_waits_for_a_person(odd_class: tuple[Course, str]) -> None:
    """One cell of it waits, the scores stand, and the reason is in the notebook for the instructor and in the log."""
    course, log = odd_class
    waiting = {(row[0], row[1]) for row in course.rows() if row[4] and row[2] is not None}
    assert waiting == {("renamed", "test_loss_cost"), ("two", "test_loss_cost")}
    assert "renamed needs review: The notebook had another name: assignment2 (1).ipynb." in log
    notebook = (course.folder / "autograded/two/assignment2/assignment2.ipynb").read_text(encoding="utf-8")
    assert "Another notebook of the same student stands beside this one." in notebook


def test_nothing_but_notebook_and_time_is_taken(odd_class: tuple[Course, str]) -> None:
    """No file of a submission is copied, no link followed, no pipe opened; the time reaches the gradebook."""
    course, _ = odd_class
    assert os.listdir(course.folder / "autograded/linked/assignment2") == ["assignment2.ipynb"]
    assert sorted(os.listdir(course.folder / "autograded/late/assignment2")) == ["assignment2.ipynb", "timestamp.txt"]
    times = course.rows("select student_id, timestamp from submitted_assignment where timestamp is not null")
    assert times == [("late", "2026-01-02 03:04:05.000000")]


def test_hostile_submissions_stay_alone(course: Course) -> None:
    """Attacks run through `nbgrader autograde` earn what the corpus says; source, gradebook and neighbours stay."""
    with (course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.SandboxedAutograde.limits = {SHORT}\n")
    for student in NEIGHBOURS:
        course.hand_in(student, right())
    course.run("nbgrader", "autograde", "assignment2", "--student", "aaa_first")
    before = course.rows()
    places = {
        "GRADEBOOK": str(course.folder / "gradebook.db"),
        "SECRET": str(course.folder / "source/assignment2/assignment2.ipynb"),
        "SIBLING": str(course.folder / "submitted/zzz_last/assignment2/assignment2.ipynb"),
        "FOLDER": str(course.folder / "submitted"),
        "SOCKET": str(course.folder / "socket"),
        **{"PORT": "9", "ABSTRACT": "nobody", "GRADER": str(os.getpid())},
    }
    chosen: list[Attack] = list(attacks() if EVERYTHING else attacks()[::21])
    for attack in chosen:
        course.hand_in(f"h-{attack.id}", notebook(attack, places))
    kept = {path: path.read_bytes() for path in map(Path, (places["SECRET"], places["SIBLING"]))}
    course.run("nbgrader", "autograde", "assignment2")
    found = {student: total(scores) for student, scores in course.scores().items() if student not in NEIGHBOURS}
    assert found == {f"h-{attack.id}": attack.earns for attack in chosen}
    assert neighbours(course) == HEALTHY
    assert [row for row in course.rows() if row[0] == "aaa_first"] == before
    assert {path: path.read_bytes() for path in kept} == kept


def test_other_assignments_go_nbgraders_own_way(course: Course) -> None:
    """In a course with assignments that are not ours, these are run by a kernel and graded as ever."""
    source = course.folder / "source/ps1/problem.ipynb"
    source.parent.mkdir()
    cell = {"cell_type": "code", "execution_count": None, "outputs": []}
    graded = {
        "grade": True,
        "solution": False,
        "locked": True,
        "points": 3,
        "grade_id": "t",
        "schema_version": 3,
        "task": False,
    }
    solution = graded | {"grade": False, "solution": True, "locked": False, "grade_id": "s", "points": 0}
    document = {
        "cells": [
            cell
            | {"id": "s", "metadata": {"nbgrader": solution}, "source": "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"},
            cell | {"id": "t", "metadata": {"nbgrader": graded}, "source": "assert x == 1"},
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    source.write_text(json.dumps(document), encoding="utf-8")
    course.run("nbgrader", "generate_assignment", "ps1")
    for student, answer in {"alice": "x = 1", "bob": "x = 2"}.items():
        document["cells"][0]["source"] = answer
        path = course.folder / "submitted" / student / "ps1" / "problem.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document), encoding="utf-8")
    course.run("nbgrader", "autograde", "ps1")
    course.run("nbgrader", "generate_feedback", "ps1")
    assert [row[:3] for row in course.rows()] == [("alice", "t", 3.0), ("bob", "t", 0.0)]
    assert "AssertionError" in (course.folder / "feedback/bob/ps1/problem.html").read_text(encoding="utf-8")


def test_autograde_needs_the_release_in_the_gradebook(course: Course) -> None:
    """Without `generate_assignment` the error names the command, and nobody is graded."""
    course.hand_in("alice", right())
    (course.folder / "gradebook.db").unlink()
    done = course.run("nbgrader", "autograde", "assignment2", ok=False)
    assert "first run `nbgrader generate_assignment assignment2`" in done.stderr
    assert course.rows() == []


def test_regrading_follows_force_and_timestamps(course: Course) -> None:
    """What has a score is skipped, unless forced or newer; the log says which scores have changed."""
    course.hand_in("alice", right())
    course.hand_in("bob", b"")
    course.run("nbgrader", "autograde", "assignment2", ok=False)
    course.hand_in("bob", right())
    course.hand_in("alice", right(tanh_derivative=["return 1 - np.tanh(Z)"]))
    log = course.run("nbgrader", "autograde", "assignment2").stderr
    assert "Skipping existing assignment: " in log
    assert "bob: activation_backward no score → 2, " in log
    assert [course.scores()[student]["tanh_derivative"] for student in ("alice", "bob")] == [1.0, 1.0]
    done = course.run("nbgrader", "autograde", "assignment2", "--force")
    assert "alice: tanh_derivative 1 → 0; total -1" in done.stderr
    assert course.scores()["alice"]["tanh_derivative"] == 0.0
