"""Whatever happens to the command: what is written, what is said, what stays."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANNA, BELA = (str(ROOT / "examples/submitted" / student) for student in ("anna", "bela"))
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="as Linux has it")

WITHOUT_UNIX = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("resource", "pwd", "fcntl", "grp", "termios"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
for name in ("resource", "pwd", "fcntl", "grp", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
sys.platform = "win32"
"""


def shell(line: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which "$@" is the command with its arguments."""
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(
        ["/bin/sh", "-c", line, "sh", *command],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},  # argparse hides it then
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=100,
        check=False,
    )


def scores(file: Path) -> list[float]:
    return [row["score"] for row in json.loads(file.read_text(encoding="utf-8"))["submissions"]]


@LINUX
def test_a_full_disk_on_stdout_costs_the_table_alone(tmp_path: Path) -> None:
    """The report is written first, the sentence is true, and the status is that of a failure."""
    file = tmp_path / "grades.json"
    done = shell('"$@" > /dev/full', "grade", ANNA, "--json", str(file))
    assert done.stderr == "autograder: not everything could be printed (No space left on device); the rest is done.\n"
    assert done.returncode == 3
    assert scores(file) == [20.0]


@LINUX
def test_a_report_that_cannot_be_written_costs_no_other(tmp_path: Path) -> None:
    """Neither one that its place has no room for, nor a format that holds one submission, of a class."""
    arguments = ["--json", "/dev/full", "--format", "prairielearn=/dev/null", "--out", str(tmp_path)]
    done = shell('"$@"', "grade", ANNA, BELA, *arguments)
    assert done.stderr.splitlines()[0] == (
        "autograder: /dev/full: cannot write there (No space left on device); name another place"
    )
    assert done.stderr.splitlines()[1].startswith("autograder: --format prairielearn: ")
    assert (done.returncode, scores(tmp_path / "grades.json")) == (2, [20.0, 20.0])
    assert (tmp_path / "index.html").is_file()
    assert "2 submissions: 2 graded" in done.stdout
    assert "/dev/" not in done.stdout


@LINUX
@pytest.mark.parametrize(
    ("streams", "arguments", "status"),
    [
        ("2>/dev/full", (), 0),
        ("2>/dev/full", ("--quiet", "--fail-under", "21"), 1),
        (">/dev/full 2>/dev/full", (), 3),
        (">/dev/full 2>&-", (), 3),
        (">&- 2>/dev/full", (), 0),
    ],
)
def test_where_nothing_can_be_said_the_status_is_still_ours(
    streams: str, arguments: Sequence[str], status: int, tmp_path: Path
) -> None:
    """What cannot be written makes the interpreter end with a status of its own, but for us; the report is there."""
    file = tmp_path / "grades.json"
    done = shell(f'"$@" {streams}', "grade", ANNA, "--json", str(file), *arguments)
    assert (done.returncode, scores(file)) == (status, [20.0])


@LINUX
@pytest.mark.parametrize(
    ("line", "arguments", "status", "words"),
    [
        ('"$@" >/dev/full', ["--version"], 3, "not everything could be printed (No space left on device)."),
        ('"$@" >/dev/full', ["grade", "--help"], 3, "not everything could be printed (No space left on device)."),
        ('"$@" >/dev/full', ["doctor"], 3, "not everything could be printed (No space left on device)."),
        ('"$@" >/dev/full', ["grade", "nowhere"], 2, "nowhere: there is no such file or folder"),
        ('"$@" 2>/dev/full', ["grade", "nowhere"], 2, ""),
        ('"$@" 2>/dev/full', ["grade", "--nothing"], 2, ""),
    ],
)
def test_other_commands_say_what_could_not_be_printed(
    line: str, arguments: Sequence[str], status: int, words: str
) -> None:
    """A wrong call stays one."""
    done = shell(line, *arguments)
    assert (done.returncode, done.stderr) == (status, f"autograder: {words}\n" if words else "")


@LINUX
@pytest.mark.parametrize("command", [["grade", ANNA, BELA], ["doctor"]])
def test_a_reader_who_leaves_is_no_failure(command: Sequence[str], tmp_path: Path) -> None:
    """As ``head`` does: the status is that of the grading, and the report is there."""
    file = tmp_path / "grades.json"
    options = ["--json", str(file)] if command[0] == "grade" else []
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *command, *options],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert "Traceback" not in done.stderr
    if options:
        assert done.stderr == "autograder: not everything could be printed (Broken pipe); the rest is done.\n"
        assert (done.returncode, scores(file)) == (0, [20.0, 20.0])


@LINUX
@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("<&-", ""),
        (">&-", "autograder: standard output is closed: what is printed there is lost.\n"),
        ("2>&-", ""),
        ("<&- >&- 2>&-", ""),
    ],
)
def test_standard_streams_may_be_closed(closed: str, words: str, tmp_path: Path) -> None:
    """Two are graded, two at a time: nothing hangs, and no socket is taken for a stream."""
    done = shell(f'"$@" {closed}', "grade", ANNA, BELA, "--jobs", "2", "--json", str(tmp_path / "grades.json"))
    assert (done.returncode, done.stderr) == (0, words)
    assert scores(tmp_path / "grades.json") == [20.0, 20.0]


@LINUX
def test_few_descriptors_are_enough(tmp_path: Path) -> None:
    """With 64 at most, two are graded, two at a time."""
    done = shell('ulimit -n 64; "$@"', "grade", ANNA, BELA, "--jobs", "2", "--json", str(tmp_path / "grades.json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert scores(tmp_path / "grades.json") == [20.0, 20.0]


@LINUX
@pytest.mark.parametrize(
    "command", [("grade", ANNA, "--regrade"), ("grade", ANNA, "--regrade", "--unsafe"), ("doctor",)]
)
@pytest.mark.parametrize("most", [10, 16, 32, 39])
def test_too_few_descriptors_are_named(command: Sequence[str], most: int) -> None:
    """The reason is the limit, and no tier is blamed."""
    done = shell(f'ulimit -n {most}; "$@"', *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"autograder: No process can be started for students' code: a process may have {most} files open at once here, "
        "and the grader needs 40. Raise it before the command: ulimit -n 256 (where the shell refuses this, start a "
        "new one: whoever lowered the limit, or runs the machine, may raise it).\n"
    )


@LINUX
@pytest.mark.parametrize("limit", ["ulimit -S -n 12", "ulimit -n 40"])
def test_descriptors_that_suffice_or_may_be_had_are_enough(limit: str, tmp_path: Path) -> None:
    """A limit that anybody may raise is raised."""
    done = shell(f'{limit}; "$@"', "grade", ANNA, "--regrade", "--json", str(tmp_path / "grades.json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert scores(tmp_path / "grades.json") == [20.0]


@LINUX
def test_a_signal_that_is_ignored_at_the_start_stays_so(tmp_path: Path) -> None:
    """As nohup and ``&`` have it: the command interrupts itself in vain."""
    script = (
        "import os, signal, sys\n"
        "from autograder.stopping import stoppable\n"
        "with stoppable():\n    os.kill(os.getpid(), signal.SIGHUP)\n    print('goes on')\n"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh", sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "goes on\n", "")


def test_windows_is_refused_before_anything_is_imported_that_is_not_there() -> None:
    """A sentence and exit status 2, not a missing module."""
    script = WITHOUT_UNIX + "from autograder.__main__ import run\nsys.exit(run())"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "autograder: Windows has no sandbox that this grader knows. Run it in WSL 2, or in a Linux machine.\n"
    )


@LINUX
@pytest.mark.parametrize("group", [False, True], ids=["alone", "group"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize(("after_s", "jobs"), [(0.35, 2), (0.45, 1), (0.8, 2)])
def test_a_killed_command_leaves_nothing(after_s: float, jobs: int, number: int, group: bool) -> None:
    """No process, no temporary file, no traceback, and the signal's exit status; see ``benchmarks/kills.py``."""
    spec = importlib.util.spec_from_file_location("kills", ROOT / "benchmarks/kills.py")
    assert spec is not None
    assert spec.loader is not None
    kills = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kills)
    wrong = kills.killed(number, group, after_s, [*kills.QUICK, *(kills.TWO if jobs == 2 else [])])
    del wrong["finished"]
    assert +wrong == {}


@LINUX
def test_a_signal_that_comes_where_nothing_can_be_raised_comes_again() -> None:
    """In a finalizer Python would print a traceback and go on."""
    script = (
        "import os, signal, threading\n"
        "from autograder.stopping import Stopped, stoppable\n"
        "class Dying:\n    def __del__(self): signal.raise_signal(signal.SIGTERM)\n"
        "try:\n    with stoppable():\n        Dying()\n        threading.Event().wait(60)\n"
        "except Stopped as stopped:\n    print(stopped.why)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("stopped by SIGTERM\n", "")


def test_garbage_is_collected_once_all_is_loaded() -> None:
    """Loading goes without; a class of thousands does not."""
    script = (
        "import gc, sys; from autograder.__main__ import run; sys.argv = ['autograder', 'compare', 'none', 'none']; "
        "print(run(), gc.isenabled(), gc.get_freeze_count() > 10_000)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "2 True True\n", done.stderr
