"""What a student's process, which may send anything, says of cells and calls: checked before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from autograder.execution.sayable import sayable, words
from autograder.notebook.cells import Cell
from autograder.sandbox.errors import Died
from autograder.worker.calls import Answer, Call, Raised, Reply
from autograder.worker.plain import unpack
from autograder.worker.stubs import STATES, State


def forged() -> Died:
    """What came back is nothing that the worker says."""
    what = "wrote into the line to the grader"
    return Died("killed", what, f"{what}: no answer to the request")


def of_cell(reply: object) -> tuple[Raised | None, bool, list[str]]:
    """What a cell raised, whether it gave place to the release's, and names that were put right. Raises Died."""
    if type(reply) is not dict or type(reply.get("replaced")) is not bool or "raised" not in reply:
        raise forged()
    raised = None if reply["raised"] is None else _unpacked(reply["raised"], Raised)
    return raised, reply["replaced"], names(reply, "restored")


def names(reply: object, key: str) -> list[str]:
    """A list of names; longer than any that could be of interest are left out. Raises Died."""
    found = reply.get(key) if type(reply) is dict else None
    if type(found) is not list or not all(type(name) is str for name in found):
        raise forged()
    return [name for name in found if len(name) <= 200]


def states(reply: object, count: int) -> list[State]:
    """What became of so many stubs. Raises Died."""
    found = reply.get("states") if type(reply) is dict else None
    if type(found) is not list or len(found) != count or not all(each in STATES for each in found):
        raise forged()
    return found


class Answers:
    """Answers to calls, of one notebook."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._ids = {cell.id for cell in cells}

    @cached_property
    def _words(self) -> frozenset[str]:
        """What students have before them: not given cells, one of which holds the package, packed as gibberish."""
        theirs = (cell for cell in self._cells if cell.kind != "given")
        return words(text for cell in theirs for text in (cell.source, cell.fallback or ""))

    def checked(self, value: object, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """One for each call, which fits it and claims no end of the process. Raises Died."""
        if type(value) is not list or len(value) != len(calls):
            raise forged()
        return tuple(self._answer(each, call) for each, call in zip(value, calls, strict=True))

    def _answer(self, reply: object, call: Call) -> Answer:
        answer = _unpacked(reply, Answer)
        whole = answer.raised is not None or len(answer.replies) == len(call.steps)
        if not whole or answer.died is not None or answer.why:
            raise forged()
        pairs = zip(answer.replies, call.steps, strict=False)
        replies = tuple(self._reply(given, len(step.args)) for given, step in pairs)
        return Answer(replies if answer.raised is None else (), self._raised(answer.raised))

    def _reply(self, reply: Reply, arguments: int) -> Reply:
        if reply.changed and not set(reply.changed) <= {str(at) for at in range(arguments)}:
            raise forged()
        return reply if reply.raised is None else replace(reply, raised=self._raised(reply.raised))

    def _raised(self, raised: Raised | None) -> Raised | None:
        """A place that is no cell of this notebook is none."""
        if raised is None:
            return None
        raised = sayable(raised, self._words)
        return raised if raised.cell in self._ids else replace(raised, cell=None, line=None)


def _unpacked(plain: object, cls: Any) -> Any:
    try:
        return unpack(plain, cls)
    except (ValueError, TypeError, KeyError):
        raise forged() from None
