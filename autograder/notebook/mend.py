"""Lays a submission onto the release: its answers in the release's cells and order, its own cells where they stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import outline
from .cells import Cell, Mended, Remark
from .divide import below_the_rest, divide
from .document import Document, SourceCell
from .magics import plain
from .match import Answer, Claim, answers, claims
from .order import places
from .pasted import without_given
from .read import as_document
from .release import Release, ReleaseCell
from .remarks import listed
from .torn import give_back


def mend(notebook: Document | Mapping[str, Any], release: Release, exercises: Mapping[str, tuple[str, ...]]) -> Mended:
    """Mend a notebook, as ``read_notebook`` gives it or as nbformat's JSON.

    ``exercises`` maps each grade_id to the classes that its cell defines. No stored output, point or metadata of the
    student's is looked at, but for names. The document that comes out shares the release's metadata: copy what you
    change. Raises ``Unreadable``.
    """
    document = as_document(notebook)
    whole = replace(document, cells=give_back(document.cells))
    return _Mending(whole, release, exercises).mended()


@dataclass(frozen=True)
class _Placed:
    """A cell in its place: what runs, if it runs, and what the mended notebook shows."""

    place: float
    shown: Mapping[str, Any]
    cell: Cell | None = None


class _Mending:
    """One submission on its way onto the release."""

    def __init__(self, document: Document, release: Release, exercises: Mapping[str, tuple[str, ...]]) -> None:
        self.document, self.release, self.exercises = document, release, exercises
        self.claimed = claims(document.cells, release)
        self.answers = {answer.exercise: answer for answer in answers(document.cells, self.claimed, release, exercises)}
        self.shared = self._shared()
        self.used = {part.cell.number for answer in self.answers.values() for part in answer.parts}
        self.out = {cell.number for answer in self.answers.values() for cell in self._left_out(answer)} - self.used
        self.divisions: dict[int, Mapping[str, tuple[int, str]]] = {}
        self.magic: list[str] = []
        self.tests_edited: list[str] = []
        self.edited: dict[str, SourceCell] = {}  # given cells that were edited, by the release's id
        self.present: dict[str, str] = {}  # the release's id of each cell that is there, and its label

    def mended(self) -> Mended:
        """The cells in the order in which they run, and what was noticed."""
        own = list(self._own())
        laid = sorted([*self._release(), *own], key=lambda placed: placed.place)
        return Mended(
            tuple(placed.cell for placed in laid if placed.cell is not None),
            (*self.document.repairs, *self._repairs()),
            tuple(reason for answer in self.answers.values() for reason in self._reasons(answer)),
            {
                "cells": [placed.shown for placed in laid],
                "metadata": self.release.metadata,
                "nbformat": 4,
                "nbformat_minor": 5,
            },
            self.document.python,
        )

    def _shared(self) -> dict[int, list[str]]:
        """Cells that answer several exercises."""
        served: dict[int, list[str]] = {}
        for answer in self.answers.values():
            if answer.parts:
                served.setdefault(answer.parts[0].cell.number, []).append(answer.exercise)
        return {number: exercises for number, exercises in served.items() if len(exercises) > 1}

    def _left_out(self, answer: Answer) -> Iterator[SourceCell]:
        """Cells that are not run: another answer's cell is, where something else is defined in it."""
        yield from answer.copies
        yield from answer.stubs
        for cell in answer.rivals:
            if cell.number in self.claimed or outline.defined(cell.source) <= set(self.exercises[answer.exercise]):
                yield cell

    # The release's cells

    def _release(self) -> Iterator[_Placed]:
        for target in self.release.cells:
            if target.kind == "solution" and target.grade_id in self.answers:
                yield self._solution(target, self.answers[target.grade_id])
            elif target.kind != "given":
                yield _Placed(target.index, _shown(target.type, target.id, target.source, target.metadata))
            elif target.id not in self.edited or target.is_needed:
                label = self.present.get(target.id, f"the release's cell {target.id}")
                cell = Cell(target.id, "given", target.source, label)
                yield _Placed(target.index, _shown("code", target.id, target.source, target.metadata), cell)

    def _solution(self, target: ReleaseCell, answer: Answer) -> _Placed:
        name = answer.exercise
        if not answer.parts:
            shown = _shown("code", target.id, target.source, target.metadata)
            cell = Cell(name, "solution", target.source, f"the release's cell {name}", target.source)
            return _Placed(target.index, shown, cell)
        first = answer.parts[0].cell
        label = " and ".join(part.cell.label for part in answer.parts)
        offset, source = first.offset, answer.parts[0].source
        if first.number in self.shared:
            inside, source = self._divided(first, source)[name]
            offset += inside
        elif outline.is_indented(source) and (home := self._home(source, name)):
            source = below_the_rest(source, home)
        source = without_given("\n".join([source, *(part.source for part in answer.parts[1:])]), self.release)
        runs = "\n" * offset + self._plain(source, label, solution=True)  # so its lines count as in the student's cell
        shown = _shown("code", target.id, source.strip("\n"), target.metadata)
        return _Placed(target.index, shown, Cell(name, "solution", runs, label, target.source))

    def _divided(self, cell: SourceCell, source: str) -> Mapping[str, tuple[int, str]]:
        """A cell that answers several exercises, by the class with which it answers each."""
        if cell.number not in self.divisions:
            homes = {exercise: self._home(source, exercise) for exercise in self.shared[cell.number]}
            whole = dict.fromkeys(homes, (0, source))  # where a class is hidden in a block, all run all of it
            self.divisions[cell.number] = divide(source, homes) if all(homes.values()) else whole
        return self.divisions[cell.number]

    def _home(self, source: str, exercise: str) -> str:
        """The class of an exercise that stands at the margin, if one does."""
        return next(filter(None, (outline.home(source, name) for name in self.exercises[exercise])), "")

    def _plain(self, source: str, label: str, solution: bool = False) -> str:
        converted = plain(source, solution)
        if converted != source:
            self.magic.append(label)
        return converted

    # The student's cells

    def _own(self) -> Iterator[_Placed]:
        at = places([cell.number for cell in self.document.cells], self._anchors(), self._solutions())
        for cell in self.document.cells:
            claim = self.claimed.get(cell.number)
            if claim is not None and (cell.type == "code") == (claim.target.type == "code") and cell.source.strip():
                self.present.setdefault(claim.target.id, cell.label)
            if cell.number in self.used or cell.number in self.out or not cell.source.strip():
                continue
            if cell.type == "code":
                yield from self._own_code(cell, claim, at[cell.number])
            elif claim is None:
                source = cell.source.replace("(attachment:", "(removed:")
                yield _Placed(at[cell.number], _shown(cell.type, self._id(cell), source, {}))

    def _own_code(self, cell: SourceCell, claim: Claim | None, place: float) -> Iterator[_Placed]:
        identity = self._id(cell)
        if claim is not None and self._is_releases(cell, claim.target):
            return
        if claim is not None and claim.target.kind == "given" and claim.target.id not in self.edited:
            self.edited[claim.target.id] = cell
            if not claim.target.is_needed:
                identity, place = claim.target.id, claim.target.index
        if cell.essence:
            source = "\n" * cell.offset + self._plain(cell.source, cell.label)
            yield _Placed(place, _shown("code", identity, cell.source, {}), Cell(identity, "own", source, cell.label))

    def _is_releases(self, cell: SourceCell, target: ReleaseCell) -> bool:
        """Whether the release's own takes the cell's place: it is unchanged, or a locked test that defines nothing
        new."""
        if cell.essence == target.essence:
            return target.kind != "solution"
        if target.kind == "test":
            self.tests_edited.append(target.name)
            return outline.defined(cell.source) <= outline.defined(target.source)
        return False

    def _id(self, cell: SourceCell) -> str:
        identity = f"cell-{cell.number}"
        return identity if identity not in self.release.by_id else f"own-{identity}"

    def _anchors(self) -> dict[int, int]:
        """The first cell that is each of the release's, and its index there."""
        found: dict[int, int] = {}
        seen: set[int] = set()
        for number, claim in self.claimed.items():
            if claim.target.kind != "solution" and claim.target.index not in seen:
                seen.add(claim.target.index)
                found[number] = claim.target.index
        for answer in self.answers.values():
            for part in answer.parts:
                found[part.cell.number] = self.release.by_name[answer.exercise].index
        return found

    def _solutions(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for answer in reversed(self.answers.values()):
            for part in answer.parts:
                found[part.cell.number] = self.release.by_name[answer.exercise].index
        return found

    # What is said about it

    def _reasons(self, answer: Answer) -> Iterator[Remark]:
        if not answer.parts:
            yield Remark("no_code" if answer.blank else "exercise_missing", {"exercise": answer.exercise})
            return
        chosen = answer.parts[0].cell.label
        if answer.parts[0].cell.type != "code":
            yield Remark("not_code", {"exercise": answer.exercise, "cell": chosen})
        elif answer.blank:
            yield Remark("code_elsewhere", {"exercise": answer.exercise, "cell": chosen})
        names = self.exercises[answer.exercise]
        for part in answer.parts[1:]:
            for name in (name for name in names if outline.extends_itself(part.source, name)):
                yield Remark("extends_itself", {"name": name, "cell": part.cell.label})
        if answer.percent is not None:
            yield Remark("similar", {"exercise": answer.exercise, "cell": chosen, "percent": answer.percent})
        if answer.rivals:
            others = listed([cell.label for cell in answer.rivals])
            yield Remark("candidates_differ", {"exercise": answer.exercise, "cell": chosen, "others": others})

    def _repairs(self) -> Iterator[Remark]:
        found = self.answers.values()
        theirs, ours = self.document.release, self.release.version
        if theirs and ours and theirs != ours:
            yield Remark("other_release", {"theirs": theirs[:20], "ours": ours})
        for answer in found:
            yield from _of_answer(answer)
        for cell in self.document.cells:
            if cell.type == "code" and (line := outline.conflict(cell.source)):
                yield Remark("conflict_in_cell", {"cell": cell.label, "line": line})
        for number, exercises in self.shared.items():
            label = self.document.cells[number - 1].label
            yield Remark("divided", {"cell": label, "exercises": listed(exercises)})
        yield from _list("labels_lost", "exercises", [a.exercise for a in found if self._label_lost(a)])
        yield from _list("duplicates", "cells", [*_labels(c for a in found for c in a.copies), *self._copies()])
        yield from _list("stubs_left_out", "cells", _labels(c for a in found for c in a.stubs))
        yield from _list(
            "borrowed_label", "cells", _labels(c for a in found for c in a.strays if c.number not in self.used)
        )
        yield from _list("tests_edited", "tests", list(dict.fromkeys(self.tests_edited)))
        yield from _list("restored", "cells", self._restored())
        yield from _list("restored_beside", "cells", self._beside())
        yield from _list("magic", "cells", list(dict.fromkeys(self.magic)))

    def _label_lost(self, answer: Answer) -> bool:
        if not answer.parts or answer.moved or answer.parts[0].cell.number in self.shared:
            return False
        return answer.parts[0].how in ("id", "class")

    def _copies(self) -> list[str]:
        """Further copies of the release's own code cells."""
        seen: set[str] = set()
        copies = []
        for number, claim in self.claimed.items():
            cell = self.document.cells[number - 1]
            if claim.target.kind in ("given", "test") and number not in self.used and cell.type == "code":
                if claim.target.id in seen and cell.essence == claim.target.essence:
                    copies.append(cell.label)
                seen.add(claim.target.id)
        return copies

    def _restored(self) -> list[str]:
        return [c.name for c in self.release.cells if c.kind in ("given", "test") and c.id not in self.present]

    def _beside(self) -> list[str]:
        targets = (self.release.by_id[identity] for identity in self.edited)
        return [target.name for target in targets if target.is_needed]


def _of_answer(answer: Answer) -> Iterator[Remark]:
    if not answer.parts:
        return
    first = answer.parts[0].cell
    if answer.moved:
        yield Remark("moved", {"exercise": answer.exercise, "cell": first.label})
    if first.type != "code":
        yield Remark("retyped", {"exercise": answer.exercise, "type": first.type})
    if len(answer.parts) > 1:
        cells = listed(_labels(part.cell for part in answer.parts))
        yield Remark("joined", {"exercise": answer.exercise, "cells": cells})


def _labels(cells: Iterable[SourceCell]) -> list[str]:
    return [cell.label for cell in sorted(cells, key=lambda cell: cell.number)]


def _list(code: str, key: str, names: list[str]) -> Iterator[Remark]:
    if names:
        yield Remark(code, {key: listed(names)})


def _shown(kind: str, identity: str, source: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A cell of nbformat 4.5, nothing stored in it."""
    cell = {"cell_type": kind, "id": identity, "metadata": metadata, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell
