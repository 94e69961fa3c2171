"""Of what a student's process says, what may be repeated: words of their own source, Python's and numpy's."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from autograder.worker.calls import Raised

_WORD = re.compile(r"[^\W\d]\w*")
LONGEST = 40  # letters of a name
_MOST = 20_000  # words of one notebook
_PYTHON = frozenset(name for source in (vars(builtins), vars(np), vars(np.linalg), vars(np.ndarray)) for name in source)
_OTHERS = "NoneType ndarray numpy function method module generator locals lambda AxisError DebuggerError"
_KNOWN = _PYTHON | frozenset(_OTHERS.split())
_NAMED = re.compile(  # names in the sentences of Python and numpy: in quotes, before a call, and some that stand bare
    r"'([^']*)'|\"([^\"]*)\"|([\w.<>]+)\(\)|^(\w+) expected |, not ([\w.]+)$|non-iterable ([\w.]+) |of type ([\w.]+)"
)


def words(sources: Iterable[str]) -> frozenset[str]:
    """The words of a notebook, text and comments included: what it may be told of itself."""
    found: set[str] = set()
    for source in sources:
        for match in _WORD.finditer(source):
            if len(found) < _MOST and len(match[0]) <= LONGEST:
                found.add(match[0])
    return frozenset(found)


def sayable(raised: Raised, known: frozenset[str]) -> Raised:
    """The exception without a type that is none of Python's, and without a text that names what is nowhere."""
    found = [part for match in _NAMED.finditer(raised.message) for part in match.groups() if part]
    named = {word for part in found for word in _WORD.findall(part)}
    kind = raised.type if raised.type in known | _KNOWN else "Exception"
    return replace(raised, type=kind, message=raised.message if named <= known | _KNOWN else "")
