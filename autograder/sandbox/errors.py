"""What can go wrong that is no student's doing, and what is one's."""

from __future__ import annotations


class Refused(Exception):
    """This machine gives no real isolation, and nobody has said ``--unsafe``; ``remedy`` is what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)  # both, so that it can be sent from one process to another
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"


class OurFault(Exception):
    """The sandbox itself has failed: the submission is ``not_graded``, with this reason."""


class NoWalls(OurFault):
    """A tier does not hold on this machine, for this reason: the one below is tried."""


class Died(Exception):
    """A student's process has ended, or had to be: ``outcome`` is ``timed_out`` or ``killed``, ``why`` goes on with a
    sentence about the student's code, ``suspicion`` says what about it looks like an attack. ``doubtful``: it ended as
    the worker ends when it fails itself."""

    def __init__(self, outcome: str, why: str, suspicion: str | None = None, doubtful: bool = False) -> None:
        super().__init__(outcome, why, suspicion, doubtful)  # all, so that it can be sent on
        self.doubtful = doubtful
        self.outcome = outcome
        self.why = why
        self.suspicion = suspicion

    def __str__(self) -> str:
        return f"{self.outcome}: {self.why}"
