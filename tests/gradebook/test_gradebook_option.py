"""`autograder grade --gradebook`: a class in one go, into SQLite or PostgreSQL; what people entered is not touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus.damaged.notebooks import right
from nbgrader_course import COMMENTS, SCORES, Course
from sqlalchemy import create_engine, text

WRONG = right(tanh_derivative=["return 1 - np.tanh(Z)"])


def test_regrading_changes_automatic_scores_alone(course: Course) -> None:
    """Manual scores and comments stand, their cells wait again; what changed is printed, a line a student."""
    for student in ("alice", "bob", "carol"):
        course.hand_in(student, WRONG)
    first = course.run("autograder", "grade", "submitted", "--gradebook")
    assert "Gradebook: 3 new, 0 changed, 0 as before." in first.stdout
    course.change("update grade set manual_score = 0.5, needs_manual_grade = 0 where auto_score = 0")
    course.change("update grade set extra_credit = 0.25 where auto_score = 5")
    course.change("update comment set manual_comment = 'Well tried.' where auto_comment is not null")
    course.hand_in("alice", right())
    course.hand_in("bob", b"")
    again = course.run("autograder", "grade", "submitted", "--gradebook", ok=False)
    lines = again.stdout[again.stdout.index("Gradebook:") :].splitlines()
    assert lines[0].startswith("Gradebook: 0 new, 2 changed, 1 as before. Written to sqlite:///")
    assert lines[1] == "  alice: tanh_derivative 0 → 1; total +1"
    assert lines[2].startswith("  bob: activation_backward 2 → no score, ")
    assert lines[2].endswith("; total -19")
    tanh = {row[0]: row[2:] for row in course.rows() if row[1] == "test_tanh_derivative"}
    assert tanh == {"alice": (1.0, 0.5, 1), "bob": (None, 0.5, 1), "carol": (0.0, 0.5, 0)}
    comments = {row[0]: row[2:] for row in course.rows(COMMENTS) if row[1] == "tanh_derivative"}
    assert comments["alice"] == (None, "Well tried.")
    assert comments["carol"][0].startswith("- derivative: 0 of 1 point. A square is missing")
    assert {row[1] for row in course.rows("select id, extra_credit from grade") if row[1]} == {0.25}


def test_notebooks_that_cannot_be_written_cost_no_score(course: Course) -> None:
    """Report and gradebook are whole, and the command says what is missing; nbgrader's own command says why it ends."""
    course.hand_in("alice", WRONG)
    (course.folder / "autograded").write_text("in the way")
    done = course.run("autograder", "grade", "submitted", "--gradebook", "--json", "grades.json", ok=False)
    assert (done.returncode, done.stderr) == (
        3,
        "autograder: 1 notebook could not be written to autograded (Not a directory); the scores are in the "
        "gradebook.\n",
    )
    assert "Gradebook: 1 new, 0 changed, 0 as before." in done.stdout
    assert (course.folder / "grades.json").stat().st_size > 1000
    assert {row[2] for row in course.rows()} == {0.0, 1.0, 2.0, 4.0, 5.0}
    autograde = course.run("nbgrader", "autograde", "assignment2", "--force", ok=False)
    assert "cannot be written" in autograde.stderr
    assert "Traceback" not in autograde.stderr


def test_nbgraders_other_commands_take_it_from_there(course: Course) -> None:
    """What `--gradebook` wrote, `autograde` skips, and `generate_feedback` and `export` find."""
    course.hand_in("alice", WRONG)
    course.hand_in("bob", b"PK")
    course.run("autograder", "grade", "submitted", "--gradebook", ok=False)
    course.run("nbgrader", "generate_feedback", "assignment2")
    assert "A square is missing" in (course.folder / "feedback/alice/assignment2/assignment2.html").read_text("utf-8")
    assert (course.folder / "feedback/bob/assignment2/assignment2.html").exists()
    log = course.run("nbgrader", "autograde", "assignment2", "--student", "alice").stderr
    assert "Skipping existing assignment" in log
    course.run("nbgrader", "export")
    header, alice, bob = (course.folder / "grades.csv").read_text("utf-8").splitlines()
    assert header.startswith("assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,")
    assert alice == "assignment2,,,alice,,,,19.0,0.0,19.0,20.0,False,1.0,2.0,2.0,2.0,1.0,0.0,1.0,1.0,5.0,4.0"
    assert bob == "assignment2,,,bob,,,,,,,20.0,True,,,,,,,,,,"


def test_points_have_to_be_the_same(course: Course) -> None:
    """Where the gradebook has other points than the grader, it is refused, with the cell and the command to run."""
    course.hand_in("alice", right())
    course.change("update grade_cells set max_score = 7 where max_score = 5")
    done = course.run("autograder", "grade", "submitted", "--gradebook", ok=False)
    assert done.returncode == 2
    assert "test_linear_backward is worth 7 points there and 5 here" in done.stderr
    assert "first run `nbgrader generate_assignment assignment2`" in done.stderr
    assert course.rows() == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "sqlite:///elsewhere.db",
            "there is no gradebook at sqlite:///elsewhere.db: run `nbgrader generate_assignment assignment2` in the "
            "course's folder first, or correct the URL",
        ),
        ("sqlite:///empty.db", "is no gradebook of nbgrader yet"),
        ("submitted", "this is no URL of a database; put PATH before --gradebook"),
        ("x/gradebook.db", "this is no URL of a database; use sqlite:///x/gradebook.db"),
        ("://x", "this is no URL of a database; use a URL such as"),
        ("nosuch://x", "no driver for nosuch"),
        ("postgresql://me:secret@127.0.0.1:1/x", "cannot open postgresql+psycopg://me:***@127.0.0.1:1/x"),
    ],
)
def test_a_gradebook_that_cannot_take_grades_is_a_wrong_call(course: Course, url: str, words: str) -> None:
    """Exit 2 before anything is graded, with a sentence that says what to do and no password; nothing is made."""
    course.hand_in("alice", right())
    (course.folder / "empty.db").touch()
    before = sorted(os.listdir(course.folder))
    done = course.run("autograder", "grade", "submitted", "--gradebook", url, "--json", "report.json", ok=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert "secret" not in done.stderr
    assert sorted(os.listdir(course.folder)) == before


def test_a_path_after_the_option_is_named(course: Course) -> None:
    """What to grade is not taken for the URL: the sentence says where it belongs."""
    course.hand_in("alice", right())
    done = course.run("autograder", "grade", "--gradebook", "submitted", ok=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "autograder: --gradebook: this is no URL of a database; put PATH before --gradebook, "
        "or use a URL such as sqlite:///gradebook.db\n"
    )


def test_the_course_can_be_elsewhere(course: Course, tmp_path: Path) -> None:
    """`--course-dir` says where gradebook and `autograded/` are; through the real command, with nothing to say."""
    course.hand_in("alice", right())
    options = ["--quiet", "--gradebook", "--course-dir", str(course.folder)]
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", str(course.folder / "submitted/alice"), *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sum(course.scores()["alice"].values()) == 20.0
    assert (course.folder / "autograded/alice/assignment2/assignment2.ipynb").exists()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a database in a real server, on a socket of its own; as root, run by nobody."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    # not under tmp_path: pytest closes the folders above it to all other users
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        who: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
            who = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]

        def run(program: str, *arguments: str) -> None:
            command = [*who, str(programs[-1].with_name(program)), *arguments]
            # no pipe: the server would inherit it, and it would never end
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

        data = f"{folder}/data"
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run("initdb", "-D", data, "-U", "grader", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        run("pg_ctl", "-D", data, "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            run("createdb", "-h", folder, "-U", "grader", "course")
            yield f"postgresql+psycopg://grader@/course?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def test_postgresql(course: Course, postgres: str) -> None:
    """The same scores and comments as in SQLite, through a real server; regrading changes what has changed."""
    long_name = "x" * 129
    for student, notebook in {"alice": right(), "bob": WRONG, "Åsa": WRONG}.items():
        course.hand_in(student, notebook)
    course.run("autograder", "grade", "submitted", "--gradebook", "--quiet")
    course.hand_in(long_name, right())
    with (course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.CourseDirectory.db_url = {postgres!r}\nc.CourseDirectory.course_id = 'nn'\n")
    course.run("nbgrader", "generate_assignment", "assignment2", "--force")
    done = course.run("autograder", "grade", "submitted", "--gradebook", postgres)
    assert "Gradebook: 3 new, 0 changed, 0 as before." in done.stdout
    assert f"not taken, as no student can be called so: {long_name}" in done.stdout.replace("\n", "")
    engine = create_engine(postgres)
    with engine.connect() as connection:
        for query in (SCORES, COMMENTS):
            found = sorted((tuple(row) for row in connection.execute(text(query))), key=lambda row: row[:2])
            assert found == course.rows(query)
    engine.dispose()
    course.hand_in("bob", right())
    done = course.run("nbgrader", "autograde", "assignment2", "--student", "bob", "--force")
    assert "bob: tanh_derivative 0 → 1; total +1" in done.stderr
