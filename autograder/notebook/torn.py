"""Undoes what JupyterLab does where a cell is split behind an indentation: that stays at the end of the upper cell."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace

from autograder.notebook.document import SourceCell

_LEFT_BEHIND = re.compile(r"\n([ \t]+)\Z")
_METHOD = re.compile(r"(@.*\n)*(async )?def \w+\(\s*self\b")


def give_back(cells: Sequence[SourceCell]) -> tuple[SourceCell, ...]:
    """The cells, with indentation at the end of one given back to the next where that can only be the rest of it."""
    mended = list(cells)
    for index in range(len(mended) - 1):
        upper, lower = mended[index], mended[index + 1]
        left = _LEFT_BEHIND.search(upper.source) if upper.type == lower.type == "code" else None
        if left is not None and _is_rest(left[1], lower.source):
            mended[index] = replace(upper, source=upper.source[: left.start()])
            mended[index + 1] = replace(lower, source=left[1] + lower.source)
    return tuple(mended)


def _is_rest(indent: str, source: str) -> bool:
    """A method without a class, or code that is none by itself but is with the indentation."""
    if not source or source[0].isspace():
        return False
    if _METHOD.match(source):
        return True
    within = textwrap.indent(textwrap.dedent(indent + source), "    ")
    return not _compiles(source) and _compiles(f"def f(self):\n{within}")


def _compiles(source: str) -> bool:
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
