"""What may be said of an exception of a student's code: its text is theirs, and could carry hidden inputs or a command.

Its type is named where it is one of Python's own, its line always, its text only where it is a well-known sentence that
holds nothing but names, shapes and small counts.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from typing import Any

from autograder.report.well_known import is_well_known
from gradcheck import stub

_NUMPY = {  # numpy's own exceptions, and how they are called where their names are not for people
    **{name: name for name in ("AxisError", "LinAlgError", "UFuncTypeError", "ComplexWarning", "RankWarning")},
    **{name: name for name in ("DTypePromotionError", "TooHardError", "VisibleDeprecationWarning")},
    "_UFuncNoLoopError": "UFuncTypeError",
    "_UFuncBinaryResolutionError": "UFuncTypeError",
    "_UFuncInputCastingError": "UFuncTypeError",
    "_UFuncOutputCastingError": "UFuncTypeError",
    "_ArrayMemoryError": "MemoryError",
}
_WHY = (  # what of the machine is behind an exception, by its type and how its text begins: words of ours
    ("MemoryError", "", "more memory was asked for than there is"),
    ("PermissionError", "", "this is not allowed where it is graded"),
    ("FileNotFoundError", "", "there is no such file or program where it is graded"),
    ("OSError", "[Errno 24]", "too many files were open at once"),
    ("OSError", "[Errno 27]", "the file became larger than one may be"),
    ("OSError", "[Errno 28]", "all files together became larger than they may be"),
)
_OURS = re.compile(r"(?:\w+\.<locals>\.)?StandIn(\w*)")  # classes in the place of a student's, while one is judged
_LONG = re.compile(r"\b[A-Za-z_]\w{30,}|\b[A-Za-z_](?:[A-Za-z_]*\d){3,}\w*")  # a name that could carry something else
_SHAPE = r"\((?:\d{1,4}(?:, ?\d{1,4})*,?)?\)"


def told(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """What is safe of ``type``, ``message`` and ``line``: a type that is Python's or numpy's, a well-known sentence."""
    kind, text = str(numbers.get("type", "")), str(numbers.get("message", "")).strip()
    known = getattr(builtins, kind, None)
    own = isinstance(known, type) and issubclass(known, BaseException)
    safe: dict[str, Any] = {"type": _NUMPY.get(kind, kind if own else None)}
    if len(text) <= 300 and is_well_known(text):
        safe["message"] = _LONG.sub("…", _OURS.sub(_in_place_of, text))
    if isinstance(numbers.get("line"), int):
        safe["line"] = numbers["line"]
    return safe


def _in_place_of(found: re.Match[str]) -> str:
    """What the student knows in the place of a class of ours."""
    return found[1] or "object"


def exception_sentence(numbers: Mapping[str, Any]) -> str:
    """Which exception, in which line of the student's own cell, and its text where that is well known."""
    safe = told(numbers)
    kind = safe["type"] or "An exception of your own"
    if stub.is_line(kind, numbers.get("message")):
        kind = "The line that raises NotImplementedError still stands there, delete it: NotImplementedError"
    if numbers.get("type") == "DebuggerError":
        kind = (
            "A debugger is called (breakpoint() or pdb.set_trace()) and nobody is there to answer it, delete the call"
        )
    place = f" in line {safe['line']} of your cell" if "line" in safe else ""
    text = safe["message"].removesuffix(".") if "message" in safe else _why(kind, str(numbers.get("message", "")))
    return f"{kind}{place}: {text}." if text else f"{kind}{place}."


def _why(kind: str, text: str) -> str:
    """What is behind an exception whose own text is not told."""
    return next((why for name, begin, why in _WHY if name == kind and text.startswith(begin)), "")
