"""Grades on an executor: anything with the interface of ``concurrent.futures``, wherever its workers are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import replace

from autograder.assignment import Assignment
from autograder.assignments import reference
from autograder.grading import remote
from autograder.grading.collect import Submission
from autograder.grading.grader import Settings, nothing
from autograder.grading.result import Graded
from autograder.notebook.cells import Remark, Unreadable
from autograder.notebook.files import read_bytes
from autograder.sandbox import Refused

AHEAD = 2  # submissions that wait at each place while it grades one


class Lost(ConnectionError):
    """Nobody is there any more who could grade."""


class Spread:
    """``Graders`` on an executor, all in one ``tier``; ``places`` says how many submissions are graded at a time.

    Contents are read as they are sent: only what is on its way is in memory.
    """

    def __init__(
        self, executor: Executor, assignment: Assignment, settings: Settings, tier: str, places: Callable[[], int]
    ) -> None:
        self._executor, self._assignment, self._places = executor, assignment, places
        self._settings = replace(settings, tier=tier)
        self.tier = tier
        self.note: str | None = None

    def grade(self, submissions: Sequence[Submission]) -> Iterator[tuple[int, Graded]]:
        """Grade all, and give each with its place as it is done. Raises ``Lost``, ``Refused``, ``OtherVersion``."""
        waiting = iter(range(len(submissions)))
        busy: dict[Future[tuple[str, Graded]], int] = {}
        try:
            while True:
                while len(busy) < AHEAD * max(self._places(), 1) and (place := next(waiting, None)) is not None:
                    sent = self._send(submissions[place])
                    if isinstance(sent, Graded):
                        yield place, sent
                    else:
                        busy[sent] = place
                if not busy:
                    return
                for future in wait(busy, return_when=FIRST_COMPLETED).done:
                    place = busy.pop(future)
                    yield place, self._received(future, submissions[place])
        finally:
            for future in busy:
                future.cancel()

    def _send(self, submission: Submission) -> Future[tuple[str, Graded]] | Graded:
        """The result to come, or what there is to say without one."""
        if submission.path is None:
            return nothing(submission)
        try:
            content = read_bytes(submission.path, submission.within)
        except Unreadable as unreadable:
            reasons = (*submission.remarks, unreadable.remark)
            return Graded(submission.student, submission.notebook, reasons=reasons, repairs=submission.repairs)
        name = f"submission{submission.path.suffix}"
        return self._executor.submit(remote.grade, reference(self._assignment), self._settings, name, content)

    def _received(self, future: Future[tuple[str, Graded]], submission: Submission) -> Graded:
        """The result, in the name of whoever handed it in; what a worker could not do is a fault of ours."""
        try:
            tier, graded = future.result()
        except (Refused, remote.OtherVersion):
            raise
        except CancelledError:
            raise Lost("the cluster does not answer any more") from None
        except Exception as error:
            what = f"a worker failed with {type(error).__name__}"
            reasons = (*submission.remarks, Remark("our_fault", {"what": what}))
            return Graded(submission.student, submission.notebook, reasons=reasons, settled=False)
        if tier != self.tier:
            raise Lost(f"a worker has graded in tier {tier}, where {self.tier} was asked for")
        return replace(
            graded,
            student=submission.student,
            notebook=submission.notebook,
            reasons=(*submission.remarks, *graded.reasons),
            repairs=(*submission.repairs, *graded.repairs),
        )
