"""A course of our configuration: the exchange there and back, other assignments, its own gradebook, two at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpus.damaged.notebooks import right
from nbgrader_course import Course

from autograder.gradebook.configuration import gradebook_of

WRONG = right(tanh_derivative=["return 1 - np.tanh(Z)"])
HELLO = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "answer",
            "metadata": {
                "nbgrader": {
                    "grade": True,
                    "grade_id": "answer",
                    "locked": False,
                    "points": 1,
                    "schema_version": 3,
                    "solution": True,
                    "task": False,
                }
            },
            "outputs": [],
            "source": "### BEGIN SOLUTION\nx = 1\n### END SOLUTION\nassert x == 1",
        }
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def configure(course: Course, *lines: str) -> None:
    """Add lines to the course's configuration."""
    with (course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *lines, ""]))


@pytest.fixture
def student(course: Course, tmp_path: Path) -> Course:
    """The same user as a student in a folder of their own, who shares an exchange with the course."""
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    lines = (f"c.Exchange.root = {str(exchange)!r}", "c.CourseDirectory.course_id = 'nets'")
    configure(course, *lines)
    home = tmp_path / "home"
    home.mkdir()
    (home / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines, f"c.Exchange.cache = '{home}/c'"]))
    return Course(home)


def test_the_exchange_goes_there_and_back(course: Course, student: Course) -> None:
    """Released, fetched, answered, submitted, collected, graded: the student fetches a feedback with our reasons."""
    course.run("nbgrader", "release_assignment", "assignment2")
    student.run("nbgrader", "fetch_assignment", "assignment2")
    assert (student.folder / "assignment2/assignment2/__init__.py").is_file()
    (student.folder / "assignment2/assignment2.ipynb").write_text(json.dumps(WRONG))
    student.run("nbgrader", "submit", "assignment2")
    course.run("nbgrader", "collect", "assignment2")
    course.run("nbgrader", "autograde", "assignment2")
    course.run("nbgrader", "generate_feedback", "assignment2")
    course.run("nbgrader", "release_feedback", "assignment2")
    student.run("nbgrader", "fetch_feedback", "assignment2")
    (page,) = (student.folder / "assignment2" / "feedback").rglob("*.html")
    assert "A square is missing" in page.read_text("utf-8")
    assert "HIDDEN TESTS" not in page.read_text("utf-8")


def test_another_assignment_is_nbgraders_own(course: Course) -> None:
    """``hello`` gets nbgrader's stub and no package; ours gets our stub and its package."""
    folder = course.folder / "source" / "hello"
    folder.mkdir()
    (folder / "hello.ipynb").write_text(json.dumps(HELLO))
    course.run("nbgrader", "generate_assignment", "hello")
    released = course.folder / "release" / "hello"
    assert [path.name for path in released.iterdir()] == ["hello.ipynb"]
    source = "".join(json.loads((released / "hello.ipynb").read_text())["cells"][0]["source"])
    assert source == "# YOUR CODE HERE\nraise NotImplementedError()\nassert x == 1"
    ours = (course.folder / "release/assignment2/assignment2.ipynb").read_text("utf-8")
    assert "YOUR CODE HERE" not in ours
    assert "Replace this line with your code." in ours
    assert (course.folder / "release/assignment2/assignment2/__init__.py").is_file()


def test_gradebook_without_a_url_is_the_courses_own(course: Course) -> None:
    """``db_url`` of the course's configuration is written to, and named; gradebook.db stays as it was."""
    (course.folder / "gradebook.db").rename(course.folder / "other.db")
    configure(course, f"c.CourseDirectory.db_url = 'sqlite:///{course.folder}/other.db'")
    course.hand_in("alice", WRONG)
    told = course.run("autograder", "grade", "submitted", "--gradebook").stdout
    assert f"1 new, 0 changed, 0 as before. Written to sqlite:///{course.folder}/other.db" in told
    assert not (course.folder / "gradebook.db").exists()


def test_the_courses_own_gradebook_lies_in_its_folder(course: Course) -> None:
    """Also where the command is called from elsewhere, and the configuration names it as nbgrader's commands see it."""
    (course.folder / "gradebook.db").rename(course.folder / "other.db")
    configure(course, "c.CourseDirectory.db_url = 'sqlite:///other.db'")
    assert gradebook_of(course.folder) == f"sqlite:///{course.folder}/other.db"
    assert gradebook_of(Path(os.path.relpath(course.folder))).endswith("/other.db")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("nbgrader_config.py", "c = get_config()\nc.NbGrader.db_url = 'sqlite:///other.db'"),  # of older versions
        ("nbgrader_config.json", '{"CourseDirectory": {"db_url": "sqlite:///other.db"}}'),
    ],
)
def test_the_courses_own_gradebook_is_named_in_every_way_that_nbgrader_knows(
    file: str, content: str, tmp_path: Path
) -> None:
    """An outdated name of the option, and JSON."""
    (tmp_path / file).write_text(content, encoding="utf-8")
    assert gradebook_of(tmp_path) == f"sqlite:///{tmp_path}/other.db"


def test_a_configuration_that_raises_is_told(course: Course) -> None:
    """A course's configuration that cannot be run ends the call with 2, before grading, and says what to do."""
    configure(course, "undefined")
    course.hand_in("alice", WRONG)
    done = course.run("autograder", "grade", "submitted", "--gradebook", ok=False)
    assert done.returncode == 2
    assert "nbgrader_config.py cannot be read (NameError: name 'undefined' is not defined): correct it" in done.stderr


@pytest.mark.parametrize("odd", ["folder", "pipe", "link to itself", "no date"])
def test_an_odd_timestamp_costs_nobody_anything(course: Course, odd: str) -> None:
    """Whatever stands in the place of timestamp.txt, the student and the class get their scores."""
    place = course.hand_in("alice", right()).parent / "timestamp.txt"
    {
        "folder": place.mkdir,
        "pipe": lambda: os.mkfifo(place),
        "link to itself": lambda: place.symlink_to(place),
        "no date": lambda: place.write_bytes(b"\xff" * 50),
    }[odd]()
    course.hand_in("bob", right())
    course.run("autograder", "grade", "submitted", "--gradebook")
    assert {student: sum(scores.values()) for student, scores in course.scores().items()} == {"alice": 20, "bob": 20}


def test_two_commands_at_once_lose_nothing(course: Course) -> None:
    """Two that write into one course at once both end well, and the gradebook holds everybody once."""
    for number in range(6):
        course.hand_in(f"student{number}", WRONG)
    command = [sys.executable, "-m", "autograder", "grade", "submitted", "--gradebook", "--quiet", "--jobs", "1"]
    both = [
        subprocess.Popen(command, cwd=course.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert {sum(scores.values()) for scores in course.scores().values()} == {19}
    assert len(course.scores()) == 6


def test_who_waits_says_so(course: Course) -> None:
    """While another command holds the course, a second one says that it waits, and goes on when that is over."""
    import fcntl

    course.hand_in("alice", WRONG)
    command = [sys.executable, "-m", "autograder", "grade", "submitted", "--gradebook", "--jobs", "1"]
    with (course.folder / ".autograder.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        process = subprocess.Popen(
            command, cwd=course.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        said = process.stderr.readline()
    assert said == "autograder: another command is writing into the course course; waiting for its end.\n"
    out, _ = process.communicate()
    assert process.returncode == 0
    assert "1 new" in out
