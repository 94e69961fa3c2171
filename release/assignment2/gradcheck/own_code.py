"""Which frames of a traceback are the student's own."""

from __future__ import annotations

import linecache
import sys
from functools import cache
from pathlib import Path
from types import FrameType

BESIDE = Path(__file__).parents[1]
"""Here lie the packages that are given to students."""


def own_lines(error: BaseException) -> list[tuple[int, str]]:
    """The lines of cells that an error went through, the outermost first: number and text."""
    frames = own_frames(error)
    return [(number, linecache.getline(frame.f_code.co_filename, number).strip()) for frame, number in frames]


def own_frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """The frames of cells that an error went through, the outermost first, each with the line that it was in."""
    found, trace = [], error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith((sys.prefix, sys.base_prefix, "<frozen")) and not _is_given(file):
            found.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return found


def unwritten(error: BaseException) -> bool:
    """Whether the error is the stub's own line: raised in the method that was called, and not in another one's."""
    return isinstance(error, NotImplementedError) and len(own_frames(error)) <= 1


@cache
def _is_given(file: str) -> bool:
    """Whether a file belongs to a package beside this one."""
    path = Path(file)
    return path.is_relative_to(BESIDE) and (BESIDE / path.relative_to(BESIDE).parts[0] / "__init__.py").is_file()
