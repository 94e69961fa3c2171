"""Which frames of a traceback are the student's own."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = str(Path(__file__).parents[1])


def own_lines(error: BaseException) -> list[tuple[int, str]]:
    """The lines of cells that an error went through, the outermost first: number and text."""
    return [(number, linecache.getline(file, number).strip()) for file, number in _own(error)]


def unwritten(error: BaseException) -> bool:
    """Whether the error is the stub's own line: raised in the method that was called, and not in another one's."""
    return isinstance(error, NotImplementedError) and len(list(_own(error))) <= 1


def _own(error: BaseException) -> Iterator[tuple[str, int]]:
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith((PACKAGE, sys.prefix, sys.base_prefix, "<frozen")):
            yield file, trace.tb_lineno
        trace = trace.tb_next
