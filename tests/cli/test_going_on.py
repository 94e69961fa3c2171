"""A command that is killed goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.ours import ASSIGNMENT, SAMPLES

ROOT = Path(__file__).parents[2]
SAMPLE = SAMPLES / "anna" / ASSIGNMENT.name / ASSIGNMENT.release.name
CLASS = 24


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that takes a second, no two notebooks the same."""
    tmp_path = tmp_path_factory.mktemp("class")
    notebook = json.loads(SAMPLE.read_text(encoding="utf-8"))
    for number in range(CLASS):
        path = tmp_path / "submitted" / f"s{number:02}" / "assignment2" / "assignment2.ipynb"
        path.parent.mkdir(parents=True)
        notebook["cells"][0]["source"] = f"This is number {number}."
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return tmp_path / "submitted"


@pytest.fixture(scope="module")
def undisturbed(submitted: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The document of a run that nobody stops."""
    folder = tmp_path_factory.mktemp("undisturbed")
    words = finished(start(submitted, folder / "cache", "--json", str(folder / "grades.json")))
    assert words == f"{CLASS} of {CLASS} graded\n"
    return (folder / "grades.json").read_bytes()


def start(submitted: Path, cache: Path, *options: str) -> subprocess.Popen[str]:
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored here, children ignore
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "autograder", "grade", str(submitted), "--jobs", "2", *options],
            cwd=ROOT,
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, heard)


def finished(running: subprocess.Popen[str]) -> str:
    _, words = running.communicate(timeout=300)
    assert running.returncode == 0, words
    return words


def kept(cache: Path) -> int:
    """How many results the journal holds."""
    file = cache / "autograder" / "results.sqlite"
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM graded").fetchone()[0])
    return 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_goes_on_to_the_same_bytes(
    number: signal.Signals, submitted: Path, undisturbed: bytes, tmp_path: Path
) -> None:
    """Killed or interrupted in the middle: what is done is kept, the rest is graded, the document is the same."""
    cache = tmp_path / "cache"
    running = start(submitted, cache)
    while kept(cache) < 2:
        with suppress(subprocess.TimeoutExpired):
            assert running.wait(0.02) is None
    running.send_signal(number)
    _, words = running.communicate(timeout=60)
    done = kept(cache)
    if number == signal.SIGINT:
        assert running.returncode == 130
        assert f" {done} of {CLASS} are graded: the same command goes on from there." in words
    else:
        assert running.returncode == -number
    assert 2 <= done < CLASS
    words = finished(start(submitted, cache, "--json", str(tmp_path / "resumed.json")))
    assert words == f"{CLASS} of {CLASS} graded, {done} as before\n"
    assert (tmp_path / "resumed.json").read_bytes() == undisturbed


def test_two_runs_at_once_disturb_nothing(submitted: Path, undisturbed: bytes, tmp_path: Path) -> None:
    """Both end with the same bytes, and everything is kept once."""
    cache, files = tmp_path / "cache", [tmp_path / "one.json", tmp_path / "two.json"]
    for running in [start(submitted, cache, "--json", str(file)) for file in files]:
        finished(running)
    assert [file.read_bytes() for file in files] == [undisturbed, undisturbed]
    assert kept(cache) == CLASS


def test_regrade_grades_again_what_has_not_changed(submitted: Path, tmp_path: Path) -> None:
    """Without the option all is as before, with it nothing is."""
    finished(start(submitted, tmp_path))
    assert finished(start(submitted, tmp_path)) == f"{CLASS} of {CLASS} graded, {CLASS} as before\n"
    assert finished(start(submitted, tmp_path, "--regrade")) == f"{CLASS} of {CLASS} graded\n"


def test_a_cache_that_cannot_be_written_is_a_sentence(submitted: Path, tmp_path: Path) -> None:
    """Everything is graded all the same."""
    (tmp_path / "cache").write_text("a file where a folder should be")
    words = finished(start(submitted, tmp_path / "cache", "--quiet"))
    assert words == "autograder: what is graded is not kept for another run (Not a directory)\n"
