"""Signals that come at one certain moment: what is loaded, in one of the command's processes, is hit by them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.stopping import Stopped, behind

ROOT = Path(__file__).parents[2]
GRADE = ["grade", *(str(ROOT / "examples/submitted" / name) for name in ("anna", "bela")), "--quiet", "--regrade"]
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="as Linux has it")

# As a C extension, it turns whatever is raised while it is loaded into an ImportError. BY says who sends the signal:
# the process to itself ("python": and nothing is turned into anything else), or the grader to its jobs.
SITECUSTOMIZE = """
import os, signal, sys

class Struck:
    def find_spec(self, name, path=None, target=None):
        here = "job" if sys.argv[0] == "-c" else "command"
        if [here, name] != os.environ["STRUCK"].split():
            return
        sys.meta_path.remove(self)
        number = int(os.environ["NUMBER"])
        try:
            if os.environ["BY"] == "grader":
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
                os.kill(os.getppid(), number)
                number = signal.sigwait([signal.SIGTERM])
                signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            signal.raise_signal(number)
        except BaseException:
            if os.environ["BY"] == "python":
                raise
            raise ImportError("it could not be loaded") from None

sys.meta_path.insert(0, Struck())
"""


def struck(
    folder: Path, place: str, number: int, by: str = "itself", command: Sequence[str] = ("-m", "autograder")
) -> subprocess.CompletedProcess[str]:
    """Grade two students, where the import of a module in a process ("command numpy") meets a signal."""
    (folder / "site").mkdir()
    (folder / "tmp").mkdir()
    (folder / "site/sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    told = {"STRUCK": place, "NUMBER": str(int(number)), "BY": by}
    paths = {"PYTHONPATH": str(folder / "site"), "TMPDIR": str(folder / "tmp"), "XDG_CACHE_HOME": str(folder)}
    jobs = "2" if place.startswith("job") else "1"
    return subprocess.run(
        [sys.executable, *command, *GRADE, "--jobs", jobs, "--json", str(folder / "grades.json")],
        cwd=ROOT,
        env={**os.environ, **told, **paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        preexec_fn=_all_default,
    )


def _all_default() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)


@pytest.mark.parametrize(
    ("module", "number"),
    [
        ("autograder.cli", signal.SIGINT),
        ("autograder.sandbox", signal.SIGINT),
        ("autograder.cli.grade", signal.SIGHUP),
        ("numpy", signal.SIGINT),
        ("numpy", signal.SIGTERM),
    ],
)
def test_a_signal_while_the_command_loads_ends_it_at_once(tmp_path: Path, module: str, number: int) -> None:
    """Without a word, and with the status of the signal itself."""
    done = struck(tmp_path, f"command {module}", number)
    assert (done.returncode, done.stdout, done.stderr) == (-number, "", "")
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_something_is_loaded_later_stops_the_command(tmp_path: Path, number: int) -> None:
    """Nobody makes an ImportError of it, and no student pays for it."""
    done = struck(tmp_path, "command numpy.random", number)
    why = "interrupted" if number == signal.SIGINT else f"stopped by {signal.Signals(number).name}"
    assert (done.returncode, done.stdout) == (128 + number, "")
    assert done.stderr.startswith(f"autograder: {why}; what had not been written yet stays as it was.")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "grades.json").exists()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_console_script_is_interrupted_without_a_word(tmp_path: Path) -> None:
    """Also before its first line has run."""
    command = ["-c", "import sys; sys.argv[0] = 'autograder'; from autograder.command import main; sys.exit(main())"]
    done = struck(tmp_path, "command autograder.__main__", signal.SIGINT, by="python", command=command)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr


def test_the_console_script_is_interrupted_before_it_has_loaded_anything(tmp_path: Path) -> None:
    """Its first lines see to that: by the signal itself, without a word."""
    done = struck(tmp_path, "command autograder", signal.SIGINT, by="python", command=[str(ROOT / "bin/autograder")])
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize(
    ("module", "number"),
    [
        ("multiprocessing.connection", signal.SIGINT),
        ("autograder.grading.grader", signal.SIGHUP),
        ("numpy", signal.SIGINT),
        ("numpy", signal.SIGTERM),
        ("numpy.random", signal.SIGTERM),
    ],
)
def test_a_signal_to_a_job_that_loads_costs_nothing(tmp_path: Path, module: str, number: int) -> None:
    """It ends without a word, and what it should have graded is graded by another."""
    done = struck(tmp_path, f"job {module}", number)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr
    report = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))
    assert [row["score"] for row in report["submissions"]] == [20.0, 20.0]
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_the_pool_starts_stops_all_of_it(tmp_path: Path, number: int) -> None:
    """A job that is told to end while it loads numpy does so at once."""
    done = struck(tmp_path, "job numpy", number, by="grader")
    why = "interrupted" if number == signal.SIGINT else f"stopped by {signal.Signals(number).name}"
    assert done.returncode == 128 + number
    assert done.stderr == f"autograder: {why}; what had not been written yet stays as it was.\n"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_error_on_the_way_out_is_the_signal_s() -> None:
    """As of a pipe that breaks while things are being ended."""
    stopped = Stopped(signal.SIGTERM)
    broken = BrokenPipeError()
    broken.__context__ = ValueError()
    assert behind(broken) is None
    broken.__context__.__context__ = stopped
    assert behind(broken) is stopped


def test_two_signals_at_once_are_one() -> None:
    """Python would tell of the second that it was ignored, with a traceback."""
    script = (
        "import os, signal\n"
        "from autograder.stopping import SIGNALS, Stopped, stoppable\n"
        "[signal.signal(number, signal.SIG_DFL) for number in SIGNALS]\n"  # nohup has one of them ignored
        "try:\n    with stoppable():\n"
        "        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)\n"
        "        [os.kill(os.getpid(), number) for number in SIGNALS]\n"
        "        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)\n"
        "except Stopped as stopped:\n    print(stopped.why)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("stopped by SIGHUP\n", "")


def test_a_report_that_was_not_written_to_its_end_leaves_nothing(tmp_path: Path) -> None:
    """Not even SIGKILL leaves half a file, under whatever name; what stood there before stays."""
    try:
        os.close(os.open(tmp_path, os.O_TMPFILE | os.O_WRONLY))
    except OSError:
        pytest.skip("this file system knows no files without a name")
    (tmp_path / "old.json").write_text("old", encoding="utf-8")
    script = (
        "import os, pathlib, signal, sys\n"
        "from autograder.report.document import write\n"
        "def parts():\n    yield b'half'\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "write(pathlib.Path(sys.argv[1]), parts())\n"
    )
    for name in ("new.json", "old.json"):
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path / name)], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
    assert {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()} == {"old.json": "old"}


def test_a_temporary_folder_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    """A worker on another machine holds a student's submission in one."""
    script = (
        "import os, signal\n"
        "from autograder.sandbox.farm import folder\n"
        "with folder() as home:\n"
        "    (home / 'submission.ipynb').write_text('{}')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    until = time.monotonic() + 60
    while list(tmp_path.iterdir()) and time.monotonic() < until:  # it is removed by another process, a moment later
        os.sched_yield()
    assert list(tmp_path.iterdir()) == []
