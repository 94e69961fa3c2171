"""What a notebook is once it has been read and mended: cells in the order in which they run, and what was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Cell:
    """One code cell, as plain Python.

    ``solution`` cells hold an exercise (``id`` is its grade_id), ``given`` ones are the release's, unchanged, ``own``
    ones the student's or edited. ``label`` is how messages call it ("cell 12"); ``fallback`` is the release's source of
    a solution cell.
    """

    id: str
    kind: Literal["solution", "given", "own"]
    source: str
    label: str
    fallback: str | None = None


@dataclass(frozen=True)
class Remark:
    """Something noticed, as data: a code of ``report/words.py`` and what its words are filled with."""

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mended:
    """A submission laid onto the release.

    ``repairs`` were made and are certain; ``reasons`` are why a person should look. ``notebook`` is the mended nbformat
    4.5 document, with the release's cells in the release's order, for the gradebook's doors. ``python`` is the version
    of the kernel in which it ran, where it says so.
    """

    cells: tuple[Cell, ...]
    repairs: tuple[Remark, ...] = ()
    reasons: tuple[Remark, ...] = ()
    notebook: Mapping[str, Any] = field(default_factory=dict)
    python: str = ""


class Unreadable(Exception):
    """The file cannot be graded; ``remark`` says why, for a person who can do something about it."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark)  # so that it can be sent from one process to another
        self.remark = remark
