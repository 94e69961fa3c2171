"""What the grader asks of a student's code, and what comes back: plain data on both sides.

A call makes one object and takes it through steps, each one method call:

    Call(Make("Linear", (3, 5), {"W": W, "b": b}),
         (Step("forward", (A_prev,)), Step("backward", (dZ,), watch=("dW", "db", "A_prev"))))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Make:
    """An object to construct: ``cls`` of the stand-ins or else of the student's notebook.

    ``args`` holds plain values, arrays, further ``Make``s, and lists of these; ``attributes`` are set after
    construction.
    """

    cls: str
    args: tuple[Any, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One method call; ``watch`` are the attributes (dotted, indices allowed: ``layers.0.W``) that are read after
    it."""

    method: str
    args: tuple[Any, ...] = ()
    watch: tuple[str, ...] = ()


STORED = "__dict__"
"""Watched in a step: all that the object holds after it, under whatever name; arrays that the constructor has made and
nothing was written into since are None."""

OVERWRITTEN = "*"
"""Watched in a step: the arrays that the object held before it and that hold something else after it, by the name of
their attribute, each as ``[before, after]``. A name that is bound anew leaves the array itself as it was."""


@dataclass(frozen=True)
class Call:
    """One object and the steps it is taken through; a step that raises does not keep the next from being taken."""

    make: Make
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Raised:
    """An exception of the student's code; ``message`` is theirs and may say anything: words are chosen by the
    report."""

    type: str
    message: str = ""
    cell: str | None = None  # the id of the innermost cell of theirs in the traceback
    line: int | None = None  # counted from 1 within that cell


@dataclass(frozen=True)
class Opaque:
    """A value that cannot cross; only the name of its type does."""

    type: str


@dataclass(frozen=True)
class Reply:
    """What one step gave.

    ``value`` is None, bool, int, float, complex, str, a plain ndarray or numpy scalar, a list, tuple or dict of these,
    or Opaque. ``changed`` maps the positions of arguments that the step has changed to what they are after it,
    ``state`` what was watched to its value (what is missing is left out).
    """

    value: Any = None
    raised: Raised | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """The replies to one call. ``raised``: the object could not be made. ``died``: ``timed_out`` or ``killed``, with
    ``why``."""

    replies: tuple[Reply, ...] = ()
    raised: Raised | None = None
    died: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Analysis:
    """What a cell's source says, told by parsing it before anything of the student's has run.

    ``binds`` are the names bound at its top level; ``defines`` is true where it imports or defines something; ``signs``
    are those of an attack, in words; ``absent`` are packages that it imports and that are not here; ``raised`` is its
    syntax error.
    """

    binds: tuple[str, ...] = ()
    defines: bool = False
    signs: tuple[str, ...] = ()
    raised: Raised | None = None
    absent: tuple[str, ...] = ()
