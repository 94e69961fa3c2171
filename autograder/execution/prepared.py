"""A warm sandbox that has an assignment's release and questions in it, and what is known of the class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.execution.questions import Questions
from autograder.execution.seen import Seen
from autograder.execution.times import exercise_budget
from autograder.notebook.cells import Cell
from autograder.sandbox import Sandbox
from autograder.subject import Batch
from autograder.worker import wire
from autograder.worker.calls import Analysis
from autograder.worker.plain import unpack


class PreparedSandbox(Sandbox):
    """A ``Sandbox`` that is ready for one notebook after the other of a class."""

    _release = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = Questions()
        self._asked: tuple[Batch, ...] = ()
        self.seen = Seen()
        self._analyses: dict[str, Analysis] = {}  # of the release's cells

    def read(self, asked: Mapping[str, Any], file: Iterable[bytes], most_bytes: int) -> str:
        """What a fresh process says of a file, see ``notebook/reading.py``. Raises Died, ValueError, OurFault."""
        most = most_bytes >> 20
        limits = replace(self.limits, reply_mib=most, answers_mib=most + 1)
        found = self.once("read", asked, file, limits, exercise_budget(limits))
        return str(found.data, "ascii") if isinstance(found, np.ndarray) else ""

    def prepare_release(self, release: str, sources: Iterable[str], reading: Mapping[str, Any]) -> None:
        """Make the release's notebook, and how one is laid onto it, ready in the warm process.

        ``sources`` are those of the release's cells of code, in order: the warm process, in which nothing of a
        student's runs, tells what they say. Raises OurFault.
        """
        if self._release != release:
            said = self.make_ready("release", (wire.encode(release), wire.encode(dict(reading))))
            told = (unpack(each, Analysis) for each in said)
            self._analyses = dict(zip(sources, told, strict=True))
            self._release = release

    def prepare_questions(self, batches: Sequence[Batch]) -> None:
        """Make what every submission is asked ready in the warm process. Raises OurFault."""
        if [*map(id, self._asked)] != [*map(id, batches)]:
            questions = Questions(batches)
            self.make_ready("calls", questions.frames())
            self.questions, self._asked = questions, tuple(batches)

    def known(self, cell: Cell) -> Analysis | None:
        """What a cell says that is the release's own."""
        told = self._analyses.get(cell.source)
        return told if told is not None and told.raised is None else None
