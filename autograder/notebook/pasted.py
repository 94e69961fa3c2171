"""The assignment's own code, pasted or merged into the cell of an answer: it runs where it stands in the assignment."""

from __future__ import annotations

import re

from .release import Release

_LEAST = 3  # lines; what is shorter may be a student's own


def without_given(source: str, release: Release) -> str:
    """The source with the given cells of the release that it holds, unchanged, left blank, line by line.

    A training pasted behind an answer would take that exercise's time.
    """
    for cell in release.cells:
        lines = cell.source.count("\n") + 1
        if cell.kind == "given" and lines >= _LEAST and cell.source in source:
            source = re.sub(rf"^{re.escape(cell.source)}$", "\n" * (lines - 1), source, flags=re.MULTILINE)
    return source
