"""The command line as docs/grades-json.md has it: paths, files, exit statuses, bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from autograder.corpus import solution
from autograder.notebook.fill import fill
from tests.ours import ASSIGNMENT

ROOT = Path(__file__).parents[2]
RELEASE = json.loads(ASSIGNMENT.release.read_text(encoding="utf-8"))
RIGHT = solution(ASSIGNMENT)

# the sample class: what each student of examples/submitted earns, and how
CLASS = {
    "anna": (20.0, "graded"),
    "bela": (20.0, "graded"),
    "carl": (6.0, "graded"),
    "dora": (0.0, "graded"),
    "emil": (13.0, "graded"),
    "fani": (12.5, "graded"),
    "gina": (15.0, "graded"),
    "hugo": (20.0, "graded"),
    "ivan": (None, "not_graded"),
}


def children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return []


def command(*arguments: object, cwd: Path = ROOT, ascii_only: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        cwd=cwd,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "120",
            **({"PYTHONIOENCODING": "ascii"} if ascii_only else {}),
        },
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def put(root: Path, student: str, notebook: dict[str, Any], name: str = "assignment2.ipynb") -> Path:
    path = root / student / "assignment2" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], subprocess.CompletedProcess[str], Path]:
    """The sample class, graded once by the command."""
    out = tmp_path_factory.mktemp("out")
    done = command("grade", "examples/submitted", "--out", out, "--json", out / "report.json", "--jobs", 2)
    return json.loads((out / "report.json").read_text(encoding="utf-8")), done, out


def rows(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["student"]: row for row in report["submissions"]}


@pytest.mark.parametrize("student", CLASS)
def test_the_sample_class_gets_these_scores(student, graded):
    """Every sample submission has the score and the status that its story says."""
    row = rows(graded[0])[student]
    assert (row["score"], row["status"]) == CLASS[student]


def test_a_class_with_an_unreadable_notebook_ends_with_1(graded):
    """A submission without a score makes the exit status 1, and the table names it."""
    _, done, _ = graded
    assert done.returncode == 1
    assert done.stderr == ""
    assert "not_graded" in done.stdout


def test_out_holds_the_same_document(graded):
    """``--out`` writes ``grades.json`` with the bytes of ``--json``."""
    _, _, out = graded
    assert (out / "grades.json").read_bytes() == (out / "report.json").read_bytes()


def test_the_document_keeps_its_promises(graded):
    """Head, order, sums and statuses are those of docs/grades-json.md."""
    report, _, _ = graded
    assert (report["schema_version"], report["assignment"], report["max_score"]) == (1, "assignment2", 20.0)
    assert [row["student"] for row in report["submissions"]] == sorted(CLASS)
    for row in report["submissions"]:
        checks = [check for exercise in row["exercises"] for check in exercise["checks"]]
        assert (row["status"] == "graded") == (row["reasons"] == [])
        assert (row["exercises"] == []) == (row["score"] is None)
        assert sum(check["score"] for check in checks) == (row["score"] or 0)
        assert all((check["status"] == "passed") == (check["score"] == check["max_score"]) for check in checks)
        assert all(check["message"] for check in checks if check["status"] != "passed")


def test_mistakes_of_the_sample_class_are_named(graded):
    """The classic mistakes carry their codes."""
    found = {
        (student, exercise["id"], check["name"]): check["mistake"]
        for student, row in rows(graded[0]).items()
        for exercise in row["exercises"]
        for check in exercise["checks"]
    }
    assert found["emil", "linear_backward", "dW"] == "missing_mean"
    assert found["emil", "linear_backward", "db"] == "missing_mean"
    assert found["emil", "linear_backward", "dA_prev"] == "extra_mean"
    assert found["emil", "mse_loss", "forward"] == "returns_mean"
    assert found["emil", "mse_loss", "backward"] == "negated"
    assert found["fani", "sigmoid_derivative", "derivative"] == "output_formula_on_z"
    assert found["fani", "tanh_derivative", "derivative"] == "missing_square"
    assert found["fani", "relu_derivative", "derivative"] == "mutates_input"
    assert found["fani", "leaky_relu_derivative", "derivative"] == "hardcoded_alpha"
    assert found["fani", "mlp_backward", "gradients"] == "wrong_order"
    assert found["gina", "bce_loss", "forward"] == "exception"
    assert found["gina", "mlp_backward", "dX"] is None
    assert found["dora", "linear_backward", "dW"] == "not_implemented"


def test_order_of_paths_and_jobs_change_no_byte(tmp_path):
    """The same submissions give the same bytes, whatever the order of the paths and the number of jobs."""
    for student in ("a", "b", "c"):
        put(tmp_path, student, fill(RELEASE, {**RIGHT, "mse_loss": ["pass", "pass"]} if student == "b" else RIGHT))
    paths = [tmp_path / student / "assignment2/assignment2.ipynb" for student in ("a", "b", "c")]
    command("grade", *paths, "--json", tmp_path / "1.json", "--jobs", 1)
    command("grade", *reversed(paths), "--json", tmp_path / "2.json", "--jobs", 2)
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    assert str(tmp_path) not in (tmp_path / "1.json").read_text()


def test_the_source_earns_all_and_the_release_nothing(tmp_path):
    """The instructor's notebook has 20 points of 20, the untouched release 0."""
    source = json.loads((ROOT / "source/assignment2/assignment2.ipynb").read_text(encoding="utf-8"))
    put(tmp_path, "source", source)
    put(tmp_path, "untouched", RELEASE)
    done = command("grade", tmp_path, "--json", tmp_path / "grades.json")
    report = rows(json.loads((tmp_path / "grades.json").read_text(encoding="utf-8")))
    assert done.returncode == 0
    assert (report["source"]["score"], report["source"]["status"]) == (20.0, "graded")
    assert (report["untouched"]["score"], report["untouched"]["status"]) == (0.0, "graded")
    assert {(check["status"], check["mistake"]) for e in report["untouched"]["exercises"] for check in e["checks"]} == {
        ("skipped", "not_implemented")
    }


WRONG_CALLS = {
    "a missing path": (["grade", "nowhere"], "nowhere"),
    "a folder with nothing in it": (["grade", "empty"], "empty"),
    "no path": (["grade"], "PATH"),
    "a missing folder for --json": (["grade", "right", "--json", "nowhere/grades.json"], "nowhere/grades.json"),
    "a folder for --json": (["grade", "right", "--json", "empty"], "empty"),
    "a file for --out": (["grade", "right", "--out", "file"], "file"),
    "a submission for --json": (["grade", "right", "--json", "right/assignment2/assignment2.ipynb"], "submission"),
    "nothing for --out": (["grade", "right", "--out", ""], "--out"),
    "no jobs": (["grade", "right", "--jobs", "0"], "--jobs"),
    "no number of points": (["grade", "right", "--fail-under", "nan"], "--fail-under"),
    "memory for nothing": (["grade", "right", "--memory-mib", "10"], "memory_mib"),
    "a full device for --json": (["grade", "right", "--json", "/dev/full"], "/dev/full"),
    "no command": ([], "COMMAND"),
    "an unknown assignment": (["grade", "right", "--assignment", "assignment9"], "known: assignment2"),
    "an abbreviated --unsafe": (["grade", "right", "--un"], "--un is not known here"),
    "an abbreviated --output-mib": (["grade", "right", "--output", "1"], "did you mean --output-mib?"),
    "an abbreviated --version": (["--ver"], "--ver is not known here; did you mean --version?"),
    "a misspelt option": (["grade", "right", "--job=2"], "--job=2 is not known here; did you mean --jobs?"),
    "an abbreviated --out of another command": (["report", "grades.json", "--ou", "x"], "--ou"),
    "an abbreviated --unsafe of a command's command": (["gradescope", "build", "--uns"], "--uns"),
}


@pytest.mark.parametrize(("arguments", "named"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_call_ends_with_2_and_names_what_is_wrong(arguments, named, tmp_path):
    """A call that is wrong ends with 2 before anything is graded, and says what, without a traceback."""
    put(tmp_path, "right", fill(RELEASE, RIGHT))
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    done = command(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert named in done.stderr
    assert len(done.stderr.splitlines()) == 1 or not arguments  # without any, all commands are told
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("points", "status"), [(20, 0), (20.5, 1)])
def test_fail_under_decides_the_exit_status(points, status, tmp_path):
    """``--fail-under`` is reached by a score that equals it."""
    put(tmp_path, "right", fill(RELEASE, RIGHT))
    assert command("grade", tmp_path, "--fail-under", points).returncode == status


def test_quiet_says_on_stderr_what_failed(tmp_path):
    """Nothing on stdout; a line for who has no score, and one for who is under the limit."""
    put(tmp_path, "anna", fill(RELEASE, RIGHT))
    put(tmp_path, "bela", RELEASE)
    (tmp_path / "carl").mkdir()
    done = command("grade", tmp_path, "--quiet", "--fail-under", 10)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "autograder: bela has 0 of 20 points, fewer than 10.",
        "autograder: carl has no score: No notebook was handed in.",
    ]


@pytest.mark.parametrize("path", [None, "", ":", ".", "/nowhere:"])
def test_the_command_takes_no_code_from_the_current_folder(tmp_path, path):
    """Modules of a student's folder do not run, with 2 jobs either, nor where PYTHONPATH names it by an empty entry."""
    for student in ("anna", "bela"):
        put(tmp_path, student, fill(RELEASE, RIGHT))
    (tmp_path / "autograder").mkdir()
    for module in (
        "re",
        "pathlib",
        "rich",
        "json",
        "numpy",
        "multiprocessing",
        "pickle",
        "autograder/__init__",
        "autograder/__main__",
    ):
        (tmp_path / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    script = Path(sysconfig.get_path("scripts")) / "autograder"
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [script, "grade", "anna", "bela", "--assignment", "assignment2", "--jobs", "2"],
        cwd=tmp_path,
        env={**bare, **({} if path is None else {"PYTHONPATH": path})},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "ran").exists()


def test_a_report_can_go_to_a_device_or_through_a_link(tmp_path):
    """``--json -`` is stdout, /dev/null stays a device, and a link stays a link to the file that is written."""
    put(tmp_path, "right", fill(RELEASE, RIGHT))
    done = command("grade", tmp_path / "right", "--json", "-", "--quiet")
    assert json.loads(done.stdout)["submissions"][0]["score"] == 20.0
    assert command("grade", tmp_path / "right", "--json", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()
    (tmp_path / "link.json").symlink_to("grades.json")
    command("grade", tmp_path / "right", "--json", tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "grades.json").read_text())["submissions"][0]["score"] == 20.0


def test_a_terminal_that_cannot_show_a_sign_is_no_failure(tmp_path):
    """The table is printed in what the terminal has."""
    (tmp_path / "bad" / "assignment2").mkdir(parents=True)
    (tmp_path / "bad" / "assignment2" / "assignment2.ipynb").write_text("{")
    done = command("grade", tmp_path, ascii_only=True)
    assert (done.returncode, done.stderr) == (1, "")


def test_names_in_the_document_are_the_names(tmp_path):
    """Tabs, quotes and signs of other scripts stand there as JSON has them; in the table they are escaped."""
    put(tmp_path, 'a\tb "c" \u202e', fill(RELEASE, RIGHT))
    done = command("grade", tmp_path, "--json", tmp_path / "grades.json")
    assert list(rows(json.loads((tmp_path / "grades.json").read_text(encoding="utf-8")))) == ['a\tb "c" \u202e']
    assert done.stdout.startswith(r'a\tb "c" \u202e    20 / 20  graded')


def test_an_interrupted_call_ends_with_130(tmp_path):
    """Ctrl-C in the middle of grading ends with 130 and a word, and leaves no process behind."""
    put(tmp_path, "endless", fill(RELEASE, {**RIGHT, "loss_cost": ["while True:\n    open('started', 'w')"]}))
    put(tmp_path, "right", fill(RELEASE, RIGHT))
    heard = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # nohup and & have it ignored, and children with it
    running = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", str(tmp_path), "--jobs", "2", "--exercise-cpu-s", "60"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    signal.signal(signal.SIGINT, heard)
    while not children(running.pid):  # its pool has started
        assert running.poll() is None
    os.kill(running.pid, signal.SIGINT)
    _, words = running.communicate()  # ends only when nobody holds the pipes any more
    assert running.returncode == 130
    assert "interrupted" in words
    assert "Traceback" not in words


def test_a_class_that_is_bound_anew_out_of_sight_is_looked_at(tmp_path):
    """No source shows it, but the name stands for something else: it is put back, and a person is asked."""
    notebook = fill(RELEASE, RIGHT)
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append({**cell, "source": "globals()['Tanh'] = 3"})
    put(tmp_path, "hidden", notebook)
    command("grade", tmp_path, "--json", tmp_path / "grades.json")
    row = rows(json.loads((tmp_path / "grades.json").read_text(encoding="utf-8")))["hidden"]
    assert (row["score"], row["status"]) == (20.0, "needs_review")
    assert row["reasons"] == ["A later cell binds Tanh anew: which one did the student mean?"]


def test_a_grader_that_is_killed_leaves_no_process(tmp_path):
    """The processes of its pool, and their sandboxes, end with it: nobody holds its pipes any more."""
    for student in ("endless", "endless too"):
        put(tmp_path, student, fill(RELEASE, {**RIGHT, "loss_cost": ["while True:\n    pass"]}))
    running = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", str(tmp_path), "--jobs", "2", "--exercise-cpu-s", "600"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while sum(len(children(int(child))) for child in children(running.pid)) < 2:  # both have their sandbox
        assert running.poll() is None
    running.kill()
    running.communicate(timeout=60)  # raises where a process that was left behind holds them


def test_help_and_version_end_with_0():
    """``--help`` of every command and ``--version`` are no errors."""
    for arguments in (["--help"], ["grade", "--help"], ["doctor", "--help"], ["--version"]):
        assert command(*arguments).returncode == 0
