"""The pairs of a class that are more alike than chance, ranked, with the code in which they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.similarity.chance import chances, closeness, surprise
from autograder.similarity.fingerprint import Unit, attributes, units

FEWEST = 10  # submissions; with fewer the class does not tell what chance is
LINE = 0.01  # pairs that chance alone would put above the line, in a whole class
MOST_PAIRS = 30
MOST_PARTS = 6  # of a pair, that are shown
STRIKING = 1.0  # nats: a part that says something


@dataclass(frozen=True)
class Part:
    """An exercise in which two are alike: both texts of what they wrote, and how close they are, from 0 to 1."""

    exercise: str
    texts: tuple[str, str]
    closeness: float


@dataclass(frozen=True)
class Pair:
    """Two submissions, by their numbers; ``expected`` is how many such pairs chance alone would give in this class."""

    one: int
    other: int
    expected: float
    parts: tuple[Part, ...]


def alike(cells: Sequence[Mapping[str, str]], release: Mapping[str, str], students: Sequence[str]) -> tuple[Pair, ...]:
    """The pairs above the line, the most surprising first.

    ``cells`` are each submission's solution cells by exercise, ``release`` those that they were given, ``students``
    whose each submission is: two of one student are no pair.
    """
    if len(cells) < FEWEST:
        return ()
    known = frozenset(dir(np)) | frozenset(dir(np.ndarray))
    known |= frozenset().union(*(attributes(source) for source in release.values()))
    found = _written(cells, release, known)
    names = [name for name in release if any(name in each for each in found)]
    near = [closeness([each[name].prints if name in each else None for each in found]) for name in names]
    surprises = [surprise(matrix) for matrix in near]
    if not names:
        return ()
    expected = chances(surprises) + math.log(len(cells) * (len(cells) - 1) / 2)
    ranked = sorted(
        (float(expected[i, j]), i, j)
        for i, j in zip(*np.nonzero(np.triu(expected < math.log(LINE), 1)), strict=True)
        if students[i] != students[j]
    )
    pairs = []
    for value, i, j in ranked[:MOST_PAIRS]:
        order = sorted(range(len(names)), key=lambda k: (-surprises[k][i, j], names[k]))
        shown = [k for k in order if surprises[k][i, j] >= STRIKING][:MOST_PARTS]
        parts = tuple(_part(names[k], found[i], found[j], float(near[k][i, j])) for k in shown)
        pairs.append(Pair(int(i), int(j), math.exp(value), parts))
    return tuple(pairs)


def _written(
    cells: Sequence[Mapping[str, str]], release: Mapping[str, str], known: frozenset[str]
) -> list[dict[str, Unit]]:
    """What each submission has in the methods of each exercise that are not as the release has them."""
    given = {exercise: units(source, known) for exercise, source in release.items()}
    return [
        {
            exercise: Unit("\n\n".join(unit.text for unit in own), frozenset().union(*(unit.prints for unit in own)))
            for exercise, source in each.items()
            if (own := _own(units(source, known), given.get(exercise, {})))
        }
        for each in cells
    ]


def _own(found: Mapping[str, Unit], given: Mapping[str, Unit]) -> list[Unit]:
    """In the release's order, so that two stand side by side."""
    both = [name for name in given if name in found]
    return [found[name] for name in both if found[name].prints and found[name].prints != given[name].prints]


def _part(name: str, one: Mapping[str, Unit], other: Mapping[str, Unit], near: float) -> Part:
    return Part(name, (one[name].text, other[name].text), near)
