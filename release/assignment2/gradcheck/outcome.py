"""What a check found of one exercise, as it is shown: a number for programs, a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from gradcheck.verdict import Verdict

SIGNS = {
    "✓": "var(--jp-success-color1, #2e7d32)",
    "✗": "var(--jp-error-color1, #d32f2f)",
    "○": "inherit",
    "!": "var(--jp-warn-color1, #b26a00)",
}


def points(verdicts: Iterable[Verdict], table: Mapping[str, float]) -> float:
    """The points of an exercise by the grader's rules: all where an answer is right, half where only a side effect was
    seen, none where it is wrong. ``table``: the points of answers by name, where they are not 1."""
    return sum(
        table.get(verdict.name, 1.0) * (0.5 if verdict.is_side_effect else float(verdict.right)) for verdict in verdicts
    )


STYLE = "white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; margin: 0"
"""JupyterLab would break lines inside words."""


class Outcome:
    """The outcome of a check. ``repr`` is the number of points, as nbgrader's Validate reads it; in a notebook the
    lines are shown, and ``print`` shows them anywhere."""

    def __init__(self, lines: Iterable[str], points: float = 0.0) -> None:
        self.text = "\n".join(lines)
        self.points = points

    def __repr__(self) -> str:
        return repr(float(self.points))

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        """The lines in a fixed width, signs in colours that light and dark themes bring along."""
        lines = "<br>".join(map(_line, self.text.split("\n")))
        return f'<pre style="{STYLE}">{lines}</pre>'


def _line(line: str) -> str:
    color = SIGNS.get(line[:1])
    if color is None:
        return escape(line)
    return f'<b style="color: {color}">{line[0]}</b>{escape(line[1:])}'
