"""Where a student's own cells run among those of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def places(numbers: Sequence[int], anchors: Mapping[int, int], solutions: Mapping[int, int]) -> dict[int, float]:
    """Cell number → its place between the release's cells: 3.5 is between those with index 3 and 4.

    ``numbers`` are all cells of the submission in its order; ``anchors`` maps those that are cells of the release to
    their index, ``solutions`` those that answer exercises to the first that they answer. A cell runs after everything
    that stood before it, except that what stood before a solution always runs before it. So own cells keep their order
    among themselves, and where nothing was moved everything keeps its place.
    """
    before, after = -1, float("inf")
    limits: dict[int, float] = {}
    for number in reversed(numbers):
        limits[number] = after
        after = min(after, solutions.get(number, after))
    found = {}
    for number in numbers:
        before = max(before, anchors.get(number, before))
        found[number] = min(before, limits[number] - 1) + 0.5
    return found
