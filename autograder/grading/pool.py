"""Several graders at a time, each in a process of its own; they end with this one, however it ends.

Every process is a plain child with one line to it, a socket: no semaphore, no /dev/shm, no process that tracks others.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from autograder.assignment import Assignment
from autograder.assignments import reference
from autograder.grading.collect import Submission
from autograder.grading.grader import Settings
from autograder.grading.result import Graded

_ENDS_S = 5.0  # for a grader to end its sandbox; then it is killed
_BOOT = (
    "import sys, signal; signal.signal(signal.SIGINT, signal.SIG_DFL); sys.path[:] = {path!r}; "
    "from autograder.grading.job import main; main({line}, {parent})"
)


class Job:
    """A process that grades one submission at a time. Raises OSError where it cannot be started."""

    def __init__(self) -> None:
        self.line, theirs = Pipe()
        with theirs:
            boot = _BOOT.format(path=sys.path, line=theirs.fileno(), parent=os.getpid())
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", boot],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C in a terminal is the grader's to handle
                )
            except BaseException:
                self.line.close()
                raise

    def ask(self, question: Any) -> Any:
        """Send and wait for the answer. Raises EOFError or OSError where the process is gone."""
        self.line.send(question)
        return self.line.recv()

    def stop(self) -> None:
        """Ask it to end, with its sandbox."""
        self._process.terminate()

    def close(self) -> None:
        """Wait for its end, but not for long."""
        try:
            self._process.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.line.close()


class Pool:
    """Jobs that all grade in the tier that the first of them has found to hold.

    Raises ``sandbox.Refused`` and ``OurFault`` as a ``Grader`` does, OSError where no process can be started at all.
    """

    def __init__(self, assignment: Assignment, settings: Settings, jobs: int) -> None:
        self.short_of: OSError | None = None  # why there are fewer jobs than were asked for
        self._jobs: list[Job] = []
        try:
            self._start(jobs)
            self.tier = self._begin(reference(assignment), settings)
            self.settings = replace(settings, tier=self.tier)
            for job in self._jobs[1:]:
                job.line.send((reference(assignment), self.settings))
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._jobs)

    def _start(self, jobs: int) -> None:
        for _ in range(jobs):
            try:
                self._jobs.append(Job())
            except OSError as error:
                self.short_of = error
                break
        if not self._jobs:
            raise self.short_of or OSError("no process was asked for")

    def _begin(self, assignment: str, settings: Settings) -> str:
        try:
            tier = self._jobs[0].ask((assignment, settings))
        except EOFError:
            raise OSError("a grader's process ended as soon as it was started") from None
        if isinstance(tier, Exception):
            raise tier
        return str(tier)

    def grade(
        self, submissions: Sequence[Submission], here: Callable[[Submission], Graded]
    ) -> Iterator[tuple[int, Graded]]:
        """Grade all, and give each with its place as it is done: a slow one holds nobody up. What a process dies of is
        tried in another, and what no process is left for is graded ``here``."""
        waiting, tried = deque(range(len(submissions))), set[int]()
        busy: dict[Connection[Any, Any], int] = {}
        idle = [self._jobs[0].line]
        starting = {job.line for job in self._jobs[1:]}
        while waiting or busy:
            self._give(idle, waiting, submissions, busy)
            if not busy:  # they have all died
                place = waiting.popleft()
                yield place, here(submissions[place])
                continue
            done = []
            for line in _ready([*busy, *starting]):
                answer, at = _received(line), busy.pop(line, None)
                starting.discard(line)
                if answer is not None and not isinstance(answer, Exception):
                    idle.append(line)
                if at is not None and isinstance(answer, Graded):
                    done.append((at, answer))
                elif at is not None and at in tried:
                    done.append((at, here(submissions[at])))
                elif at is not None:
                    tried.add(at)
                    waiting.appendleft(at)
            self._give(idle, waiting, submissions, busy)  # before whoever takes the results keeps them waiting
            yield from done

    def _give(
        self,
        idle: list[Connection[Any, Any]],
        waiting: deque[int],
        submissions: Sequence[Submission],
        busy: dict[Connection[Any, Any], int],
    ) -> None:
        while idle and waiting:
            line = idle.pop()
            with suppress(OSError):  # it has died meanwhile
                line.send(submissions[waiting[0]])
                busy[line] = waiting.popleft()

    def close(self) -> None:
        """End all of them."""
        for job in self._jobs:
            job.stop()
        for job in self._jobs:
            job.close()
        self._jobs = []


def _ready(lines: Sequence[Connection[Any, Any]]) -> list[Connection[Any, Any]]:
    """Those that have something to say, of which there is at least one after this."""
    speaking = wait(lines)
    return [line for line in lines if line in speaking]


def _received(line: Connection[Any, Any]) -> Any:
    """The next answer, or None from a process that has died."""
    try:
        return line.recv()
    except (EOFError, OSError):
        return None
