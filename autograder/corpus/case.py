"""The cases of a corpus, read from the assignment's folder and held to its table of checks and codes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, Exercise

KINDS = ("right", "wrong")
STOPPED = ("timed_out", "killed")
EITHER = "either"  # what a visible check may say of an answer that only the grader's numbers decide
_KEYS = ("name", "bodies", "checks", "cells", "edits", "styles", "visible")


class CorpusError(ValueError):
    """A case that is not written as it should be; the words say which one, and what is wrong with it."""


@dataclass(frozen=True)
class Expectation:
    """What a check must get. ``code`` None: no name. Any of ``statuses`` is right. ``visible``: what the visible check
    says where it is not the same."""

    points: float
    code: str | None = None
    statuses: tuple[str, ...] = ("passed",)
    visible: str | None = None

    @property
    def full(self) -> bool:
        """Whether it earns all points."""
        return self.statuses == ("passed",)


@dataclass(frozen=True, eq=False)
class Case:
    """One answer to one exercise: bodies for its stubs, in order, and what each check of it must get."""

    kind: str
    exercise: str
    name: str
    bodies: tuple[str, ...]
    checks: Mapping[str, Expectation]
    cells: tuple[str, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    styles: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.exercise}-{self.name}"

    @property
    def score(self) -> float:
        """The points of the exercise."""
        return sum(expected.points for expected in self.checks.values())

    @property
    def ends(self) -> bool:
        """Whether its code comes to an end by itself."""
        return not any(status in STOPPED for expected in self.checks.values() for status in expected.statuses)


_FOUND: dict[Path, tuple[Case, ...]] = {}


def cases(assignment: Assignment, kind: str | None = None, exercise: str | None = None) -> tuple[Case, ...]:
    """The ``right`` or ``wrong`` cases, or all: by exercise, in the order of their files. Raises ``CorpusError``."""
    home = assignment.home
    if home is not None and home not in _FOUND:
        _FOUND[home] = tuple(_read(assignment, home / "corpus"))
    found = () if home is None else _FOUND[home]
    return tuple(case for case in found if kind in (None, case.kind) and exercise in (None, case.exercise))


def styles(assignment: Assignment) -> dict[str, dict[str, Case]]:
    """The whole notebooks of the corpus: for each style the right answer to every exercise."""
    found: dict[str, dict[str, Case]] = {}
    for case in cases(assignment, "right"):
        for style in case.styles:
            found.setdefault(style, {})[case.exercise] = case
    return found


def _read(assignment: Assignment, folder: Path) -> list[Case]:
    found: list[Case] = []
    for exercise in assignment.exercises:
        right: tuple[str, ...] = ()
        for kind in KINDS:
            path, names = folder / kind / f"{exercise.id}.toml", set[str]()
            for table in _tables(path):
                name = _name(table, names, f"{kind}/{path.name}")
                found.append(_case(kind, exercise, name, right, table, assignment.messages))
                right = right or found[-1].bodies
    _held(found)
    return found


def _tables(path: Path) -> Sequence[Mapping[str, Any]]:
    if not path.is_file():
        return ()
    try:
        tables: Sequence[Mapping[str, Any]] = tomllib.loads(path.read_text("utf-8")).get("case", ())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name}: this is no TOML: {error}") from None
    return tables


def _name(table: Mapping[str, Any], taken: set[str], where: str) -> str:
    """The name of a case; of one that has none its style, or what stands in it."""
    name = str(table.get("name", ""))
    if name in taken:
        raise CorpusError(f"{where}: {name} stands there twice")
    if not name:
        style = "_and_".join(table.get("styles", ()))
        body = re.sub(r"\W+", "_", "; ".join(table.get("bodies", {}).values())).strip("_")[:80]
        first = f"in_the_style_of_{style}" if style else body
        name = next(each for each in chain([first], (f"{first}_{n}" for n in count(2))) if each not in taken)
    taken.add(name)
    return name


def _case(
    kind: str, exercise: Exercise, name: str, right: tuple[str, ...], table: Mapping[str, Any], codes: Mapping[str, str]
) -> Case:
    where = f"{kind}/{exercise.id}.toml, {name}"
    written, rows, visible = (table.get(key, {}) for key in ("bodies", "checks", "visible"))
    names = [check.name for check in exercise.checks]
    for given, known in ((table, _KEYS), (written, exercise.stubs), (rows, names), (visible, names)):
        for key in given:
            if key not in known:
                raise CorpusError(f"{where}: {key} is unknown here; there are {', '.join(known)}")
    if (kind == "wrong") != bool(rows):
        raise CorpusError(f"{where}: a wrong answer says what its checks must get, a right one does not")
    checks = {
        check.name: _expectation(rows.get(check.name, [check.points, "", "passed"]), visible.get(check.name))
        for check in exercise.checks
    }
    for check in exercise.checks:
        expected = checks[check.name]
        if expected.code is not None and expected.code not in codes:
            raise CorpusError(f"{where}: no mistake is called {expected.code}")
        if expected.full != (expected.points == check.points):
            raise CorpusError(f"{where}: {check.name} is passed where it gets {check.points:g} points, and only there")
    return Case(
        kind=kind,
        exercise=exercise.id,
        name=name,
        bodies=tuple(_bodies(exercise, right, written, where)),
        checks=checks,
        cells=tuple(table.get("cells", ())),
        edits=table.get("edits", {}),
        styles=tuple(table.get("styles", ())),
    )


def _expectation(row: Any, visible: str | None) -> Expectation:
    whole: Any = [0.0, row, "failed"] if isinstance(row, str) else row
    points, code, status = whole
    return Expectation(points, code or None, tuple(status.split("|")), visible)


def _bodies(exercise: Exercise, right: tuple[str, ...], written: Mapping[str, str], where: str) -> Iterator[str]:
    left = False
    for number, stub in enumerate(exercise.stubs):
        if stub not in written and number >= len(right):
            raise CorpusError(f"{where}: there is no body for {stub}, and no right answer before it to take it from")
        body = written[stub] if stub in written else right[number]
        if left and body:
            raise CorpusError(f"{where}: a stub that is left can only be the last one")
        left = not body
        if body:
            yield body


def _held(found: Sequence[Case]) -> None:
    """No answer stands there twice, and no style has two answers to an exercise."""
    answers: dict[Any, Case] = {}
    for case in found:
        bodies = tuple(body.strip("\n").rstrip() for body in case.bodies)
        keys: list[Any] = [(case.exercise, bodies, case.cells, tuple(case.edits.items()))]
        keys += [(case.exercise, style) for style in case.styles if case.kind == "right"]
        for key in keys:
            if key in answers:
                raise CorpusError(f"{case}: the same stands there already, as {answers[key]}")
            answers[key] = case
