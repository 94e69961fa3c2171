"""A student's notebook in the sandbox: something that answers calls, whatever it does."""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from autograder.execution.prepared import PreparedSandbox
from autograder.execution.program import Loaded, Program, analyse
from autograder.execution.times import Times
from autograder.execution.told import Answers
from autograder.notebook.cells import Cell
from autograder.sandbox.errors import Died
from autograder.sandbox.limits import Bytes
from autograder.sandbox.session import Part, Session
from autograder.subject import Batch, Subject, Told
from autograder.worker.calls import Answer, Call
from autograder.worker.stubs import State

_PLOTS = "matplotlib.pyplot"
_MENTIONS_PLOTS = ("matplotlib", "plt.", "plot", "pylab")
_PUBLIC = frozenset(f"{module.__name__}.{name}" for module in (builtins, np) for name in vars(module))


def _whole(answers: Sequence[tuple[Answer, ...]], keys: Sequence[bytes | None]) -> Told:
    known = [key for key in keys if key is not None]
    return Told(tuple(chain.from_iterable(answers)), b"".join(known) if len(known) == len(keys) else None)


class SandboxedSubject(Subject):
    """One submission's ``Subject``. Whatever the student's code does, its methods raise nothing but OurFault.

    ``doubt`` is called where a process ended as the worker ends when it fails; it raises OurFault if that is so.
    """

    def __init__(self, sandbox: PreparedSandbox, cells: Sequence[Cell], doubt: Callable[[], None]) -> None:
        self._sandbox, self._doubt = sandbox, doubt
        self._cells = tuple(cells)
        self._times = Times(sandbox.limits, sum(cell.kind == "solution" for cell in cells))
        self._told: dict[int, Told] = {}  # of batches that were asked ahead
        self._suspicions: dict[str, None] = {}
        self._session: Session | None = None
        self._ready = False  # all cells have run in it
        self._bytes = Bytes(sandbox.limits.answers_mib << 20)
        self._answers = Answers(self._cells)
        try:
            if any(word in cell.source for cell in cells if cell.kind != "given" for word in _MENTIONS_PLOTS):
                sandbox.warm(_PLOTS)
            analysed = self._analyse()
            self._suspicions |= dict.fromkeys(sign for loaded in analysed for sign in loaded.analysis.signs)
            self._program = Program(analysed)
            self._load()
        except BaseException:  # the warm process waits for the end of this one before it gives another
            self.close()
            raise

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """What became of each cell, in their order."""
        return self._program.loaded

    @property
    def restored(self) -> tuple[str, ...]:
        """Names that everybody needs (np, builtins) which the cells had bound to something useless."""
        return self._program.restored

    @property
    def rebound(self) -> tuple[str, ...]:
        """Names of solution cells' classes that, when all cells had run, stood for something else."""
        return self._program.rebound

    @property
    def by_chance(self) -> bool:
        """Whether something ended as it might not on another day: by the clock, or for want of the system's memory."""
        left = self._times.submission
        return self._bytes.by_chance or left.wall_s <= 0 < left.cpu_s

    @property
    def suspicions(self) -> tuple[str, ...]:
        """What looks like an attack, in words: a person should look."""
        return tuple(self._suspicions)

    def begin_exercise(self, exercise_id: str) -> None:
        """What is asked from here on belongs to another exercise, which has its own time."""
        self._times.begin(exercise_id)

    def state(self, cls: str, method: str) -> State:
        """``stub``, ``written`` or ``missing``: as the class was when all cells had run, before anything was asked."""
        return self._program.states.get((cls, method), "missing")

    @property
    def missing(self) -> tuple[str, ...]:
        """Names that cells which were left out would have bound, and that nobody else has."""
        return self._program.missing

    def ask(self, calls: Sequence[Call], share: float = 1.0) -> list[Answer]:
        """Run the calls in order, in one round trip; ``share`` is the stub's part of the exercise's time, over all that
        is asked of it. See ``Subject``."""
        batch = Batch("", tuple((call,) for call in calls), share)
        return list(self._asked([batch])[0].answers) if calls else []

    def foresee(self, batches: Sequence[Batch]) -> None:
        """Ask all of these in one exchange, as far as the process lives: ``put`` has their answers then."""
        if batches and all(map(self._sandbox.questions.known, batches)):
            for batch, told in zip(batches, self._asked(batches, ahead=True), strict=False):
                self._told[id(batch)] = told

    def put(self, batch: Batch) -> Told:
        """Ask a batch, or tell what was answered ahead."""
        told = self._told.pop(id(batch), None)
        if told is not None:
            return told
        if not self._sandbox.questions.known(batch):  # then each call is a part
            batch = replace(batch, parts=tuple((call,) for part in batch.parts for call in part))
        return self._asked([batch])[0]

    def _asked(self, batches: Sequence[Batch], ahead: bool = False) -> list[Told]:
        """Ask batches in one exchange; what the process died of is the last that is told."""
        told: list[Told] = []
        parts = [part for batch in batches for part in batch.parts]
        op, content, names = self._sandbox.questions.request(parts)
        names_left = iter(names)
        answers: list[tuple[Answer, ...]] = []
        keys: list[bytes | None] = []
        batch = batches[0]
        try:
            self._load()
            session = self._alive()
            replies = session.parts(op, content, [len(part) for part in parts])
            for batch in batches:
                if ahead:
                    self.begin_exercise(batch.exercise)
                answers, keys = [], []
                session.budgets = self._times.of_stub(batch.parts[0][0], batch.share)
                for calls in batch.parts:
                    key, part = self._part(next(replies), calls, next(names_left))
                    answers.append(part)
                    keys.append(key)
                told.append(_whole(answers, keys))
            for _ in replies:  # there are no more; what nobody has asked for ends the process
                pass
        except Died as death:
            self.close()
            self._note(death)
            missing = sum(map(len, batch.parts)) - sum(map(len, answers))
            if missing:
                died = (Answer(died=death.outcome, why=death.why),) * missing
                told.append(Told((*chain.from_iterable(answers), *died)))
        return told

    def _part(self, reply: Part, calls: Sequence[Call], name: bytes) -> tuple[bytes | None, tuple[Answer, ...]]:
        """The answers to a part of that name, and by what they are known again; None: they tell of this notebook."""
        key = name + reply.key
        seen = self._sandbox.seen.get(key) if reply.key else None
        if seen is not None:
            return key, seen
        answers = self._answers.checked(reply.open(), calls)
        if not reply.key or any(a.raised or any(each.raised for each in a.replies) for a in answers):
            return None, answers
        self._sandbox.seen.keep(key, answers, reply.size)
        return key, answers

    def close(self) -> None:
        """End the process."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _note(self, death: Died) -> None:
        if death.doubtful:
            self._doubt()
        if death.suspicion:
            self._suspicions[death.suspicion] = None

    def _analyse(self) -> list[Loaded]:
        """What each cell says; of the release's own it is known."""
        known = [self._sandbox.known(cell) for cell in self._cells]
        others = [cell for cell, analysis in zip(self._cells, known, strict=True) if analysis is None]
        found: list[Loaded] = []
        while len(found) < len(others):
            try:
                session = self._alive()
                found += analyse(session, others, len(found), self._times)
            except Died as death:
                found += [Loaded(cell, "left_out", died=death.outcome, why=death.why) for cell in others[len(found) :]]
        asked = iter(found)
        pairs = zip(self._cells, known, strict=True)
        return [next(asked) if told is None else Loaded(cell, "ran", analysis=told) for cell, told in pairs]

    def _load(self) -> None:
        """See that a process with all cells in it is there; each that dies of a cell is followed by one without it."""
        fresh = self._session is None or not self._session.alive or not self._ready
        while fresh and not self._times.spent:
            before = self._times.left()
            try:
                changed = self._program.run(self._alive(), self._times)
            except Died as death:
                self._note(death)
            else:
                fresh = self._program.reorder()
                self._ready = not fresh
                if fresh:
                    self.close()
                    continue
                self._times.loaded(before)
                self._suspicions |= dict.fromkeys(f"changed {name}" for name in changed if name in _PUBLIC)
        if fresh:
            self._program.give_up(self._times.spent or "")

    def _alive(self) -> Session:
        """The process, or a fresh one. Raises Died where the submission has no time left for one."""
        if self._times.spent:
            raise Died("timed_out", self._times.spent)
        if self._session is None or not self._session.alive:
            begin = time.monotonic()
            self._ready = False
            self._session = self._sandbox.session(self._times.submission.cpu_s, self._bytes)
            self._times.submission.charge(0.0, time.monotonic() - begin)
        return self._session
