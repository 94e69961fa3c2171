"""Laying a notebook's cells into a process: which run, which are left out, which give place to the release's."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from autograder.execution import told
from autograder.execution.sayable import LONGEST
from autograder.execution.times import Times
from autograder.notebook.cells import Cell
from autograder.sandbox.errors import Died, OurFault
from autograder.sandbox.session import Session
from autograder.worker.analyse import methods as told_by_source
from autograder.worker.calls import Analysis, Raised
from autograder.worker.plain import unpack
from autograder.worker.stubs import State

_LACKS = re.compile(r"name '(\w+)' is not defined")
_MOST_MOVED = 10  # cells, as all runs again for each
MOST_NAMES = 200  # that are asked for, of all that cells which were left out would have bound

Outcome = Literal["ran", "raised", "left_out", "replaced", "skipped"]


@dataclass(frozen=True)
class Loaded:
    """What became of one cell.

    ``raised``: it raised, and what it had bound stays (a solution cell's classes are all there). ``replaced``: a
    solution cell gave place to the release's. ``left_out``: an own or given cell that raised, hung, ended or killed the
    process. ``skipped``: an unchanged given cell that imports and defines nothing. ``died``: ``timed_out`` or
    ``killed``, with ``why``. ``needed_by``: the cell before which it
    ran, though it stands behind it. ``absent``: packages that it had to do without.
    """

    cell: Cell
    outcome: Outcome
    raised: Raised | None = None
    died: str | None = None
    why: str = ""
    needed_by: str = ""
    absent: tuple[str, ...] = ()
    analysis: Analysis = field(default_factory=Analysis)


@dataclass
class _Entry:
    """A cell on its way: ``runs`` is the source that runs, None for none."""

    cell: Cell
    runs: str | None
    loaded: Loaded


class Program:
    """The cells of one notebook, as they are run in each fresh process of it."""

    def __init__(self, analyses: Sequence[Loaded]) -> None:
        self._entries = [_entry(loaded) for loaded in analyses]
        self._asked = sorted({method for entry in self._entries for method in _methods(entry.cell.fallback)})
        self._moved: set[str] = set()
        self.complete = False  # all of it has run once
        self.states: dict[tuple[str, str], State] = {}
        self.missing: tuple[str, ...] = ()
        self.restored: tuple[str, ...] = ()
        self.rebound: tuple[str, ...] = ()

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """What became of each cell."""
        return tuple(entry.loaded for entry in self._entries)

    def run(self, session: Session, times: Times) -> list[str]:
        """Run what runs in a fresh process; returns what it has changed in modules.

        Raises Died after having taken the cell that the process died of out of the program: the next gets further.
        """
        entries = [entry for entry in self._entries if entry.runs is not None]
        restored: list[str] = []
        at = 0
        session.budgets = times.of_cell(_kind(entries, at))
        try:
            for reply in session.exchange("load", len(entries), [_request(entry) for entry in entries]):
                raised, replaced, names = told.of_cell(reply)
                absent = [name for name in told.names(reply, "absent") if name in entries[at].loaded.analysis.absent]
                entries[at].loaded = replace(_outcome(entries[at], raised, replaced), absent=tuple(absent))
                restored += names
                at += 1
                session.budgets = times.of_cell(_kind(entries, at))
            lost = self._lost()
            asked = {"methods": [list(each) for each in self._asked], "names": lost}
            (end,) = session.exchange("finish", 1, asked)
            ours = {"np", *vars(builtins), *(cls for cls, _ in self._asked)}
            self.restored = tuple(dict.fromkeys(n for n in [*restored, *told.names(end, "restored")] if n in ours))
            self.rebound = tuple(name for name in told.names(end, "rebound") if name in ours)
            self.missing = tuple(name for name in told.names(end, "missing") if name in lost)
            self.states = dict(zip(self._asked, told.states(end, len(self._asked)), strict=True))
            self.complete = True
            return told.names(end, "changed")
        except Died as death:
            session.close()
            self._blame(entries, at, death)
            raise

    def _lost(self) -> list[str]:
        """Names that cells which are left out would have bound."""
        out = (entry.loaded for entry in self._entries if entry.loaded.outcome == "left_out")
        return sorted({name for loaded in out for name in loaded.analysis.binds if _is_short(name)})[:MOST_NAMES]

    def _blame(self, entries: list[_Entry], at: int, death: Died) -> None:
        """Take out the cell during which the process died; behind the last one all of the student's own, then all."""
        if not entries:
            raise OurFault(f"a process without any of the student's code {death.why}")
        own = [entry for entry in entries if entry.cell.kind == "own"]
        for entry in [entries[at]] if at < len(entries) else own or entries:
            _without(entry, death)

    def reorder(self) -> bool:
        """Bring a cell of the student's forward that binds what a cell before it lacks, as where a notebook was run in
        another order; whether all has to run again."""
        for at, entry in enumerate(self._entries):
            raised = entry.loaded.raised
            lacks = _LACKS.match(raised.message) if raised is not None and raised.type == "NameError" else None
            if lacks is None or len(self._moved) >= _MOST_MOVED:
                continue
            for later in range(at + 1, len(self._entries)):
                found = self._entries[later]
                binds = found.loaded.outcome == "ran" and lacks[1] in found.loaded.analysis.binds
                if binds and found.cell.kind == "own" and found.cell.id not in self._moved:
                    self._moved.add(found.cell.id)
                    found.loaded = replace(found.loaded, needed_by=entry.cell.label)
                    self._entries.insert(at, self._entries.pop(later))
                    return True
        return False

    def give_up(self, why: str) -> None:
        """No time is left: what has never run does not any more."""
        for entry in self._entries if not self.complete else ():
            if entry.loaded.died is None and entry.loaded.outcome == "ran":
                entry.loaded = replace(entry.loaded, outcome="left_out", died="timed_out", why=why)


def analyse(session: Session, cells: Sequence[Cell], start: int, times: Times) -> list[Loaded]:
    """Parse cells from ``start`` on, before anything of the student's has run and could tamper with what is told.

    Where parsing itself ends the process, the list ends with that cell, as one that does not run.
    """
    found: list[Loaded] = []
    rest = cells[start:]
    session.budgets = times.of_exercise()
    try:
        for reply in session.exchange("analyse", len(rest), [[cell.id, cell.source] for cell in rest]):
            cell = rest[len(found)]
            found.append(_parsed(cell, reply))
            session.budgets = times.of_exercise()
    except Died as death:
        if death.doubtful:  # nothing of the student's has run
            raise OurFault(f"the worker fails at reading {rest[len(found)].label}") from None
        found.append(Loaded(rest[len(found)], "left_out", died=death.outcome, why=death.why))
    return found


def _parsed(cell: Cell, reply: object) -> Loaded:
    try:
        return Loaded(cell, "ran", analysis=unpack(reply, Analysis))
    except (ValueError, TypeError, KeyError):  # a hundred thousand names, or one of a thousand characters
        return Loaded(cell, "left_out", died="killed", why="is too large to be understood")


def _entry(parsed: Loaded) -> _Entry:
    cell = parsed.cell
    if cell.kind == "given" and not parsed.analysis.defines and parsed.died is None:
        return _Entry(cell, None, replace(parsed, outcome="skipped"))
    entry = _Entry(cell, cell.source, parsed)
    if parsed.died is not None:
        _without(entry, Died(parsed.died, parsed.why))
    return entry


def _kind(entries: Sequence[_Entry], at: int) -> str:
    return entries[at].cell.kind if at < len(entries) else "given"


def _request(entry: _Entry) -> dict[str, object]:
    solution = entry.cell.kind == "solution"
    own = entry.runs == entry.cell.source
    return {
        "id": entry.cell.id,
        "source": entry.runs,
        "classes": _classes(entry.cell.fallback) if solution else [],
        "fallback": entry.cell.fallback if solution and own else None,
        "mend": solution,
    }


def _is_short(name: str) -> bool:
    """Whether it can be said: a name, and no sentence."""
    return name != "*" and len(name) <= LONGEST


@cache
def _methods(release: str | None) -> list[tuple[str, str]]:
    """Class and method of all that the release's source of a solution cell has, which we trust."""
    return told_by_source(release or "")


def _classes(release: str | None) -> list[str]:
    """The classes that a solution cell is to define."""
    return sorted({cls for cls, _ in _methods(release)})


def _outcome(entry: _Entry, raised: Raised | None, replaced: bool) -> Loaded:
    if entry.loaded.died is not None:  # its fallback ran
        return entry.loaded
    if replaced:
        return replace(entry.loaded, outcome="replaced", raised=raised)
    if raised is None:
        return replace(entry.loaded, outcome="ran", raised=None)
    if entry.cell.kind == "solution":
        return replace(entry.loaded, outcome="raised", raised=raised)
    return replace(entry.loaded, outcome="left_out", raised=raised)


def _without(entry: _Entry, death: Died) -> None:
    """Take a deadly cell out of the program; a solution cell's place is taken by the release's."""
    fallback = entry.cell.fallback if entry.cell.kind == "solution" and entry.runs == entry.cell.source else None
    entry.runs = fallback
    outcome: Outcome = "replaced" if fallback is not None else "left_out"
    first = entry.loaded.died is None
    entry.loaded = replace(
        entry.loaded,
        outcome=outcome,
        died=death.outcome if first else entry.loaded.died,
        why=death.why if first else entry.loaded.why,
    )
