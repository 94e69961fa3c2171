"""What may be said of an exception of a student's code: its text is theirs, and could carry hidden inputs or a command.

Its type is named where it is one of Python's own, its line always, its text only where it is a well-known sentence that
holds nothing but names, shapes and small counts.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from typing import Any

_NAME = r"[A-Za-z_]\w{0,40}"
_FUNCTION = rf"(?:(?:{_NAME}|<locals>|<lambda>)\.)*(?:{_NAME}|<lambda>)\(\)"
_NUMPY = ("AxisError", "LinAlgError", "UFuncTypeError")  # numpy's own exceptions
_SHAPE = r"\((?:\d{1,4}(?:, ?\d{1,4})*,?)?\)"
_WELL_KNOWN = re.compile(
    "|".join(
        (
            rf"(?:free variable |global )?name '{_NAME}' is not defined",
            rf"'{_NAME}(?:\.{_NAME})*' object has no attribute '{_NAME}'",
            rf"type object '{_NAME}' has no attribute '{_NAME}'",
            rf"module '{_NAME}(?:\.{_NAME})*' has no attribute '{_NAME}'",
            rf"No module named '{_NAME}(?:\.{_NAME})*'",
            rf"cannot import name '{_NAME}' from '{_NAME}(?:\.{_NAME})*'",
            rf"local variable '{_NAME}' referenced before assignment",
            rf"cannot access local variable '{_NAME}' where it is not associated with a value",
            rf"operands could not be broadcast together with (?:remapped )?shapes(?: {_SHAPE})+ ?",
            rf"non-broadcastable output operand with shape {_SHAPE} doesn't match the broadcast shape {_SHAPE}",
            rf"shapes {_SHAPE} and {_SHAPE} not aligned: \d{{1,4}} \(dim \d\) != \d{{1,4}} \(dim \d\)",
            r"matmul: Input operand \d has a mismatch in its core dimension \d, with gufunc signature "
            r"\(n\?,k\),\(k,m\?\)->\(n\?,m\?\) \(size \d{1,4} is different from \d{1,4}\)",
            r"matmul: Input operand \d does not have enough dimensions \(has \d, .{1,80}\)",
            rf"cannot reshape array of size \d{{1,6}} into shape {_SHAPE}",
            rf"could not broadcast input array from shape {_SHAPE} into shape {_SHAPE}",
            r"index -?\d{1,4} is out of bounds for axis \d with size \d{1,4}",
            r"axis \d is out of bounds for array of dimension \d",
            r"too many indices for array: array is \d-dimensional, but \d were indexed",
            r"The truth value of an array with more than one element is ambiguous\. Use a\.any\(\) or a\.all\(\)",
            r"only (?:length-1|integer scalar|0-dimensional) arrays can be converted to .{1,40}",
            rf"unsupported operand type\(s\) for [^\w\s]{{1,3}}: '{_NAME}(?:\.{_NAME})*' and '{_NAME}(?:\.{_NAME})*'",
            rf"'{_NAME}(?:\.{_NAME})*' object is not (?:callable|subscriptable|iterable)",
            rf"'{_NAME}(?:\.{_NAME})*' object does not support item assignment",
            rf"{_FUNCTION} missing \d required positional arguments?: '{_NAME}'(?:,? and '{_NAME}')?",
            rf"{_FUNCTION} takes (?:from )?\d(?: to \d)? positional arguments? but \d (?:was|were) given",
            rf"{_FUNCTION} got an unexpected keyword argument '{_NAME}'",
            rf"cannot unpack non-iterable {_NAME} object",
            r"(?:not enough|too many) values to unpack \(expected \d(?:, got \d)?\)",
            r"(?:float )?division by zero",
            r"(?:list|tuple|string) index out of range",
            r"maximum recursion depth exceeded(?: .{1,60})?",
            r"invalid syntax|unexpected indent|expected an indented block after .{1,60}|expected ':'",
            r"unindent does not match any outer indentation level|'[(\[{]' was never closed|unmatched '[)\]}]'",
            r"inconsistent use of tabs and spaces in indentation",
            r"unterminated string literal \(detected at line \d{1,4}\)",
            r"invalid syntax\. (?:Maybe you meant .{1,20}|Perhaps you forgot a comma\?)",
        )
    )
)


def told(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """What is safe of ``type``, ``message`` and ``line``: a type that is Python's or numpy's, a well-known sentence."""
    kind, text = str(numbers.get("type", "")), str(numbers.get("message", "")).strip()
    known = getattr(builtins, kind, None)
    own = kind in _NUMPY or (isinstance(known, type) and issubclass(known, BaseException))
    safe: dict[str, Any] = {"type": kind if own else None}
    if len(text) <= 300 and _WELL_KNOWN.fullmatch(text):
        safe["message"] = text
    if isinstance(numbers.get("line"), int):
        safe["line"] = numbers["line"]
    return safe


def exception_sentence(numbers: Mapping[str, Any]) -> str:
    """Which exception, in which line of the student's own cell, and its text where that is well known."""
    safe = told(numbers)
    kind = safe["type"] or "An exception of your own"
    if kind == "NotImplementedError":  # theirs is written below the stub's line
        kind = "The line that raises NotImplementedError still stands there, delete it: NotImplementedError"
    if numbers.get("type") == "DebuggerError":
        kind = (
            "A debugger is called (breakpoint() or pdb.set_trace()) and nobody is there to answer it, delete the call"
        )
    place = f" in line {safe['line']} of your cell" if "line" in safe else ""
    return f"{kind}{place}: {safe['message']}." if "message" in safe else f"{kind}{place}."
