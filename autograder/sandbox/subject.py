"""A student's notebook in the sandbox: something that answers calls, whatever it does."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from autograder.notebook.cells import Cell
from autograder.sandbox.errors import Died
from autograder.sandbox.limits import Budget, exercise_budget, part_of_exercise, submission_budget
from autograder.sandbox.loading import Loaded, Program, analyse, forged
from autograder.sandbox.sayable import sayable, words
from autograder.sandbox.session import Bytes, Part, Session
from autograder.subject import Batch, Subject, Told
from autograder.worker.calls import Answer, Call, Raised, Reply
from autograder.worker.plain import unpack
from autograder.worker.stubs import State

if TYPE_CHECKING:
    from autograder.sandbox import Sandbox

_PLOTS = "matplotlib.pyplot"
_MENTIONS_PLOTS = ("matplotlib", "plt.", "plot", "pylab")
RESERVE = 0.04  # of the submission's time, for each exercise that is to come
LEAST_SHARE = 0.1  # of an exercise's time, whatever the others have used


def _whole(answers: Sequence[tuple[Answer, ...]], keys: Sequence[bytes | None]) -> Told:
    known = [key for key in keys if key is not None]
    return Told(tuple(chain.from_iterable(answers)), b"".join(known) if len(known) == len(keys) else None)


@dataclass
class _Times:
    """What an exercise may use: its share of the full time, what is left of that, and what each stub has left."""

    share: float
    exercise: Budget
    stubs: dict[tuple[str, str], Budget] = field(default_factory=dict)


class SandboxedSubject(Subject):
    """One submission's ``Subject``. Whatever the student's code does, its methods raise nothing but OurFault."""

    def __init__(self, sandbox: Sandbox, cells: Sequence[Cell]) -> None:
        self._sandbox = sandbox
        self._limits = sandbox.limits
        self._cells = tuple(cells)
        self._ids = {cell.id for cell in cells}
        self._submission = submission_budget(self._limits)
        self._times: dict[str, _Times] = {}  # of the exercises that have begun
        self._told: dict[int, Told] = {}  # of batches that were asked ahead
        self._to_come = sum(cell.kind == "solution" for cell in cells)  # exercises that have not begun
        self._now = _Times(1.0, exercise_budget(self._limits))
        self._suspicions: dict[str, None] = {}
        self._session: Session | None = None
        self._answers = Bytes(self._limits.answers_mib << 20)
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

    @cached_property
    def _words(self) -> frozenset[str]:
        return words(_theirs(self._cells))

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
        return self._answers.by_chance or self._submission.wall_s <= 0 < self._submission.cpu_s

    @property
    def suspicions(self) -> tuple[str, ...]:
        """What looks like an attack, in words: a person should look."""
        return tuple(self._suspicions)

    def begin_exercise(self, exercise_id: str) -> None:
        """What is asked from here on belongs to another exercise, which has its own time."""
        if exercise_id not in self._times:
            share = self._fair_share()
            self._times[exercise_id] = _Times(share, part_of_exercise(self._limits, share))
            self._to_come = max(self._to_come - 1, 0)
        self._now = self._times[exercise_id]

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
        if batches and all(self._sandbox.number(part) is not None for batch in batches for part in batch.parts):
            for batch, told in zip(batches, self._asked(batches, ahead=True), strict=False):
                self._told[id(batch)] = told

    def put(self, batch: Batch) -> Told:
        """Ask a batch, or tell what was answered ahead."""
        told = self._told.pop(id(batch), None)
        if told is not None:
            return told
        if not all(self._sandbox.number(part) is not None for part in batch.parts):  # then each call is a part
            batch = replace(batch, parts=tuple((call,) for part in batch.parts for call in part))
        return self._asked([batch])[0]

    def _asked(self, batches: Sequence[Batch], ahead: bool = False) -> list[Told]:
        """Ask batches in one exchange; what the process died of is the last that is told."""
        told: list[Told] = []
        parts = [part for batch in batches for part in batch.parts]
        op, content, names = self._sandbox.request(parts)
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
                session.budgets = self._budgets(batch.parts[0][0], batch.share)
                for calls in batch.parts:
                    key, part = self._part(next(replies), calls, next(names_left))
                    answers.append(part)
                    keys.append(key)
                told.append(_whole(answers, keys))
            for _ in replies:  # there are no more; what nobody has asked for ends the process
                pass
        except Died as death:
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
        value = reply.open()
        if type(value) is not list or len(value) != len(calls):
            raise self._forged()
        answers = tuple(self._answer(each, call) for each, call in zip(value, calls, strict=True))
        if not reply.key or any(a.raised or any(each.raised for each in a.replies) for a in answers):
            return None, answers
        self._sandbox.seen.keep(key, answers, reply.size)
        return key, answers

    def close(self) -> None:
        """End the process."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _budgets(self, call: Call, share: float) -> tuple[Budget, ...]:
        """What the stub that a batch is about may use: the method of its last step."""
        key, now = (call.make.cls, call.steps[-1].method if call.steps else ""), self._now
        stub = now.stubs.setdefault(key, part_of_exercise(self._limits, now.share, share))
        return self._submission, now.exercise, stub

    def _fair_share(self) -> float:
        """The part of its full time that an exercise may use, so that enough is left for those to come.

        Each of them may need the cells to be run again, and as much time as an honest answer takes many times over.
        """
        others, limits, left, load = max(self._to_come - 1, 0), self._limits, self._submission, self._program.cost
        shares = []
        for full, whole, rest, again in (
            (limits.exercise_cpu_s, limits.submission_cpu_s, left.cpu_s, load.cpu_s),
            (limits.exercise_wall_s, limits.submission_wall_s, left.wall_s, load.wall_s),
        ):
            reserve = min(whole * RESERVE, max(rest, 0.0) / (others + 1))
            shares.append((rest - others * (reserve + again)) / full)
        return min(1.0, max(min(shares), LEAST_SHARE))

    def _answer(self, reply: object, call: Call) -> Answer:
        """An answer as a student's process sends it, checked: it fits the call, and claims no end of the process."""
        try:
            answer = unpack(reply, Answer)
        except (ValueError, TypeError, KeyError):
            raise self._forged() from None
        whole = answer.raised is not None or len(answer.replies) == len(call.steps)
        if not whole or answer.died is not None or answer.why:
            raise self._forged()
        replies = tuple(
            self._reply(given, len(step.args)) for given, step in zip(answer.replies, call.steps, strict=False)
        )
        return Answer(replies if answer.raised is None else (), self._raised(answer.raised))

    def _reply(self, reply: Reply, arguments: int) -> Reply:
        if not set(reply.changed) <= {str(at) for at in range(arguments)}:
            raise self._forged()
        return replace(reply, raised=self._raised(reply.raised))

    def _raised(self, raised: Raised | None) -> Raised | None:
        """A place that is no cell of this notebook is none."""
        if raised is None:
            return None
        raised = sayable(raised, self._words)
        return raised if raised.cell in self._ids else replace(raised, cell=None, line=None)

    def _forged(self) -> Died:
        self.close()
        return forged()

    def _note(self, death: Died) -> None:
        if death.doubtful:
            self._sandbox.check()
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
                found += analyse(session, others, len(found), self._limits, self._submission)
            except Died as death:
                found += [Loaded(cell, "left_out", died=death.outcome, why=death.why) for cell in others[len(found) :]]
        asked = iter(found)
        pairs = zip(self._cells, known, strict=True)
        return [next(asked) if told is None else Loaded(cell, "ran", analysis=told) for cell, told in pairs]

    def _load(self) -> None:
        """See that a process with all cells in it is there; each that dies of a cell is followed by one without it."""
        fresh = self._session is None or not self._session.alive or not self._ready
        while fresh and not self._submission.spent:
            before = replace(self._submission)
            try:
                changed = self._program.run(self._alive(), self._limits, self._submission)
            except Died as death:
                self._note(death)
            else:
                self._ready, fresh = True, False
                left = self._submission
                self._program.cost = Budget(before.cpu_s - left.cpu_s, before.wall_s - left.wall_s, "")
                self._suspicions |= dict.fromkeys(f"changed {name}" for name in changed if name in self._sandbox.public)
        if fresh:
            self._program.give_up(self._submission.spent or "")

    _ready = False

    def _alive(self) -> Session:
        """The process, or a fresh one. Raises Died where the submission has no time left for one."""
        if self._submission.spent:
            raise Died("timed_out", self._submission.spent)
        if self._session is None or not self._session.alive:
            begin = time.monotonic()
            self._ready = False
            self._session = self._sandbox.session(self._submission.cpu_s, self._answers)
            self._submission.charge(0.0, time.monotonic() - begin)
        return self._session


def _theirs(cells: Sequence[Cell]) -> Iterator[str]:
    """What students have before them: not given cells, one of which holds the package, packed as gibberish."""
    for cell in cells:
        if cell.kind != "given":
            yield from (cell.source, cell.fallback or "")
