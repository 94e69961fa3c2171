"""Undoes what JupyterLab does where a cell is split behind an indentation: that stays at the end of the upper cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .document import SourceCell
from .outline import MOST, masked

_METHOD = re.compile(r"(@.*\n)*(async )?def \w+\(\s*self\b")
_WITHIN = re.compile(r"return\b|yield\b|else\s*:|elif\b|except\b|finally\s*:")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_CONTINUES = re.compile(r"[:,\\(\[{]\s*\Z")


def give_back(cells: Sequence[SourceCell]) -> tuple[SourceCell, ...]:
    """The cells, with indentation at the end of one given back to the next where that can only be the rest of it."""
    mended = list(cells)
    for index in range(len(mended) - 1):
        upper, lower = mended[index], mended[index + 1]
        kept = upper.source.rstrip(" \t")
        indent = upper.source[len(kept) :]
        if indent and kept.endswith("\n") and upper.type == lower.type == "code" and _is_rest(lower.source):
            mended[index] = replace(upper, source=kept[:-1])
            mended[index + 1] = replace(lower, source=indent + lower.source)
    return tuple(mended)


def _is_rest(source: str) -> bool:
    """What cannot stand by itself: a method without a class, a ``return`` at the margin, a line that is indented more
    than the first for no reason."""
    lines = [line for line in masked(source[:MOST]).split("\n") if line.strip()]
    if not lines or source[0].isspace():
        return False
    if _METHOD.match(source) or any(_WITHIN.match(line) for line in lines):
        return True
    opened = any(lines[0].count(left) > lines[0].count(right) for left, right in _BRACKETS)
    return len(lines) > 1 and lines[1][0].isspace() and not opened and not _CONTINUES.search(lines[0])
