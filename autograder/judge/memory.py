"""What the same answers have come to before: a class writes the same few things over and over.

Results are a function of the answers, to the first batch and to what is asked because of it. Answers that are the same
to the last bit therefore have the same results; anything else is judged. ``Told.key`` says which are.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from autograder.findings import CheckResult
from autograder.judge.plan import StubPlan
from autograder.subject import Batch, Subject
from autograder.worker.calls import Answer

MOST = 1024  # entries of some kB; beyond that the oldest is forgotten, and found anew

Key = tuple[Hashable, ...]


class Memory:
    """By the answers so far: what is asked next, or the results."""

    def __init__(self) -> None:
        self.next: dict[Key, Batch | Mapping[str, CheckResult]] = {}

    def sitting(self, stub: StubPlan, subject: Subject) -> Sitting:
        """Put a stub's first batch to a subject."""
        return Sitting(self, stub, subject)


class Sitting:
    """What one subject is asked about one stub, and its ``answers`` to the first batch."""

    def __init__(self, memory: Memory, stub: StubPlan, subject: Subject) -> None:
        self._memory, self._subject = memory, subject
        told = subject.put(stub.batch)
        self.answers = told.answers
        self._key: Key | None = None if told.key is None else (stub.exercise.id, stub.method, told.key)
        self._ahead: list[tuple[Answer, ...]] = []  # asked because it was asked before after the same answers

    def known(self) -> Mapping[str, CheckResult] | None:
        """The results, where all is as it was before."""
        while self._key is not None:
            found = self._memory.next.pop(self._key, None)
            if found is not None:
                self._memory.next[self._key] = found  # the last used is the last to go
            if not isinstance(found, Batch):
                return found
            self._ahead.append(self._put(found))
        return None

    def ask(self, batch: Batch) -> tuple[Answer, ...]:
        """What follows from the answers so far."""
        if self._ahead:
            return self._ahead.pop(0)
        self._keep(batch)
        return self._put(batch)

    def remember(self, results: Mapping[str, CheckResult]) -> None:
        """What it came to."""
        self._keep(results)

    def _put(self, batch: Batch) -> tuple[Answer, ...]:
        told = self._subject.put(batch)
        self._key = None if self._key is None or told.key is None else (*self._key, told.key)
        return told.answers

    def _keep(self, what: Batch | Mapping[str, CheckResult]) -> None:
        if self._key is None:
            return
        if len(self._memory.next) >= MOST:
            del self._memory.next[next(iter(self._memory.next))]
        self._memory.next[self._key] = what
