"""A cell that answers several exercises, divided between them: a mistake in one must not cost the others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .outline import masked


def divide(source: str, classes: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """Exercise → how many lines stand before its part, and the part; ``classes`` maps exercises to the class that each
    defines.

    A part begins with its class, or the decorators and comments right above; the first one with the cell.
    """
    lines, plain = source.split("\n"), masked(source).split("\n")
    starts = sorted((_start(lines, plain, name), exercise) for exercise, name in classes.items())
    starts[0] = (0, starts[0][1])
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    return {exercise: (start, "\n".join(lines[start:end])) for (start, exercise), end in zip(starts, ends, strict=True)}


def below_the_rest(source: str, name: str) -> str:
    """The source with blank lines in place of what stands before a class: the rest of another cell that was split."""
    lines = source.split("\n")
    start = _start(lines, masked(source).split("\n"), name)
    return "\n" * start + "\n".join(lines[start:])


def _start(lines: list[str], plain: list[str], name: str) -> int:
    """Where a class is defined for the last time: that is the one that counts."""
    header = re.compile(rf"class\s+{re.escape(name)}\b")
    start = max(number for number, line in enumerate(plain) if header.match(line))
    while start and lines[start - 1].startswith(("#", "@")):
        start -= 1
    return start
