"""A grader that is killed leaves nothing behind."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hostile_corpus import PROJECT

from autograder.sandbox.tiers import UNSAFE, candidates, probe

TIERS = [*(tier for tier in candidates() if probe(tier).missing is None), UNSAFE]
PATIENCE_MS = 20_000  # with the kernel; it takes a few milliseconds

GRADER = """
import sys
from autograder.notebook.cells import Cell
from autograder.execution import Runner
sandbox = Runner(None, None, tier=sys.argv[1], unsafe=True)
subject = sandbox.load([Cell("a", "own", "x = 1", "cell 1")])
print("loaded", flush=True)
sandbox.load([Cell("b", "own", "while True: pass", "cell 1")])
"""


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *descendants(child))]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("tier", TIERS)
def test_a_killed_grader_takes_all_its_processes_along(tier: str) -> None:
    """Warm process and student's process end with it, in the middle of an endless loop."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen([sys.executable, "-c", GRADER, tier], stdout=subprocess.PIPE, env=environment) as grader:
        assert grader.stdout is not None
        grader.stdout.readline()
        handles = []
        for pid in descendants(grader.pid):
            with suppress(ProcessLookupError):  # that of the first notebook, which gives place to the second
                handles.append(os.pidfd_open(pid))
        assert handles
        grader.kill()
    for handle in handles:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        assert poll.poll(PATIENCE_MS), "a process has outlived the grader"
        os.close(handle)
