"""What a cell prints, kept for the notebook: ``%%capture``, and ``capture_output`` of IPython's."""

from __future__ import annotations

import io
import sys
from typing import Any

_open: list[Captured] = []  # until their cell ends


class Captured:
    """``stdout`` and ``stderr`` of what was printed meanwhile."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._streams = io.StringIO(), io.StringIO()
        self._before: list[tuple[Any, Any]] = []
        self.outputs: list[Any] = []

    stdout = property(lambda self: self._streams[0].getvalue())
    stderr = property(lambda self: self._streams[1].getvalue())

    def show(self) -> None:
        """Nobody looks."""

    __call__ = show

    def __str__(self) -> str:
        return str(self.stdout)

    def __enter__(self) -> Captured:
        self._before.append((sys.stdout, sys.stderr))
        sys.stdout, sys.stderr = self._streams
        return self

    def __exit__(self, *_: Any) -> None:
        sys.stdout, sys.stderr = self._before.pop()


def begin() -> Captured:
    """Keep what the rest of the cell prints."""
    _open.append(Captured().__enter__())
    return _open[-1]


def finish() -> None:
    """The cell has ended."""
    while _open:
        _open.pop().__exit__()
