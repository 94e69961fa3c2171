"""The grader's own memory: large blocks, as of what a submission answers, go back to the system at once."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # of glibc's mallopt; set once, they do not grow with what was freed
_LARGE = 256 << 10


def give_back_large_blocks() -> None:
    """Without this the peak of one submission counts in that of later ones. Other C libraries have no need of it."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(_MMAP_THRESHOLD, _LARGE)
            mallopt(_TRIM_THRESHOLD, _LARGE)
