"""A warm sandbox that has an assignment's release and questions in it, and runs one notebook after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.execution.questions import Questions
from autograder.execution.seen import Seen
from autograder.execution.subject import SandboxedSubject
from autograder.execution.times import exercise_budget
from autograder.notebook.cells import Cell
from autograder.sandbox import OurFault, Sandbox
from autograder.subject import Batch
from autograder.worker import wire
from autograder.worker.analyse import analyse
from autograder.worker.calls import Analysis, Call, Make, Step

_SOUND_CELLS = (
    Cell("sound", "own", "class Sound:\n    def same(self, value):\n        return value", "the check's cell"),
)
_SOUND_CALL = Call(Make("Sound"), (Step("same", (3,)),))


class Runner(Sandbox):
    """A ``Sandbox``; what is known of the class is kept with it."""

    _subject: SandboxedSubject | None = None
    _release = ""
    _sources: frozenset[str] = frozenset()  # of the release's cells
    _sound = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = Questions()
        self._asked: tuple[Batch, ...] = ()
        self.seen = Seen()
        self._analyses: dict[str, Analysis] = {}

    def load(self, cells: Sequence[Cell]) -> SandboxedSubject:
        """A fresh process with the cells in it. Raises OurFault for what is ours, nothing for what a student does."""
        if self._subject is not None:
            self._subject.close()  # one at a time
        self._subject = SandboxedSubject(self, cells)
        return self._subject

    def read(self, asked: Mapping[str, Any], file: Iterable[bytes], most_bytes: int) -> str:
        """What a fresh process says of a file, see ``notebook/reading.py``. Raises Died, ValueError, OurFault."""
        most = most_bytes >> 20
        limits = replace(self.limits, reply_mib=most, answers_mib=most + 1)
        found = self.once("read", asked, file, limits, exercise_budget(limits))
        return str(found.data, "ascii") if isinstance(found, np.ndarray) else ""

    def prepare_release(self, release: str, sources: Iterable[str], reading: Mapping[str, Any]) -> None:
        """Make the release's notebook, and how one is laid onto it, ready in the warm process.

        ``sources`` are those of the release's cells: what they say is told here, as they are ours. Raises OurFault.
        """
        if self._release != release:
            self.make_ready("release", (wire.encode(release), wire.encode(dict(reading))))
            self._release, self._sources = release, frozenset(sources)

    def prepare_questions(self, batches: Sequence[Batch]) -> None:
        """Make what every submission is asked ready in the warm process. Raises OurFault."""
        if [*map(id, self._asked)] != [*map(id, batches)]:
            questions = Questions(batches)
            self.make_ready("calls", questions.frames())
            self.questions, self._asked = questions, tuple(batches)

    def known(self, cell: Cell) -> Analysis | None:
        """What a cell says that is the release's own: it is parsed here, once."""
        if cell.source not in self._sources:
            return None
        if cell.source not in self._analyses:
            self._analyses[cell.source] = analyse(cell.source)
        told = self._analyses[cell.source]
        return told if told.raised is None else None

    def check(self) -> None:
        """A student's process ended as the worker ends when it fails: see once that it does not fail at what cannot.

        Raises OurFault, so that a worker that is broken is no student's zero.
        """
        if self._sound:
            return
        self._sound = True
        subject = SandboxedSubject(self, _SOUND_CELLS)
        (answer,) = subject.ask([_SOUND_CALL])
        subject.close()
        if not answer.replies or answer.replies[0].value != 3:
            self._sound = False
            raise OurFault(f"the worker fails at the simplest call: {answer.why or answer.raised or answer.replies}")
