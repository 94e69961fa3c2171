"""The line of a student's own cell that makes a wrong answer, where there is just one that can.

A cell is read line by line, as text: it is never parsed here, as parsing takes what its author wants it to take.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment import Check

_LONGEST, _WIDEST = 20_000, 400  # characters of a cell, and of a line, that are read
_RETURN = re.compile(r"\breturn\b")
_ENDS = re.compile(r"\b(?:return|break)\b")
_BARE = re.compile(r"^\s*(?:return|\w+\.\w+\s*=)\s*(\w+)\s*$")
_LOOP = re.compile(r"^\s*(?:for|while)\b")
_NESTED = re.compile(r"^\s*(?:async\s+)?(?:def|class)\b|\blambda\b")
_WALKED = ("wrong_order", "skips_last_layer", "skips_first_layer", "hardcoded_depth")  # the head of the loop says it
_UNSAID = ("attribute_not_set", "returns_none", "changes_on_second_call", "updates_parameters")

Line = tuple[int, str]


def made_at(source: str, check: Check, code: str | None, numbers: Mapping[str, Any]) -> int | None:
    """The number of the line, from 1; None where several may be meant, or none."""
    lines = [line[:_WIDEST] for line in source[:_LONGEST].replace("\r\n", "\n").split("\n")]
    head, body = _method(lines, check.method)
    if not body or code in _UNSAID or any(_NESTED.search(text) for _, text in body):
        return None
    if code == "mutates_input":
        return _single(_changing(head, numbers.get("argument"), body))
    if code == "stops_early":
        return _single(_inside_a_loop(body))
    if code in _WALKED:
        return _single([number for number, text in body if _LOOP.search(text)])
    if check.returned:
        return _origin([number for number, text in body for _ in _RETURN.finditer(text)], body)
    return _origin(_setting(check.name, body), body)


def _method(lines: Sequence[str], name: str) -> tuple[str, list[Line]]:
    """The only method of this name: its head in one line, and the lines of its body without comments."""
    start = re.compile(rf"^(\s*)def {re.escape(name)}\s*(\([^()]*\))[^:#]*:(.*)$")
    found = [(number, match) for number, line in enumerate(lines, 1) if (match := start.match(line))]
    if len(found) != 1:
        return "", []
    number, match = found[0]
    body = [(number, match[3])] if match[3].split("#")[0].strip() else []
    for later, line in enumerate(lines[number:], number + 1):
        if line.strip() and len(line) - len(line.lstrip()) <= len(match[1]):
            break
        body.append((later, line))
    return match[2], [(at, text) for at, line in body if (text := line.split("#")[0]).strip()]


def _setting(name: str, body: Sequence[Line]) -> list[int]:
    """The lines that set an attribute, or change what it holds."""
    target = re.compile(rf"\b\w+\.{re.escape(name)}\b(?:\[[^\]]*\])?(?:\s*,\s*[\w.]+)*\s*(?:[-+*/@]|//)?=(?!=)")
    return [number for number, text in body if target.search(text)]


def _changing(head: str, argument: Any, body: Sequence[Line]) -> list[int]:
    """The lines that write into an argument."""
    names = re.findall(r"\w+", re.sub(r"[:=][^,)]*", "", head))[1:]  # the first is the object itself
    if not isinstance(argument, int) or not 0 <= argument < len(names):
        return []
    name = re.escape(names[argument])
    target = re.compile(rf"(?<![\w.]){name}(?:\[.*\]\s*(?:[-+*/]|//|\*\*)?=(?!=)|\s*(?:[-+*/]|//|\*\*)=)|out={name}\b")
    return [number for number, text in body if target.search(text)]


def _origin(numbers: Sequence[int], body: Sequence[Line]) -> int | None:
    """The only line, or, where it just passes on a local name, the only line that binds this name."""
    number = _single(numbers)
    bare = _BARE.match(dict(body)[number]) if number else None
    if not bare:
        return number
    binding = re.compile(
        rf"(?<![\w.]){bare[1]}(?:\[.*\])?(?:\s*,\s*[\w.]+)*\s*(?:[-+*/@]|//)?=(?!=)|\b(?:for|as)\s.*\b{bare[1]}\b"
    )
    bound = [at for at, text in body if binding.search(text)]
    return _single(bound) if bound else number


def _inside_a_loop(body: Sequence[Line]) -> list[int]:
    """The lines that leave a loop from inside."""
    found, loop = [], None
    for number, text in body:
        indent = len(text) - len(text.lstrip())
        if loop is not None and indent <= loop:
            loop = None
        if loop is not None and _ENDS.search(text):
            found.append(number)
        if loop is None and _LOOP.search(text):
            loop = indent
    return found


def _single(numbers: Sequence[int]) -> int | None:
    return numbers[0] if len(numbers) == 1 else None
