"""A forked child's life: it locks itself in, runs a student's cells, answers calls. All is in the student's reach.

Requests are two frames, {"n": number, "op": ...} and what the op is about; each op answers with one frame
{"n", "i", "value"} for each of its items, as soon as it is done, so that whoever waits knows during which one the
process died.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import signal
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from . import absent, jupyter, lockdown, wire
from .analyse import analyse
from .calls import Analysis, Call, Raised
from .cells import Cells
from .parsed import parsed
from .perform import perform
from .plain import pack, unpack
from .prepared import Prepared
from .stubs import state

BROKEN = 70  # exit status: a failure of ours
REQUESTS, REPLIES, OUTPUT = 3, 4, 1
_SEED = 0
_HIGH = 32  # above every descriptor that is moved, below the lowest limit that there may be

StandIns = Mapping[str, Callable[[dict[str, Any]], type]]


def run(
    pipes: list[int],
    layers: lockdown.Layers,
    scratch: str | None,
    limits: Mapping[str, int],
    stand_ins: StandIns,
    prepared: Prepared,
    parent: int,
) -> None:
    """Never returns: ends with the requests."""
    layers = _keep_only(pipes, layers)
    os.chdir(scratch or "/")
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    lockdown.confine(layers, limits, parent)
    _reset()
    serve(Student(stand_ins, prepared))
    os._exit(0)


def _keep_only(pipes: list[int], layers: lockdown.Layers) -> lockdown.Layers:
    """The pipes, the ruleset and nothing else stay open: not the line to the grader, nor another's pidfd."""
    keep = [os.open(os.devnull, os.O_RDONLY), *pipes]
    if layers.ruleset is not None:
        keep.append(layers.ruleset)
    high = [os.dup2(descriptor, _HIGH + place, inheritable=False) for place, descriptor in enumerate(keep)]
    null, requests, replies, output, *ruleset = high
    for source, target in ((null, 0), (output, 1), (output, 2), (requests, REQUESTS), (replies, REPLIES)):
        os.dup2(source, target)
    free = REPLIES + 1
    if ruleset:
        os.dup2(ruleset[0], free, inheritable=False)
        layers = lockdown.Layers(free, layers.filter)
    os.closerange(free + len(ruleset), 4096)
    return layers


def _reset() -> None:
    """The same beginning for everyone: streams of one's own, seeds that are fixed."""
    sys.stdin = io.StringIO("")
    sys.stdout = sys.stderr = io.TextIOWrapper(io.FileIO(OUTPUT, "w", closefd=False), "utf-8", "backslashreplace")
    builtins.input = lambda prompt="": ""  # nobody is there to ask, and no point is lost by asking
    random.seed(_SEED)
    np.random.seed(_SEED)


class Student:
    """The namespace of one submission and what is done with it."""

    def __init__(self, stand_ins: StandIns, prepared: Prepared) -> None:
        self.stand_ins = stand_ins
        self.prepared = prepared
        main = types.ModuleType("__main__")
        main.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = main  # what a notebook's cells see
        self.namespace = main.__dict__
        jupyter.install(self.namespace)
        self.cells = Cells(self.namespace)
        self.classes: dict[str, type] = {}  # of solution cells, as these have bound them
        self.useless: list[str] = []  # of their names, those that a cell has bound to something else

    def read(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        """A file, whose ``size`` bytes follow the request, read and mended: ``notebook/reading.py``."""
        from notebook.reading import summary

        data = _read(asked["size"]) or b""
        given = {key: value for key, value in asked.items() if key != "size"}
        yield np.frombuffer(summary(data, self.prepared.release, **given), np.uint8)

    def analyse(self, cells: Sequence[Any]) -> Iterator[Any]:
        """Cells, [id, source] each, are parsed and not run."""
        for cell_id, source in cells:
            try:
                told = analyse(source, cell_id)
                if told.raised is None:
                    told = replace(told, absent=absent.packages(parsed(source)))
            except (RecursionError, MemoryError) as error:
                told = Analysis(raised=Raised(type(error).__name__, "", cell_id))
            yield pack(told)

    def load(self, cells: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
        """Cells, {id, source, classes, fallback, mend} each, run in order.

        A cell that raises before it has bound its classes anew, or leaves one unbound, gives place to its fallback.
        """
        for cell in cells:
            restored = self._restore(builtins_too=cell["mend"])
            all_before = dict(self.namespace)
            before = {name: all_before.get(name) for name in cell["classes"]}
            self.cells.absent = set()
            raised = self.cells.run(cell["id"], cell["source"])
            replaced = cell["fallback"] is not None and not self._usable(before, raised is not None)
            if replaced:
                self.cells.run(cell["id"], cell["fallback"])
            if cell["mend"]:
                bound = [item for item in self.namespace.items() if all_before.get(item[0]) is not item[1]]
                self.classes |= {name: value for name, value in bound if isinstance(value, type)}
            done_without = sorted(self.cells.absent)
            yield {"raised": pack(raised), "replaced": replaced, "restored": restored, "absent": done_without}

    def finish(self, asked: Mapping[str, Any]) -> Iterator[Any]:
        """Names that everybody needs, put right once more; what the cells have bound anew and changed, told.

        ``asked`` are ``methods``, [class, method] each, whose state is told, and ``names``, of which those are told
        that are not there.
        """
        absent.ask()
        rebound = [name for name, value in self.classes.items() if self.namespace.get(name) is not value]
        restored = self._restore(builtins_too=True)
        yield {
            "restored": restored,
            "rebound": [*self.useless, *rebound],
            "changed": self._changed(),
            "states": [state(self.namespace.get(cls), method) for cls, method in asked["methods"]],
            "missing": [name for name in asked["names"] if name not in self.namespace],
        }

    def perform(self, calls: Sequence[Any]) -> Iterator[Any]:
        """Calls, packed, one after the other: each a part of its own."""
        for call in calls:
            yield [pack(perform(unpack(call, Call), self.namespace, self.stand_ins))]

    def ask(self, numbers: Sequence[int]) -> Iterator[Any]:
        """Parts of what was prepared, by their numbers: the answers to a part in one reply."""
        for number in numbers:
            yield [pack(perform(call, self.namespace, self.stand_ins)) for call in self.prepared.parts[number]]

    def _usable(self, before: Mapping[str, Any], raised: bool) -> bool:
        """All classes of a cell are there; after it has raised, ones that it has bound itself."""
        now = {name: self.namespace.get(name) for name in before}
        return all(isinstance(now[name], type) and not (raised and now[name] is old) for name, old in before.items())

    def _restore(self, builtins_too: bool) -> list[str]:
        """Put np, the builtins and the exercises' classes back where a cell has bound something useless to their names.

        Builtins only where an exercise follows: scratch cells may count in ``sum`` among themselves.
        """
        useless = {name for name, value in self.namespace.items() if name in _BUILTINS and not callable(value)}
        restored = sorted(name for name in useless if builtins_too and not name.startswith("_"))
        for name in restored:
            del self.namespace[name]
        if self.namespace.get("np") is not np:
            restored += ["np"] if "np" in self.namespace else []
            self.namespace["np"] = np
        for name, value in self.classes.items():
            if not isinstance(self.namespace.get(name), type):
                self.namespace[name] = value
                self.useless.append(name)
                restored.append(name)
        return restored

    def _changed(self) -> list[str]:
        """Functions of the modules themselves that no honest notebook replaces."""
        return [
            name for name, (module, value) in _COMPARING.items() if vars(module).get(name.split(".")[1]) is not value
        ]


_BUILTINS = frozenset(vars(builtins))

# what a grader in the same process would compare by, before anything has run; few: each is a page that is copied
_COMPARING = {
    f"{module.__name__}.{name}": (module, vars(module)[name])
    for module, names in (
        (builtins, "abs all any bool float isinstance len max min print round sum type"),
        (np, "abs absolute all allclose any array array_equal asarray equal isclose isfinite isnan less less_equal"),
        (np, "max amax maximum mean ndarray sqrt square subtract sum"),
    )
    for name in names.split()
}


def serve(student: Student) -> None:
    """Answer requests until there are no more."""
    operations: dict[str, Callable[[Any], Iterator[Any]]] = {
        "hello": lambda nothing: iter([True]),
        "read": student.read,
        "analyse": student.analyse,
        "load": student.load,
        "finish": student.finish,
        "perform": student.perform,
        "ask": student.ask,
    }
    while (request := _receive()) is not None:
        for place, value in enumerate(operations[request["op"]](_receive())):
            _send({"n": request["n"], "i": place, "value": value})


def _receive() -> Any:
    prefix = _read(wire.PREFIX.size)
    if prefix is None:
        return None
    head_size, arrays_size = wire.sizes(prefix, 1 << 40, 1 << 32)
    head, arrays = _read(head_size), _read(arrays_size)
    return None if head is None or arrays is None else wire.decode(head, arrays)


def _read(size: int) -> bytes | None:
    parts = []
    while size:
        part = os.read(REQUESTS, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _send(value: Any) -> None:
    frame = memoryview(wire.encode(value))
    while frame:
        frame = frame[os.write(REPLIES, frame) :]
