"""Ctrl-C while one of nbgrader's commands runs."""

from __future__ import annotations

import signal
import subprocess
import sys

SCRIPT = """
from traitlets.config import Config
from autograder.gradebook import configure
configure(Config())
raise {error}
"""


def ended(error: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", SCRIPT.format(error=error)], capture_output=True, text=True)


def test_ctrl_c_shows_no_traceback() -> None:
    """One line, and the end that shells expect."""
    done = ended("KeyboardInterrupt")
    assert (done.returncode, done.stdout) == (-signal.SIGINT, "")
    assert done.stderr == "interrupted: what has been graded is in the gradebook; run the command again.\n"


def test_what_is_wrong_keeps_its_traceback() -> None:
    """Nothing but Ctrl-C is silenced."""
    done = ended("ValueError('wrong')")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "ValueError: wrong")
    assert done.stderr.startswith("Traceback")
