"""Grading on other machines: here a real scheduler and two workers, as processes on loopback."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.cli.errors import WrongCall
from autograder.grading.collect import CollectError, Submission, collect
from autograder.grading.grader import Settings
from autograder.grading.remote import OtherVersion
from autograder.grading.result import Graded
from autograder.grading.run import opened
from autograder.grading.spread import Lost, Spread
from autograder.notebook.cells import Remark, Unreadable
from autograder.sandbox import OurFault, Refused
from autograder.sandbox.errors import Died, NoWalls
from autograder.sandbox.tiers import choose
from tests.ours import ASSIGNMENT, SAMPLES

ROOT = Path(__file__).parents[2]
SETTINGS = Settings(unsafe=True)
CLASS = 12


@pytest.mark.parametrize(
    "error",
    [
        Refused("No walls.", "Build some."),
        OurFault("it fails"),
        NoWalls("it does not hold"),
        Unreadable(Remark("too_big", {"megabytes": 101})),
        Died("timed_out", "took too long", "looks odd", True),
        OtherVersion("another numpy"),
        Lost("they are gone"),
        CollectError("there is nothing"),
        WrongCall("no such file"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_exceptions_survive_the_way(error: Exception) -> None:
    """What one process raises is raised in another, whole."""
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)
    assert {**vars(again)} == {**vars(error)}


@pytest.fixture(scope="module")
def submissions() -> list[Submission]:
    paths = [str(ROOT / "examples/submitted" / student) for student in ("anna", "bela", "hugo")]
    return list(collect(paths, ASSIGNMENT.name).submissions)


def test_any_executor_will_do(submissions: list[Submission], tmp_path: Path) -> None:
    """Two threads of this process find what one grader finds; of missing, linked and unreadable notebooks, too."""
    (tmp_path / "link.ipynb").symlink_to(submissions[0].path or "")
    (tmp_path / "html.ipynb").write_text("<html></html>")
    missing = Submission("m", "m.ipynb", None, (Remark("missing"),))
    linked = Submission("l", "l.ipynb", tmp_path / "link.ipynb", (Remark("renamed", {"file": "l"}),))
    html = Submission("h", "h.ipynb", tmp_path / "html.ipynb", (), (Remark("misplaced", {"folder": "x"}),))
    given = [missing, linked, html, *submissions]
    with opened(ASSIGNMENT, SETTINGS, 1) as graders:
        alone = list(graders.grade(given))
    with ThreadPoolExecutor(2) as threads:
        spread = Spread(threads, ASSIGNMENT, SETTINGS, choose(None, unsafe=True), lambda: 2)
        assert sorted(spread.grade(given), key=lambda result: result[0]) == alone


def test_what_a_worker_cannot_do_is_no_zero(submissions: list[Submission]) -> None:
    """The submission has no score and the reason, and is not kept as settled."""

    class Broken(ThreadPoolExecutor):
        def submit(self, *arguments, **options):  # type: ignore[no-untyped-def]
            return super().submit(lambda: 1 / 0)

    with Broken(1) as executor:
        ((_, graded),) = Spread(executor, ASSIGNMENT, SETTINGS, "A", lambda: 1).grade(submissions[:1])
    assert graded == Graded(
        submissions[0].student,
        submissions[0].notebook,
        reasons=(Remark("our_fault", {"what": "a worker failed with ZeroDivisionError"}),),
    )
    assert not graded.settled


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's address, and the processes of two workers."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    own = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
    started = [_start([*dask, "scheduler", *own, "--port", "0"], environment)]
    try:
        while not (file.exists() and file.read_bytes().endswith(b"}")):
            with suppress(subprocess.TimeoutExpired):
                assert started[0].wait(0.05) is None
        for number in range(2):
            folder = ["--local-directory", str(tmp_path / f"worker{number}"), "--no-nanny", "--nthreads", "1"]
            started.append(_start([*dask, "worker", *own, *folder], environment))
        yield json.loads(file.read_text())["address"], started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_lost_workers_submissions_are_graded_elsewhere(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    """One of two workers is killed in the middle: the document is that of a run on this machine, byte for byte."""
    address, workers = cluster
    notebook = json.loads((SAMPLES / "carl" / ASSIGNMENT.name / ASSIGNMENT.release.name).read_text(encoding="utf-8"))
    for number in range(CLASS):
        path = tmp_path / "submitted" / f"s{number:02}" / "assignment2" / "assignment2.ipynb"
        path.parent.mkdir(parents=True)
        notebook["cells"][0]["source"] = f"This is number {number}."
        path.write_text(json.dumps(notebook), encoding="utf-8")
    here = tmp_path / "here.json"
    grade = [sys.executable, "-m", "autograder", "grade", str(tmp_path / "submitted"), "--unsafe", "--json"]
    subprocess.run([*grade, here], cwd=ROOT, check=True, capture_output=True, env=_cache(tmp_path / "one"))
    script = (
        "import os, signal, sys\n"
        "from autograder.grading import spread\n"
        "received, seen = spread.Spread._received, []\n"
        "def one_more(self, *given):\n"
        "    seen.append(given)\n"
        "    if len(seen) == 3:\n"
        f"        os.kill({workers[0].pid}, signal.SIGKILL)\n"
        "    return received(self, *given)\n"
        "spread.Spread._received = one_more\n"
        "from autograder.__main__ import run\n"
        "sys.exit(run())\n"
    )
    command = [sys.executable, "-c", script, *grade[3:], str(tmp_path / "there.json"), "--cluster", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=_cache(tmp_path / "two"))
    assert (done.returncode, done.stderr) == (0, "")
    assert workers[0].wait(10) == -9
    assert (tmp_path / "there.json").read_bytes() == here.read_bytes()


def _cache(folder: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(folder)}


def test_what_is_no_address_is_a_wrong_call() -> None:
    """Before anything is asked of a network."""
    command = [sys.executable, "-m", "autograder", "grade", str(ROOT / "examples/submitted/anna"), "--regrade"]
    done = subprocess.run([*command, "--cluster", "here"], cwd=ROOT, capture_output=True, text=True, check=False)
    words = "autograder: --cluster here: this is no address of a scheduler; use one such as tcp://scheduler:8786\n"
    assert (done.returncode, done.stderr) == (2, words)
