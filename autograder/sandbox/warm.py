"""A process of its own behind walls for each submission, forked from a warm one."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from autograder.notebook.cells import Cell
from autograder.sandbox.errors import Died, OurFault
from autograder.sandbox.limits import Limits, exercise_budget
from autograder.sandbox.seen import Seen
from autograder.sandbox.session import Bytes, Session
from autograder.sandbox.subject import SandboxedSubject
from autograder.sandbox.tiers import start, verified
from autograder.sandbox.view import view
from autograder.sandbox.zygote import FORKS, Layers, Zygote
from autograder.subject import Batch
from autograder.worker import wire
from autograder.worker.analyse import analyse
from autograder.worker.calls import Analysis, Call, Make, Step
from autograder.worker.plain import pack

TIRED_S = 1.0  # of reading a file, as takes a few milliseconds
MOST_ENCODED = 256  # batches of calls that are kept encoded

_SOUND_CELLS = (
    Cell("sound", "own", "class Sound:\n    def same(self, value):\n        return value", "the check's cell"),
)
_SOUND_CALL = Call(Make("Sound"), (Step("same", (3,)),))


class Sandbox:
    """One warm process for as many submissions as one likes, one at a time.

    ``package`` is the folder of the answer-free package that students import, ``stand_ins`` a module with
    ``STAND_INS: name → factory(namespace) → class``. ``tier`` asks for one by name (else the best), ``unsafe`` permits
    none at all. Raises Refused where there is no isolation, OurFault where the sandbox does not start.
    """

    def __init__(
        self,
        package: Path | None,
        stand_ins: Path | None,
        limits: Limits | None = None,
        tier: str | None = None,
        unsafe: bool = False,
        layers: Layers | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.public = frozenset(f"{module.__name__}.{name}" for module in (builtins, np) for name in vars(module))
        self._layers = layers
        self._view = view(package, stand_ins)
        self._zygote: Zygote | None = start(self._view, self.limits, tier, unsafe, layers)
        self.tier = self._zygote.tier
        self._warmed: list[str] = []
        self._useless: set[str] = set()
        self._encoded: dict[tuple[int, ...], tuple[tuple[Call, ...], bytes]] = {}
        self._frames: tuple[bytes, ...] = ()
        self._releases: frozenset[str] = frozenset()  # sources of the release's cells
        self._analyses: dict[str, Analysis] = {}
        self._prepared: tuple[str, int] = ("", 0)
        self._kept_alive: tuple[tuple[Call, ...], ...] = ()  # so that ids stay theirs
        self.numbers: dict[tuple[int, ...], int] = {}
        self.seen = Seen()
        self._spare: Session | None = None  # has read a notebook, and waits for its cells
        self._subject: SandboxedSubject | None = None
        self._sound = False

    def load(self, cells: Sequence[Cell]) -> SandboxedSubject:
        """A fresh process with the cells in it. Raises OurFault for what is ours, nothing for what a student does."""
        if self._subject is not None:
            self._subject.close()  # one at a time
        self._subject = SandboxedSubject(self, cells)
        return self._subject

    def once(self, op: str, content: Any, blob: Iterable[bytes], reply_mib: int) -> Any:
        """The one answer to a request that a fresh process works at, in which nothing of a student's runs.

        What it has hardly tired is the process that the next ``load`` takes. Raises Died where it reaches the limits of
        an exercise, OurFault.
        """
        limits = replace(self.limits, reply_mib=reply_mib, answers_mib=reply_mib + 1)
        self._drop_spare()
        session = self.session(limits.submission_cpu_s, limits=limits)
        used = exercise_budget(limits)
        session.budgets = (used,)
        try:
            (value,) = session.exchange(op, 1, content, blob)
        except Died as death:
            if death.doubtful:
                raise OurFault(f"the worker fails at {op}") from None
            raise
        self._spare = session
        if max(limits.exercise_cpu_s - used.cpu_s, limits.exercise_wall_s - used.wall_s) > TIRED_S:
            self._drop_spare()
        return value

    def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.close()

    def session(self, cpu_left_s: float, answers: Bytes | None = None, limits: Limits | None = None) -> Session:
        """A fresh process, in which nothing of a student's has run; a zygote that fails is replaced once.

        Raises OurFault.
        """
        if limits is None and self._spare is not None and self._zygote is not None and self._zygote.alive:
            spare, self._spare = self._spare, None
            spare.renew(self.limits, answers)
            return spare
        self._drop_spare()
        try:
            return Session(self._living(), limits or self.limits, cpu_left_s, answers)
        except OurFault:
            self.close()
            return Session(self._living(), limits or self.limits, cpu_left_s, answers)

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

    def warm(self, module: str) -> None:
        """Have a module loaded in the warm process, for all from here on."""
        if module in self._useless:
            return
        if module not in self._warmed:
            self._drop_spare()  # the warm process hears nothing while there is another one
            self._warmed.append(module)
        try:
            self._living().warm(self._warmed)
        except OurFault:  # it is loaded to save time, and nobody's points hang on it
            self._warmed.remove(module)
            self._useless.add(module)
            self.close()

    def prepare(
        self, release: str, sources: Iterable[str], reading: Mapping[str, Any], batches: Sequence[Batch]
    ) -> None:
        """Make the release's notebook, how it is read, and what every submission is asked, ready in the warm process.

        ``sources`` are those of the release's cells: what they say is told here, as they are ours. Raises OurFault.
        """
        if self._frames and self._prepared == (release, len(batches)):
            return
        parts = {tuple(map(id, part)): part for batch in batches for part in batch.parts}
        self.numbers = {key: number for number, key in enumerate(parts)}
        self._kept_alive = tuple(parts.values())
        self._prepared = release, len(batches)
        self._releases = frozenset(sources)
        self._frames = (
            wire.encode(release),
            wire.encode(dict(reading)),
            *(wire.encode([pack(call) for call in p]) for p in parts.values()),
        )
        self._drop_spare()
        self._living().prepare(self._frames)

    def known(self, cell: Cell) -> Analysis | None:
        """What a cell says that is the release's own: it is parsed here, once."""
        if cell.source not in self._releases:
            return None
        if cell.source not in self._analyses:
            self._analyses[cell.source] = analyse(cell.source)
        told = self._analyses[cell.source]
        return told if told.raised is None else None

    def number(self, part: Sequence[Call]) -> int | None:
        """Which of the parts that were prepared this is."""
        return self.numbers.get(tuple(map(id, part)))

    def request(self, parts: Sequence[Sequence[Call]]) -> tuple[str, Any, list[bytes]]:
        """How parts are asked: the operation, its content, and a name for each part that no other one has.

        What was not prepared is sent, each part one call.
        """
        numbers = [self.number(part) for part in parts]
        if None not in numbers:
            return "ask", numbers, [wire.PREFIX.pack(b"part", number or 0, 0) for number in numbers]
        calls = [call for part in parts for call in part]
        encoded = self.encoded(calls)
        digest = sha256(encoded).digest()
        return "perform", encoded, [digest + number.to_bytes(4, "big") for number in range(len(calls))]

    def encoded(self, calls: Sequence[Call]) -> bytes:
        """The calls as they are sent: the same ones go to every submission, and are encoded once."""
        key = tuple(map(id, calls))
        if key not in self._encoded:
            if len(self._encoded) >= MOST_ENCODED:
                self._encoded.clear()
            self._encoded[key] = (
                tuple(calls),
                wire.encode([pack(call) for call in calls]),
            )  # kept alive: ids stay theirs
        return self._encoded[key][1]

    def close(self) -> None:
        """End the warm process."""
        self._drop_spare()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _living(self) -> Zygote:
        if self._zygote is None or not self._zygote.alive:
            self.close()
            self._zygote = verified(self._view, self.limits, self.tier, self._layers)
            if self._warmed and FORKS:
                self._zygote.warm(self._warmed)
            if self._frames:
                self._zygote.prepare(self._frames)
        return self._zygote
