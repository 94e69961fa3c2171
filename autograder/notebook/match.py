"""Which cells of a submission answer which exercise: by grade_id, then cell id, then the class defined, then
similarity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Literal

from . import outline
from .document import SourceCell
from .outline import essence
from .release import Release, ReleaseCell

How = Literal["similar", "class", "id", "grade_id"]
_LEVEL: Mapping[How, int] = {"similar": 0, "class": 1, "id": 2, "grade_id": 3}
_ALIKE = 65.0  # percent; two cells of different exercises of a release are less alike
_LONGER = 2.1  # times; a text that is longer than this cannot be alike


@dataclass(frozen=True)
class Claim:
    """A cell says, by its metadata or by holding the same text, that it is this cell of the release."""

    target: ReleaseCell
    how: Literal["grade_id", "id", "same"]


@dataclass(frozen=True)
class Candidate:
    """A cell that may answer an exercise; ``stubs`` are the methods to write, by class."""

    cell: SourceCell
    source: str
    how: How
    defines: bool
    untouched: bool = False  # just as it was handed out
    stubs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def answered(self) -> int:
        """How many stubs it has replaced."""
        return sum(outline.answered(self.source, name, methods) for name, methods in self.stubs.items())

    @cached_property
    def essence(self) -> str:
        """What it is compared by."""
        return self.cell.essence if self.cell.type == "code" else essence(self.source)

    @property
    def is_rest(self) -> bool:
        """Whether it can only be what follows the beginning of a split cell."""
        return outline.is_indented(self.source) and not outline.begins_class(self.source)

    @property
    def is_broken(self) -> bool:
        """Whether its class breaks off: the rest is in another cell."""
        return any(outline.ends_early(self.source, name, methods) for name, methods in self.stubs.items())

    @property
    def rank(self) -> tuple[bool, int, bool, int, bool, int]:
        """The greatest is taken: what answers most, then what was worked on, then what says most surely that it is
        the one, then the last written."""
        is_code, worked_on = self.cell.type == "code", not self.untouched
        return self.defines and not self.is_rest, self.answered, worked_on, _LEVEL[self.how], is_code, self.cell.number


@dataclass
class Answer:
    """What was found for one exercise, and what became of the cells that were not taken.

    ``parts`` are the cells of one that had been split, in order; none where nothing was found. ``blank``: a cell with
    its label is there and holds no code.
    """

    exercise: str
    parts: list[Candidate] = field(default_factory=list)
    blank: bool = False
    percent: int | None = None  # how alike, where it was matched by similarity
    moved: bool = False
    copies: list[SourceCell] = field(default_factory=list)
    stubs: list[SourceCell] = field(default_factory=list)
    rivals: list[SourceCell] = field(default_factory=list)
    strays: list[SourceCell] = field(default_factory=list)  # a copied label on other code


def claims(cells: Sequence[SourceCell], release: Release) -> dict[int, Claim]:
    """Cell number → the cell of the release that it says to be. An id that several cells have says nothing."""
    found = {}
    ids = Counter(cell.id for cell in cells)
    for cell in cells:
        same = release.by_essence.get(cell.essence or cell.source.strip(), ())
        if cell.grade_id is not None and cell.grade_id in release.by_name:
            found[cell.number] = Claim(release.by_name[cell.grade_id], "grade_id")
        elif cell.id is not None and cell.id in release.by_id and ids[cell.id] == 1:
            found[cell.number] = Claim(release.by_id[cell.id], "id")
        elif same and cell.source.strip():
            found[cell.number] = Claim(same[0], "same")
    return found


def answers(
    cells: Sequence[SourceCell],
    claimed: Mapping[int, Claim],
    release: Release,
    exercises: Mapping[str, tuple[str, ...]],
) -> list[Answer]:
    """An answer for each exercise, in their order."""
    looked = _Looked(cells, claimed, release, exercises)
    found = [looked.answer(exercise) for exercise in exercises]
    for anywhere in (False, True):
        for answer in found:
            looked.join_torn(answer, anywhere)
    taken = {part.cell.number for answer in found for part in answer.parts if part.defines}
    for answer in found:
        if answer.parts and not answer.parts[0].defines and answer.parts[0].cell.number in taken:
            answer.parts = []  # the cell answers another exercise, and not this one
        if not (answer.parts and answer.parts[0].defines):
            looked.by_similarity(answer, taken)
    return found


class _Looked:
    """A submission's cells, looked at from each exercise in turn."""

    def __init__(
        self,
        cells: Sequence[SourceCell],
        claimed: Mapping[int, Claim],
        release: Release,
        exercises: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.cells, self.claimed, self.release, self.exercises = cells, claimed, release, exercises
        self.defining: dict[str, list[SourceCell]] = {exercise: [] for exercise in exercises}
        self.torn = [cell for cell in cells if cell.type == "code" and self._is_torn(cell)]
        self.labelled: dict[str, list[tuple[SourceCell, How]]] = {exercise: [] for exercise in exercises}
        for cell in cells:
            claim = claimed.get(cell.number)
            if claim is not None and claim.how != "same" and claim.target.grade_id in self.labelled:
                self.labelled[claim.target.grade_id].append((cell, claim.how))
            if "class " in cell.source and not self._is_release(cell):
                source = _code(cell)
                for exercise, names in exercises.items():
                    if any(outline.home(source, name) for name in names):
                        self.defining[exercise].append(cell)

    def answer(self, exercise: str) -> Answer:
        """The best candidate and what becomes of the others."""
        answer = Answer(exercise)
        candidates = self._candidates(exercise)
        coded = [candidate for candidate in candidates if candidate.essence and outline.holds_code(candidate.source)]
        answer.blank = any(candidate.how != "class" for candidate in candidates if candidate not in coded)
        if not coded:
            return answer
        best = coded[0] if len(coded) == 1 else max(coded, key=lambda candidate: candidate.rank)
        if best.is_rest:
            return answer  # the rest of a cell whose beginning is not there
        answer.parts = [best]
        for other in coded:
            if other is not best:
                self._sort(other, best, answer)
        answer.parts.sort(key=lambda part: (part.is_rest, part.cell.number))
        labelled = any(candidate.how != "class" for candidate in candidates)
        answer.moved = answer.parts[0].how == "class" and labelled
        return answer

    def by_similarity(self, answer: Answer, taken: set[int]) -> None:
        """A guess, where no cell defines the class: the one that is most like what was handed out, the labelled one
        if it is alike at all."""
        stub = self.release.by_name[answer.exercise].source
        if answer.parts and _alike(answer.parts[0].source, stub) >= _ALIKE:
            return
        free = [
            cell
            for cell in self.cells
            if cell.type == "code" and cell.number not in self.claimed and cell.number not in taken
        ]
        alike = [(_alike(cell.source, stub), cell.number, cell) for cell in free]
        percent, _, cell = max(alike, default=(0.0, 0, None), key=lambda found: found[:2])
        if cell is not None and percent >= _ALIKE:
            taken.add(cell.number)
            answer.percent = int(percent)
            answer.strays += [part.cell for part in answer.parts]
            answer.parts = [Candidate(cell, cell.source, "similar", False)]

    def _is_release(self, cell: SourceCell) -> bool:
        """Unchanged, and no solution: the release's own words define no exercise."""
        claim = self.claimed.get(cell.number)
        return claim is not None and claim.target.kind != "solution" and cell.essence == claim.target.essence

    def _is_torn(self, cell: SourceCell) -> bool:
        """Whether a cell of the student's own can only be the rest of another."""
        return cell.number not in self.claimed and outline.is_indented(cell.source)

    def _candidates(self, exercise: str) -> list[Candidate]:
        found = [self._candidate(cell, exercise, how) for cell, how in self.labelled[exercise]]
        seen = {candidate.cell.number for candidate in found}
        for cell in self.defining[exercise]:
            if cell.number not in seen:
                found.append(self._candidate(cell, exercise, "class"))
        return found

    def _candidate(self, cell: SourceCell, exercise: str, how: How) -> Candidate:
        source, names = _code(cell), self.exercises[exercise]
        defines = any(outline.may_define(source, name) or outline.home(source, name) for name in names)
        untouched = cell.essence == self.release.by_name[exercise].essence
        stubs = {name: self.release.stubs(exercise, name) for name in names}
        return Candidate(cell, source, how, defines, untouched, stubs)

    def _sort(self, other: Candidate, best: Candidate, answer: Answer) -> None:
        """What becomes of a candidate that was not taken.

        A stub beside an answer is no other opinion: who wrote one meant it. Two answers that differ are two opinions,
        and a person must look.
        """
        if other.cell.type != "code" and (other.how == "class" or not other.defines):
            return  # prose
        names = self.exercises[answer.exercise]
        if any(outline.extends_itself(each.source, name) for each in (other, best) for name in names):
            answer.parts.append(other)  # class X(X) needs the one before it
        elif other.essence == best.essence:
            answer.copies.append(other.cell)
        elif other.is_rest:
            answer.parts.append(other)
        elif other.untouched or (other.how != "class" and other.defines and not (other.answered or other.is_broken)):
            answer.stubs.append(other.cell)
        elif not other.defines:  # where something is missing, it may be in there
            (answer.rivals if best.is_broken else answer.strays).append(other.cell)
        elif other.how != "class" or best.how == "class":
            answer.rivals.append(other.cell)

    def join_torn(self, answer: Answer, anywhere: bool) -> None:
        """The rest of a split cell that has no label: indented code right behind a class that breaks off, or else the
        only such code ``anywhere`` that has the method which is missing."""
        if len(answer.parts) != 1 or not self.torn:
            return
        best = answer.parts[0]
        if best.is_broken:
            methods = tuple(method for names in best.stubs.values() for method in names)
            rest = self._lone(methods) if anywhere else list(self._indented_after(answer))
            self.torn = [cell for cell in self.torn if cell not in rest]
            parts = [*answer.parts, *(Candidate(cell, cell.source, best.how, False) for cell in rest)]
            answer.parts = parts

    def _lone(self, methods: tuple[str, ...]) -> list[SourceCell]:
        """The torn cells that stand together and have a method, or any, if there is no choice."""
        code = [cell for cell in self.cells if cell.type == "code" and cell.essence]
        runs = [list(run) for torn, run in groupby(code, self.torn.__contains__) if torn]
        named = [run for run in runs if any(f"def {method}(" in cell.source for cell in run for method in methods)]
        found = named or runs
        return found[0] if len(found) == 1 else []

    def _indented_after(self, answer: Answer) -> Iterator[SourceCell]:
        """What follows the class, with nothing between but text, empty cells and copies of it."""
        for cell in self.cells[answer.parts[0].cell.number :]:
            if cell.type == "code" and cell.essence and cell not in answer.stubs and cell not in answer.copies:
                if cell not in self.torn:
                    return
                yield cell


def _alike(source: str, stub: str) -> float:
    """How alike two texts are, in percent; 0 where that is surely too little."""
    import difflib  # only damaged notebooks pay for it

    if len(source) > _LONGER * len(stub):
        return 0.0
    matcher = difflib.SequenceMatcher(None, source, stub, autojunk=False)
    return 100 * matcher.ratio() if 100 * matcher.quick_ratio() >= _ALIKE else 0.0


def _code(cell: SourceCell) -> str:
    """The source, and of a text cell what is between its fences, if it has any."""
    if cell.type == "code" or "```" not in cell.source:
        return cell.source
    lines, inside, kept = cell.source.split("\n"), False, []
    for line in lines:
        fence = line.lstrip().startswith("```")
        inside = inside != fence
        kept.append(line if inside and not fence else "")
    return "\n".join(kept)
