"""Takes a student's objects through the steps of a call: all in the student's reach."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

import numpy as np

from .calls import OVERWRITTEN, STORED, Answer, Call, Make, Opaque, Raised, Reply, Step

StandIns = Mapping[str, Callable[[dict[str, Any]], type]]

MAX_BYTES = 64 << 20  # of one array: more is not an answer to anything that is asked
MAX_ITEMS = 10_000
MAX_DEPTH = 8
Held = list[tuple[str, np.ndarray, np.ndarray]]  # name, the array itself, what it held

_PLAIN = frozenset((bool, int, float, complex, str))
_REAL = np.dtype(float)  # numpy has one object for it


def perform(call: Call, namespace: dict[str, Any], stand_ins: StandIns) -> Answer:
    """Make the call's object and take it through its steps; what the student's code raises comes back as data."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            subject = _constructed(call.make, namespace, stand_ins)
            made = (
                _held(subject) if any(STORED in step.watch or OVERWRITTEN in step.watch for step in call.steps) else []
            )
            _set(subject, call.make, namespace, stand_ins)
        except BaseException as error:
            return Answer(raised=raised_by(error))
        return Answer(replies=tuple(_take(step, subject, made, namespace, stand_ins) for step in call.steps))


def _take(step: Step, subject: Any, made: Held, namespace: dict[str, Any], stand_ins: StandIns) -> Reply:
    """``made``: the arrays of the constructor. Those that hold what they held then were stored by no other method."""
    args = [_fresh(arg, namespace, stand_ins) for arg in step.args]
    before = [_contents(arg) for arg in args]
    idle = _idle(made)
    held = [each for each in _held(subject) if id(each[1]) not in idle] if OVERWRITTEN in step.watch else []
    value, raised = None, None
    try:
        value = snapshot(getattr(subject, step.method)(*args))
    except BaseException as error:
        raised = raised_by(error)
    state: dict[str, Any] = {}
    for path in step.watch:
        if path == OVERWRITTEN:
            state[path] = {name: [was, snapshot(array)] for name, array, was in held if not _equal(array, was)}
            continue
        try:
            state[path] = snapshot(_reach(subject, path), but=_idle(made) if path == STORED else frozenset())
        except BaseException:  # not there, or a property of the student's that raises
            continue
    changed = {str(at): snapshot(arg) for at, arg in enumerate(args) if _contents(arg) != before[at]}
    return Reply(value, raised, changed, state)


def _held(subject: Any) -> Held:
    """The arrays under the object's own names, in lists, tuples and dictionaries too, each with a copy."""
    attributes = getattr(subject, "__dict__", None)
    left = list(attributes.items())[:MAX_ITEMS] if type(attributes) is dict else []
    found: Held = []
    seen: set[int] = set()
    for name, value in left:  # grows while it is gone through
        if id(value) in seen:
            continue
        seen.add(id(value))
        if type(value) is np.ndarray and value.dtype.kind in "biuf" and value.nbytes <= MAX_BYTES:
            found.append((str(name)[:100], value, value.copy()))
        elif type(value) in (list, tuple, dict):
            items = value.values() if type(value) is dict else value
            left += [(name, item) for item in items][: max(MAX_ITEMS - len(left), 0)]
    return found


def _idle(made: Held) -> frozenset[int]:
    """Which of the arrays hold what they held."""
    return frozenset(id(array) for _, array, was in made if _equal(array, was))


def _equal(array: np.ndarray, was: np.ndarray) -> bool:
    return _contents(array) == _contents(was)


def _contents(value: Any) -> Any:
    """What an array holds, to be compared by nothing that student code can replace; other arguments do not change."""
    return (value.shape, value.dtype.str, value.tobytes()) if type(value) is np.ndarray else None


def _constructed(make: Make, namespace: dict[str, Any], stand_ins: StandIns) -> Any:
    if make.cls in stand_ins:
        cls = stand_ins[make.cls](namespace)
    elif make.cls in namespace:
        cls = namespace[make.cls]
    else:
        raise NameError(f"name '{make.cls}' is not defined")
    return cls(*[_fresh(arg, namespace, stand_ins) for arg in make.args])


def _set(subject: Any, make: Make, namespace: dict[str, Any], stand_ins: StandIns) -> Any:
    """The object, with its attributes."""
    for name, value in make.attributes.items():
        setattr(subject, name, _fresh(value, namespace, stand_ins))
    return subject


def _fresh(value: Any, namespace: dict[str, Any], stand_ins: StandIns) -> Any:
    """An argument of the student's own: a writable copy, which nothing else sees."""
    if isinstance(value, Make):
        return _set(_constructed(value, namespace, stand_ins), value, namespace, stand_ins)
    if isinstance(value, np.ndarray):
        return np.array(value, order="C")
    if isinstance(value, list | tuple):
        return type(value)(_fresh(item, namespace, stand_ins) for item in value)
    return value


def _reach(subject: Any, path: str) -> Any:
    for part in path.split("."):
        subject = subject[int(part)] if part.isdigit() else getattr(subject, part)
    return subject


def snapshot(value: Any, depth: int = 0, but: frozenset[int] = frozenset()) -> Any:
    """The value as plain data of its own, by exact type; what is no plain data becomes Opaque. ``but``: the ids of
    arrays that are left out."""
    kind = type(value)
    if value is None or kind in _PLAIN:
        return value
    if kind is np.ndarray and id(value) in but:
        return None
    if kind is np.ndarray and value.dtype is _REAL and value.nbytes <= MAX_BYTES:  # nearly all there is
        return value.copy()
    if isinstance(value, np.ndarray):
        # np.array copies the buffer: no overridden method of a subclass is asked
        numeric = value.dtype.kind in "biufc" and value.dtype.itemsize <= 16 and value.nbytes <= MAX_BYTES
        return np.array(value, copy=True, subok=False) if numeric else Opaque(f"array of {value.dtype}"[:100])
    if isinstance(value, np.generic):
        return value if kind.__module__ == "numpy" and value.dtype.kind in "biufc" else Opaque(kind.__name__[:100])
    if depth < MAX_DEPTH and kind in (list, tuple) and len(value) <= MAX_ITEMS:
        return kind(snapshot(item, depth + 1, but) for item in value)
    if depth < MAX_DEPTH and kind is dict and len(value) <= MAX_ITEMS:
        return {str(key)[:100]: snapshot(item, depth + 1, but) for key, item in value.items()}
    return Opaque(str(kind.__name__)[:100])


def raised_by(error: BaseException) -> Raised:
    """The exception as data: its type, its text, and the line of the innermost cell that it went through."""
    try:
        message = str(error)[:300]
    except BaseException:  # a __str__ of the student's
        message = ""
    cell, line = _place(error.__traceback__)
    if isinstance(error, SyntaxError) and cell is None and str(error.filename).startswith("<cell "):
        cell, line, message = str(error.filename)[6:-1], error.lineno, str(error.msg)[:300]
    return Raised(type(error).__name__[:100], message, cell, line)


def _place(traceback: TracebackType | None) -> tuple[str | None, int | None]:
    cell, line, steps = None, None, 0
    while traceback is not None and steps < sys.getrecursionlimit() * 2:
        file = traceback.tb_frame.f_code.co_filename
        if file.startswith("<cell ") and file.endswith(">"):
            cell, line = file[6:-1], traceback.tb_lineno
        traceback, steps = traceback.tb_next, steps + 1
    return cell, line
