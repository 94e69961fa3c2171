"""A process of the pool: one warm grader, asked for one submission after the other."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection

from autograder.stopping import Stopped, stoppable
from autograder.worker import kernel


def main(line: int, parent: int) -> None:
    """Answer (the assignment's reference, settings) with the tier, or the reason against it; then each submission.

    Ends when the grader hangs up, or says so with SIGTERM: its sandbox first, where there is one, else at once.
    """
    if sys.platform == "linux":
        kernel.die_with(parent)
    try:
        _serve(Connection(line))
    except (EOFError, OSError, Stopped):  # the grader is gone, or wants this process to be
        os._exit(0)


def _serve(line: Connection) -> None:
    from autograder.assignments import referred
    from autograder.grading.grader import Grader
    from autograder.sandbox import OurFault, Refused

    assignment, settings = line.recv()
    with stoppable():
        try:
            opened = Grader(referred(assignment), settings)
        except (Refused, OurFault) as error:
            line.send(error)
            return
        with opened as grader:
            line.send(grader.sandbox.tier)
            while True:
                line.send(grader.grade(line.recv()))
