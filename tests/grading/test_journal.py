"""What is kept of one run for the next."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.findings import CheckResult, ExerciseResult, Finding
from autograder.grading.collect import Submission
from autograder.grading.grader import Settings
from autograder.grading.journal import Journal, default_path, fingerprint
from autograder.grading.result import Graded
from autograder.notebook.cells import Remark
from autograder.sandbox import Limits
from tests.ours import ASSIGNMENT

FINDING = Finding("wrong_value", "missing_mean", {"index": (0, 1), "analytic": 0.1 + 0.2, "shape": (3, 4)})
CHECKS = (CheckResult("dW", "failed", 0.0, 2.0, FINDING, "differs"), CheckResult("db", "passed", 1.0, 1.0))


@pytest.fixture
def submission(tmp_path):
    path = tmp_path / "anna.ipynb"
    path.write_text("{}")
    return Submission("anna", "anna.ipynb", path, (Remark("renamed", {"file": "a"}),), (Remark("misplaced"),), tmp_path)


def graded(submission, *reasons):
    exercises = (ExerciseResult("linear_backward", CHECKS),)
    repairs = (*submission.repairs, Remark("magic", {"cells": "cell 3"}))
    return Graded(submission.student, submission.notebook, exercises, (*submission.remarks, *reasons), repairs)


def journal(tmp_path, mark="same"):
    return Journal(tmp_path / "kept" / "results.sqlite", mark)


def test_a_result_comes_back_as_it_was(tmp_path, submission):
    """Scores, findings, numbers and remarks are the same after the round trip, but for tuples that become lists."""
    with journal(tmp_path) as first:
        first.put(first.key(submission), "A", submission, graded(submission, Remark("bound_anew", {"name": "np"})))
    with journal(tmp_path) as second:
        back = second.get(second.key(submission), "A", submission)
    numbers = {"index": [0, 1], "analytic": 0.1 + 0.2, "shape": [3, 4]}
    checks = (replace(CHECKS[0], finding=replace(FINDING, numbers=numbers)), CHECKS[1])
    expected = graded(submission, Remark("bound_anew", {"name": "np"}))
    assert back == replace(expected, exercises=(ExerciseResult("linear_backward", checks),))


def test_another_student_with_the_same_bytes_keeps_their_own_name_and_remarks(tmp_path, submission):
    """What is kept belongs to the bytes; name, place and what is odd about the place come from the submission."""
    other = replace(submission, student="bela", notebook="b.ipynb", remarks=(), repairs=())
    with journal(tmp_path) as kept:
        kept.put(kept.key(submission), "A", submission, graded(submission))
        back = kept.get(kept.key(other), "A", other)
    assert (back.student, back.notebook, back.status) == ("bela", "b.ipynb", "graded")
    assert [note.code for note in back.repairs] == ["magic"]
    assert b"anna" not in (tmp_path / "kept" / "results.sqlite").read_bytes()


def test_changed_bytes_or_another_fingerprint_are_graded_again(tmp_path, submission):
    """One changed byte, and any change of what decides results, finds nothing."""
    with journal(tmp_path) as kept:
        kept.put(kept.key(submission), "A", submission, graded(submission))
        assert kept.tiers(kept.key(submission)) == {"A"}
        submission.path.write_text("{} ")
        assert kept.tiers(kept.key(submission)) == set()
        submission.path.write_text("{}")
    with journal(tmp_path, "another") as other:
        assert other.tiers(other.key(submission)) == set()


@pytest.mark.parametrize(
    "changed",
    [{"seed": 7}, {"limits": Limits(exercise_cpu_s=5.0)}, {"unsafe": True}, {"keep_notebooks": True}, {"tier": "B"}],
    ids=str,
)
def test_settings_are_part_of_the_fingerprint(changed):
    """Every setting makes another fingerprint."""
    assert fingerprint(ASSIGNMENT, replace(Settings(), **changed)) != fingerprint(ASSIGNMENT, Settings())


@pytest.mark.parametrize("part", ["release", "package", "stand_ins"])
def test_what_the_assignment_is_made_of_is_part_of_the_fingerprint(part, tmp_path):
    """One line more in the release, the students' package or the stand-ins makes another fingerprint."""
    before = getattr(ASSIGNMENT, part)
    copy = tmp_path / before.name
    if before.is_dir():
        shutil.copytree(before, copy)
    else:
        shutil.copyfile(before, copy)
    assert fingerprint(replace(ASSIGNMENT, **{part: copy}), Settings()) == fingerprint(ASSIGNMENT, Settings())
    shutil.move(copy, tmp_path / "elsewhere")
    (tmp_path / "elsewhere").rename(tmp_path / "changed") if before.is_dir() else None
    changed = tmp_path / ("changed" if before.is_dir() else "elsewhere")
    with (changed / "__init__.py" if before.is_dir() else changed).open("a") as file:
        file.write("\n")
    assert fingerprint(replace(ASSIGNMENT, **{part: changed}), Settings()) != fingerprint(ASSIGNMENT, Settings())


def test_a_changed_reference_grades_anew(tmp_path):
    """The folder of an assignment holds what is right; a changed line there makes another fingerprint."""
    homes = [tmp_path / place / "home" for place in ("one", "two", "three")]
    for home, right in zip(homes, "112", strict=True):
        home.mkdir(parents=True)
        (home / "assignment.py").write_text(f"RIGHT = {right}\n")
    same, again, changed = (fingerprint(replace(ASSIGNMENT, home=home), Settings()) for home in homes)
    assert same == again
    assert same != changed


def test_what_grades_is_part_of_the_fingerprint_and_what_tells_of_it_is_not(tmp_path, monkeypatch):
    """Another line in the judge makes another fingerprint, another page or another case of a corpus none."""
    written = {"same": {}, "judge": {"judge": "2"}, "pages": {"formats": "2", "assignments/a/corpus": "2"}}
    told = {}
    for name, changed in written.items():
        grader = tmp_path / name / "autograder"
        for folder in ("judge", "formats", "assignments/a/corpus"):
            (grader / folder).mkdir(parents=True)
            (grader / folder / "file.py").write_text(changed.get(folder, "1"))
        monkeypatch.setattr("autograder.grading.journal.__file__", str(grader / "grading" / "journal.py"))
        told[name] = fingerprint(ASSIGNMENT, Settings())
    assert told["same"] == told["pages"]
    assert told["same"] != told["judge"]


def test_each_tier_has_its_own_result(tmp_path, submission):
    """What was graded behind other walls is another result."""
    with journal(tmp_path) as kept:
        key = kept.key(submission)
        kept.put(key, "A", submission, graded(submission))
        assert kept.get(key, "B", submission) is None
        kept.put(key, "B", submission, graded(submission))
        assert kept.tiers(key) == {"A", "B"}


def test_a_failure_of_ours_is_not_kept(tmp_path, submission):
    """What another try could end otherwise is graded anew by the next run."""
    failed = Graded("anna", "anna.ipynb", reasons=(Remark("our_fault", {"what": "it"}),), settled=False)
    with journal(tmp_path) as kept:
        kept.put(kept.key(submission), "A", submission, failed)
        assert kept.tiers(kept.key(submission)) == set()


def test_an_unreadable_notebook_is_kept(tmp_path, submission):
    """It would not be read tomorrow either."""
    unreadable = Graded("anna", "anna.ipynb", reasons=(*submission.remarks, Remark("empty")))
    with journal(tmp_path) as kept:
        key = kept.key(submission)
        kept.put(key, "A", submission, unreadable)
        assert kept.get(key, "A", submission).reasons == (*submission.remarks, Remark("empty"))


def test_what_was_handed_in_again_meanwhile_is_not_kept(tmp_path, submission):
    """The result is of bytes that are there no more, or of those that came: nobody knows."""
    with journal(tmp_path) as kept:
        key = kept.key(submission)
        submission.path.write_text("[]")
        assert not kept.put(key, "A", submission, graded(submission))
        assert kept.tiers(key) == set()


def test_who_has_no_home_keeps_nothing(monkeypatch):
    """As a container's user without a line in passwd."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert default_path() is None
    with Journal(default_path(), "any") as kept:
        assert (kept.keeps, kept.failed) == (False, None)


def test_links_and_missing_files_have_no_key(tmp_path, submission):
    """The journal follows no link and raises nothing for what is not there."""
    link, inside = tmp_path / "link.ipynb", tmp_path / "folder" / "anna.ipynb"
    link.symlink_to(submission.path)
    inside.parent.symlink_to(tmp_path)
    with journal(tmp_path) as kept:
        assert kept.key(replace(submission, path=link)) is None
        assert kept.key(replace(submission, path=inside)) is None
        assert kept.key(replace(submission, path=tmp_path / "gone")) is None
        assert kept.key(replace(submission, path=None)) is None


def test_two_runs_write_at_once(tmp_path, submission):
    """Two journals on one file each find what the other has kept."""
    with journal(tmp_path) as one, journal(tmp_path) as two:
        other = replace(submission, path=submission.path.with_name("other.ipynb"))
        other.path.write_text("[]")
        one.put(one.key(submission), "A", submission, graded(submission))
        two.put(two.key(other), "A", other, graded(other))
        assert two.tiers(two.key(submission)) == {"A"}
        assert one.tiers(one.key(other)) == {"A"}


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 100, b""])
def test_a_file_that_is_no_journal_costs_nothing(tmp_path, submission, content):
    """Grading goes on; why nothing is kept is told, or an empty file becomes a journal."""
    path = tmp_path / "kept" / "results.sqlite"
    path.parent.mkdir()
    path.write_bytes(content)
    with journal(tmp_path) as kept:
        key = kept.key(submission)
        kept.put(key, "A", submission, graded(submission))
        assert kept.tiers(key) == ({"A"} if content == b"" else set())
        assert kept.failed == (None if content == b"" else "file is not a database")


def test_a_torn_result_is_graded_again(tmp_path, submission):
    """Bytes that are no result any more are as if they were not there."""
    with journal(tmp_path) as kept:
        key = kept.key(submission)
        kept.put(key, "A", submission, graded(submission))
        with sqlite3.connect(tmp_path / "kept" / "results.sqlite") as database:
            database.execute("UPDATE graded SET result = ?", (b"torn",))
        assert kept.get(key, "A", submission) is None


def test_the_place_is_the_users_cache(monkeypatch, tmp_path):
    """XDG_CACHE_HOME decides where results are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_path() == tmp_path / "autograder" / "results.sqlite"
