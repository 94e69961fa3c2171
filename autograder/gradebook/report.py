"""What writing to the gradebook has changed, in words for a terminal or a log."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.gradebook.course import Recorded
from autograder.gradebook.names import exercise


def change_words(recorded: Recorded) -> str:
    """``alice: linear_backward 3 → 5, total +2``: one line for one student."""
    changes = ", ".join(
        f"{exercise(change.exercise)} {_points(change.before)} → {_points(change.after)}" for change in recorded.changes
    )
    difference = sum((change.after or 0.0) - (change.before or 0.0) for change in recorded.changes)
    return f"{recorded.student}: {changes}; total {difference:+g}"


def summary(recorded: Sequence[Recorded], where: str) -> list[str]:
    """How many students are new, changed, as before; which gradebook it is; and each change."""
    changed = [each for each in recorded if each.changes and not each.new]
    new = sum(each.new for each in recorded)
    same = len(recorded) - new - len(changed)
    return [
        f"Gradebook: {new} new, {len(changed)} changed, {same} as before. Written to {where}",
        *(f"  {change_words(each)}" for each in changed),
    ]


def _points(score: float | None) -> str:
    return "no score" if score is None else f"{score:g}"
