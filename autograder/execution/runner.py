"""Runs one notebook after the other in a warm sandbox."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.execution.prepared import PreparedSandbox
from autograder.execution.subject import SandboxedSubject
from autograder.notebook.cells import Cell
from autograder.sandbox import OurFault
from autograder.worker.calls import Call, Make, Step

_SOUND_CELLS = (
    Cell("sound", "own", "class Sound:\n    def same(self, value):\n        return value", "the check's cell"),
)
_SOUND_CALL = Call(Make("Sound"), (Step("same", (3,)),))


class Runner(PreparedSandbox):
    """A ``PreparedSandbox``, and the notebook that is in it."""

    _subject: SandboxedSubject | None = None
    _sound = False

    def load(self, cells: Sequence[Cell]) -> SandboxedSubject:
        """A fresh process with the cells in it. Raises OurFault for what is ours, nothing for what a student does."""
        if self._subject is not None:
            self._subject.close()  # one at a time
        self._subject = SandboxedSubject(self, cells, self._check)
        return self._subject

    def _check(self) -> None:
        """A student's process ended as the worker ends when it fails: see once that it does not fail at what cannot.

        Raises OurFault, so that a worker that is broken is no student's zero.
        """
        if self._sound:
            return
        self._sound = True
        subject = SandboxedSubject(self, _SOUND_CELLS, self._check)
        (answer,) = subject.ask([_SOUND_CALL])
        subject.close()
        if not answer.replies or answer.replies[0].value != 3:
            self._sound = False
            raise OurFault(f"the worker fails at the simplest call: {answer.why or answer.raised or answer.replies}")
