"""A process of the pool: one warm grader, asked for one submission after the other."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection

from autograder.worker import kernel


def main(line: int, parent: int) -> None:
    """Answer (the assignment's reference, settings) with the tier, or the reason against it; then each submission.

    Ends when the grader hangs up, or says so with SIGTERM: its sandbox first.
    """
    signal.signal(signal.SIGTERM, _end)
    if sys.platform == "linux":
        kernel.die_with(parent)
    try:
        _serve(Connection(line))
    except (EOFError, OSError):  # the grader is gone
        os._exit(0)


def _serve(line: Connection) -> None:
    from autograder.assignments import referred
    from autograder.grading.grader import Grader
    from autograder.sandbox import OurFault, Refused

    assignment, settings = line.recv()
    try:
        opened = Grader(referred(assignment), settings)
    except (Refused, OurFault) as error:
        line.send(error)
        return
    with opened as grader:
        line.send(grader.sandbox.tier)
        while True:
            line.send(grader.grade(line.recv()))


def _end(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: what is being closed is closed to its end
    sys.exit(0)
