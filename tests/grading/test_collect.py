"""Paths → submissions: each meaning of PATH, whose each notebook is, and what is odd about where it lay."""

from __future__ import annotations

import json
import os
from itertools import permutations
from pathlib import Path

import pytest

from autograder.grading.collect import CollectError, Submission, collect
from autograder.notebook.cells import Remark
from autograder.report.words import remark

NOTEBOOK = "assignment2/assignment2.ipynb"


def lay(root: Path, *files: str) -> Path:
    """Make files, and folders where a name ends in a slash; ``a -> b`` is a link."""
    for name in files:
        name, _, target = name.partition(" -> ")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if target:
            path.symlink_to(target)
        elif name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.write_text("{}")
    return root


def row(submission: Submission) -> tuple[str, str, str]:
    """Student, notebook, and the codes of all that is said; ``-`` where there is no file."""
    said = [remark.code for remark in (*submission.remarks, *submission.repairs)]
    return submission.student, submission.notebook, " ".join(said + ["-"] * (submission.path is None))


def rows(*paths: Path | str) -> list[tuple[str, str, str]]:
    return [row(submission) for submission in collect(paths, "assignment2").submissions]


def test_a_path_means_the_first_of_four_things_that_fits(tmp_path: Path) -> None:
    """A notebook, a folder of notebooks, one student's folder and the class give the same student."""
    submitted = lay(tmp_path / "submitted", f"alice/{NOTEBOOK}")
    assert rows(submitted) == [("alice", f"alice/{NOTEBOOK}", "")]
    assert rows(submitted / "alice") == [("alice", NOTEBOOK, "")]
    assert rows(submitted / "alice" / "assignment2") == [("alice", "assignment2.ipynb", "")]
    assert rows(submitted / "alice" / NOTEBOOK) == [("alice", "assignment2.ipynb", "")]


def test_relative_paths_know_the_folders_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From within the student's folder, the student is still known."""
    monkeypatch.chdir(lay(tmp_path, f"alice/{NOTEBOOK}") / "alice" / "assignment2")
    assert rows(".") == rows("assignment2.ipynb") == [("alice", "assignment2.ipynb", "")]
    assert rows("..") == [("alice", NOTEBOOK, "")]


def test_a_folder_of_notebooks_holds_as_many_students(tmp_path: Path) -> None:
    """Outside of a folder called as the assignment, the file's name is the student's, and no name is odd."""
    lay(tmp_path, "bob.ipynb", "Ana María.IPYNB", "carl (1).ipynb", "notes.txt", ".hidden.ipynb", "._bob.ipynb")
    assert rows(tmp_path) == [
        ("Ana María", "Ana María.IPYNB", ""),
        ("bob", "bob.ipynb", ""),
        ("carl (1)", "carl (1).ipynb", ""),
    ]
    assert rows(tmp_path / "bob.ipynb") == [("bob", "bob.ipynb", "")]


def test_folders_beside_notebooks_are_left_out_with_a_note(tmp_path: Path) -> None:
    """The order of the meanings decides; whoever called is told."""
    lay(tmp_path, "bob.ipynb", f"alice/{NOTEBOOK}")
    found = collect([tmp_path], "assignment2")
    assert [row(each) for each in found.submissions] == [("bob", "bob.ipynb", "")]
    assert found.notes == (f"{tmp_path}: it holds notebooks, so the 1 folders beside them are left out",)


def test_every_students_folder_has_its_row(tmp_path: Path) -> None:
    """Also an empty one; files, hidden folders and those of Python have none."""
    lay(
        tmp_path,
        f"alice/{NOTEBOOK}",
        "bob/assignment2/",
        "carl/assignment1/assignment1.ipynb",
        "dora/notes.txt",
        "eve/",
    )
    lay(tmp_path, ".git/config", "__pycache__/x.pyc", "feedback.zip", "names.csv", "_under/")
    assert rows(tmp_path) == [
        ("_under", f"_under/{NOTEBOOK}", "missing -"),
        ("alice", f"alice/{NOTEBOOK}", ""),
        ("bob", f"bob/{NOTEBOOK}", "missing -"),
        ("carl", f"carl/{NOTEBOOK}", "missing -"),
        ("dora", f"dora/{NOTEBOOK}", "no_notebook -"),
        ("eve", f"eve/{NOTEBOOK}", "missing -"),
    ]


ODD_PLACES = {
    "assignment2/assignment2 (1).ipynb": "renamed",
    "assignment2/assignment2 - Copy.ipynb": "renamed",
    "assignment2/Assignment2.ipynb": "renamed",
    "assignment2/final.ipynb": "renamed",
    "Assignment2/assignment2.ipynb": "misplaced",
    "assignment2 (1)/assignment2.ipynb": "misplaced",
    "assignment2.ipynb": "misplaced",
    "my work.ipynb": "renamed misplaced",
    "assignment2/assignment2/assignment2.ipynb": "misplaced",
    "assignment2/src/deep/mine.ipynb": "renamed misplaced",
    "hw/assignment2.ipynb": "misplaced",
    "assignment2/assignment2.ipynb.txt": "renamed",
    "assignment2/assignment2.ipynb.json": "renamed",
    "assignment2/assignment2.py": "renamed",
    "assignment2/solution.py": "renamed",
    "assignment2/upload.zip": "renamed",
    "assignment2/assignment2.json": "renamed",
    "assignment2/assignment2 (1).txt": "renamed",
    "assignment2/assignment2": "renamed",
    "assignment2/assignment2.ipynb.crdownload": "renamed",
    "assignment02/assignment2.ipynb": "misplaced",
}


VERSIONS = [
    "assignment2 (1)/assignment2.ipynb",
    "Assignment2/assignment2.ipynb",
    "ASSIGNMENT 2/assignment2.ipynb",
    "assignment2_resubmission/assignment2.ipynb",
    "assignment02/assignment2.ipynb",
    "assignment2-v2/work/mine.ipynb",
    "assignment2_final/assignment2.ipynb",
    "assignment2final/assignment2.ipynb",
    "Copy of assignment2/assignment2.ipynb",
    "assignment2.ipynb",
    "newer.ipynb",
]


@pytest.mark.parametrize("second", VERSIONS)
def test_a_second_version_is_a_row_to_look_at(tmp_path: Path, second: str) -> None:
    """Whatever looks like another version of the assignment's folder, or lies beside it, is not passed over."""
    lay(tmp_path, f"alice/{NOTEBOOK}", f"alice/{second}", f"bob/{NOTEBOOK}")
    found = {place: said for student, place, said in rows(tmp_path) if student == "alice"}
    assert set(found) == {f"alice/{NOTEBOOK}", f"alice/{second}"}
    assert all("another_notebook" in said for said in found.values())
    assert rows(tmp_path)[-1] == ("bob", f"bob/{NOTEBOOK}", "")


def test_another_version_that_is_not_looked_into_is_told(tmp_path: Path) -> None:
    """A link beside the folder, and the folder beside a notebook that was named with its folder."""
    lay(tmp_path, f"alice/{NOTEBOOK}", "alice/assignment2 (1) -> assignment2")
    assert rows(tmp_path) == [("alice", f"alice/{NOTEBOOK}", "another_version")]
    lay(tmp_path, f"bob/{NOTEBOOK}", "bob/assignment2.ipynb")
    assert rows(tmp_path / "bob") == [("assignment2", "assignment2.ipynb", "another_version")]


def test_other_assignments_are_no_versions(tmp_path: Path) -> None:
    """Another number, a longer one, or a folder with a notebook of its own name."""
    lay(tmp_path, f"alice/{NOTEBOOK}", "alice/assignment20/assignment20.ipynb", "alice/assignment1/x.ipynb")
    lay(tmp_path, "bob/hello/hello.ipynb", "bob/assignment1/assignment1.ipynb", "bob/Assignment 3/work.ipynb")
    assert rows(tmp_path) == [("alice", f"alice/{NOTEBOOK}", ""), ("bob", f"bob/{NOTEBOOK}", "missing -")]


@pytest.mark.parametrize("decoy", ["assignment2/utils.py", "assignment2/data.zip", "data.zip", "assignment2.py"])
@pytest.mark.parametrize("place", ["work/solution.ipynb", "my.ipynb", "assignment2/src/my.ipynb", "A/b/my.ipynb"])
def test_a_notebook_comes_before_what_may_stand_in_for_one(tmp_path: Path, decoy: str, place: str) -> None:
    """A script or a zip beside it does not win, wherever the notebook lies."""
    lay(tmp_path, f"alice/{place}", f"alice/{decoy}")
    assert rows(tmp_path) == [("alice", f"alice/{place}", "renamed misplaced")]


@pytest.mark.parametrize(
    "place", ["assignment2.zip", "assignment2.py", "assignment2.ipynb.txt", "hw/assignment2.zip", "Assignment2/my.zip"]
)
def test_what_may_stand_in_for_a_notebook_is_found_in_odd_places(tmp_path: Path, place: str) -> None:
    """Beside the folder that should hold it, deeper, and in a folder of almost the right name."""
    lay(tmp_path, f"alice/{place}")
    assert rows(tmp_path) == [("alice", f"alice/{place}", "renamed misplaced")]


def test_what_is_no_notebook_is_named(tmp_path: Path) -> None:
    """Whoever grades reads what was handed in in its place; nbgrader's own files are none."""
    lay(tmp_path, "alice/assignment2/report.pdf", "alice/assignment2/timestamp.txt", "bob/assignment2/timestamp.txt")
    lay(tmp_path, *[f"carl/{number}.txt" for number in range(9)])
    (tmp_path / "dora" / NOTEBOOK).mkdir(parents=True)
    said = [remark(*submission.remarks) for submission in collect([tmp_path], "assignment2").submissions]
    assert said == [
        "No notebook was handed in; what lies there is none: assignment2/report.pdf.",
        "No notebook was handed in.",
        "No notebook was handed in; what lies there is none: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and more.",
        f"No notebook was handed in; what lies there is none: {NOTEBOOK}/.",
    ]


ALIKE = {
    "two normal forms": ("Jos\u00e9", "Jose\u0301"),
    "an invisible sign": ("anna", "an\u200bna"),
    "a space too many": ("anna b", "anna  b"),
    "a copy": ("anna", "anna (1)"),
    "a second try": ("anna", "anna_resubmission"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_two_names_that_look_alike_are_told(tmp_path: Path, one: str, other: str) -> None:
    """Both rows name the other one."""
    lay(tmp_path, f"{one}/{NOTEBOOK}", f"{other}/{NOTEBOOK}", f"bob/{NOTEBOOK}")
    found = {each.student: each.remarks for each in collect([tmp_path], "assignment2").submissions}
    assert found[one] == (Remark("names_alike", {"other": other}),)
    assert found[other] == (Remark("names_alike", {"other": one}),)
    assert found["bob"] == ()


def test_names_that_merely_resemble_are_two(tmp_path: Path) -> None:
    """Another case, another letter, an ending that is part of a name."""
    lay(tmp_path, *[f"{name}/{NOTEBOOK}" for name in ("har", "harold", "Har", "anna", "anna-marie", "hanna")])
    assert {said for _, _, said in rows(tmp_path)} == {""}


def test_a_link_to_itself_is_a_row(tmp_path: Path) -> None:
    """It costs nobody else anything, as a student's folder, as the assignment's, or inside of it."""
    lay(tmp_path, f"alice/{NOTEBOOK}", "mallory -> mallory", "oscar/assignment2 -> assignment2")
    lay(tmp_path, "peggy/assignment2/assignment2.ipynb -> assignment2.ipynb", f"trent/{NOTEBOOK}", "trent/x -> x")
    assert [(student, said) for student, _, said in rows(tmp_path)] == [
        ("alice", ""),
        ("mallory", "link -"),
        ("oscar", "link -"),
        ("peggy", ""),  # the reader says that it is a link
        ("trent", ""),
    ]


@pytest.mark.parametrize("place", ODD_PLACES)
def test_a_notebook_in_an_odd_place_is_taken_with_a_word(tmp_path: Path, place: str) -> None:
    """Its student is the folder's, and the report says under which name or where it lay."""
    lay(tmp_path, f"alice/{place}", "alice/assignment2/.ipynb_checkpoints/assignment2-checkpoint.ipynb")
    assert rows(tmp_path) == [("alice", f"alice/{place}", ODD_PLACES[place])]


def test_the_files_beside_a_notebook_do_not_matter(tmp_path: Path) -> None:
    """Checkpoints, the package, scripts, zips and what macOS leaves: the notebook is the one."""
    lay(tmp_path, f"alice/{NOTEBOOK}", "alice/assignment2/.ipynb_checkpoints/assignment2-checkpoint.ipynb")
    lay(tmp_path, "alice/assignment2/assignment2/__init__.py", "alice/assignment2/helper.py", "alice/assignment2/a.zip")
    lay(tmp_path, "alice/assignment2/._assignment2.ipynb", "alice/assignment1/assignment1.ipynb", "alice/old.ipynb/")
    assert rows(tmp_path) == [("alice", f"alice/{NOTEBOOK}", "")]


def test_the_package_alone_is_no_submission(tmp_path: Path) -> None:
    """Scripts that are modules of the release's package are not taken for an export."""
    lay(tmp_path, "alice/assignment2/assignment2/__init__.py", "alice/assignment2/assignment2/plots.py")
    lay(tmp_path, "bob/assignment2/one.py", "bob/assignment2/two.py")
    assert [said for _, _, said in rows(tmp_path)] == ["missing -", "no_notebook -"]


def test_two_notebooks_of_one_student_are_two_rows_to_look_at(tmp_path: Path) -> None:
    """In one folder, or in two that were both named."""
    one = lay(tmp_path / "one", f"alice/{NOTEBOOK}", "alice/assignment2/assignment2 (1).ipynb")
    two = lay(tmp_path / "two", f"alice/{NOTEBOOK}", f"bob/{NOTEBOOK}")
    both = [
        ("alice", "alice/assignment2/assignment2 (1).ipynb", "renamed another_notebook"),
        ("alice", f"alice/{NOTEBOOK}", "another_notebook"),
    ]
    assert rows(one) == both
    assert rows(one, two) == [*both, both[1], ("bob", f"bob/{NOTEBOOK}", "")]
    assert rows(one / "alice" / "assignment2") == [
        ("alice", "assignment2 (1).ipynb", "renamed another_notebook"),
        ("alice", "assignment2.ipynb", "another_notebook"),
    ]


def test_the_same_file_counts_once_by_the_longest_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is reached, and in whatever order the paths are given."""
    submitted = lay(tmp_path / "submitted", f"alice/{NOTEBOOK}", "bob/")
    (tmp_path / "link").symlink_to(submitted)
    monkeypatch.chdir(tmp_path)
    ways = ["submitted", submitted, "./submitted/alice", submitted / "alice" / NOTEBOOK, "link"]
    expected = {("alice", f"alice/{NOTEBOOK}", ""), ("bob", f"bob/{NOTEBOOK}", "missing -")}
    for order in permutations(ways):
        assert set(rows(*order)) == expected
        assert len(rows(*order)) == 2


def test_hard_links_are_files_of_their_own(tmp_path: Path) -> None:
    """A file system that stores equal files once does not merge their students."""
    lay(tmp_path, f"alice/{NOTEBOOK}", "bob/assignment2/")
    os.link(tmp_path / "alice" / NOTEBOOK, tmp_path / "bob" / NOTEBOOK)
    assert [student for student, _, _ in rows(tmp_path)] == ["alice", "bob"]


def test_links_have_rows_and_are_not_followed(tmp_path: Path) -> None:
    """A student's folder, or the assignment's in it, that is a link: a row that says so, and no file."""
    lay(
        tmp_path,
        f"alice/{NOTEBOOK}",
        "mallory -> alice",
        "oscar/assignment2 -> ../alice/assignment2",
        "lost -> nowhere",
    )
    lay(tmp_path, "readme -> alice/assignment2/assignment2.ipynb")
    said = [(student, said) for student, _, said in rows(tmp_path)]
    assert said == [("alice", ""), ("lost", "link -"), ("mallory", "link -"), ("oscar", "link -")]
    assert rows(tmp_path / "mallory")[0][2] == rows(tmp_path / "oscar")[0][2] == "link -"


@pytest.mark.parametrize(
    "path", ["oscar/assignment2", f"oscar/{NOTEBOOK}", f"mallory/{NOTEBOOK}", "mallory/assignment2"]
)
def test_naming_what_is_within_a_students_link_does_not_help(tmp_path: Path, path: str) -> None:
    """The link is met even where the path leads through it."""
    lay(tmp_path, f"alice/{NOTEBOOK}", "mallory -> alice", "oscar/assignment2 -> ../alice/assignment2")
    assert rows(tmp_path / path) == [(path.split("/")[0], "assignment2.ipynb", "link -")]


@pytest.mark.parametrize(
    "name", ["two\nlines", "=1+1", "x..", "a b", "\x1b[31m", "ναί", "x" * 200, "-rf", "<b>", "a\\b"]
)
def test_odd_names_are_kept_as_they_are(tmp_path: Path, name: str) -> None:
    """They are data here; whoever writes them escapes them."""
    assert rows(lay(tmp_path, f"{name}/{NOTEBOOK}")) == [(name, f"{name}/{NOTEBOOK}", "")]


def test_names_that_are_no_utf_8_can_be_written(tmp_path: Path) -> None:
    """Bytes that no encoding knows are replaced, as any program does that reads them."""
    lay(tmp_path, f"{os.fsdecode(b'a' + bytes([255]))}/assignment2/{os.fsdecode(bytes([254]))}.ipynb")
    assert rows(tmp_path) == [("a\ufffd", "a\ufffd/assignment2/\ufffd.ipynb", "renamed")]
    json.dumps(rows(tmp_path), ensure_ascii=False).encode("utf-8")


def test_rows_are_sorted_by_code_point(tmp_path: Path) -> None:
    """Not by the language of the machine."""
    names = ["b", "B", "a", "ä", "Z", "10", "9", "\U0001f600"]
    lay(tmp_path, *[f"{name}/{NOTEBOOK}" for name in names])
    assert [student for student, _, _ in rows(tmp_path)] == sorted(names)


@pytest.mark.parametrize("path", ["nowhere", "empty", "files", "files/notes.txt", "hidden", ""])
def test_a_wrong_call_says_what_is_wrong(tmp_path: Path, path: str) -> None:
    """A path that is missing or holds nothing is named in one sentence."""
    lay(tmp_path, "empty/", "files/notes.txt", "hidden/.git/assignment2.ipynb")
    with pytest.raises(CollectError) as wrong:
        collect([tmp_path / path if path else ""], "assignment2")
    assert (path or "empty path") in str(wrong.value)


def test_one_wrong_path_among_right_ones_is_wrong(tmp_path: Path) -> None:
    """Nothing is graded before the call is right."""
    lay(tmp_path, f"alice/{NOTEBOOK}")
    with pytest.raises(CollectError, match="nowhere: there is no such file or folder"):
        collect([tmp_path, tmp_path / "nowhere"], "assignment2")
    with pytest.raises(CollectError):
        collect([], "assignment2")
