"""Grades one submission after the other in one warm sandbox."""

from __future__ import annotations

import builtins
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType

from autograder.assignment import Assignment
from autograder.execution import Loaded, Runner, SandboxedSubject
from autograder.findings import ExerciseResult
from autograder.grading.collect import Submission
from autograder.grading.heap import give_back_large_blocks
from autograder.grading.names import encodable
from autograder.grading.reading import Reader
from autograder.grading.result import Graded
from autograder.judge import Judge
from autograder.notebook.cells import Mended, Remark, Unreadable
from autograder.notebook.release import Release
from autograder.notebook.remarks import first, listed
from autograder.sandbox import Limits, OurFault
from autograder.stopping import behind

FORGED = "numeric_instead_of_backprop"
_TURN_S = 0.0002  # for which work beside the block holds it up, each time that the block has waited for the system


@dataclass(frozen=True)
class Settings:
    """How to grade: everything beside the assignment and the submissions; plain data, as it goes to other processes.

    ``tier`` None takes the strongest that this machine gives; ``unsafe`` allows grading without real isolation;
    ``keep_notebooks`` hands mended notebooks on with the results.
    """

    seed: int | None = None
    limits: Limits = field(default_factory=Limits)
    tier: str | None = None
    unsafe: bool = False
    keep_notebooks: bool = False


class Grader:
    """A judge, the release, and a sandbox, kept warm: a context manager.

    Raises ``sandbox.Refused`` where there is no real isolation and ``settings.unsafe`` is not set.
    """

    def __init__(self, assignment: Assignment, settings: Settings | None = None) -> None:
        self.assignment = assignment
        self.settings = settings or Settings()
        self.judge = Judge(assignment, self.settings.seed)
        self.release = Release.load(assignment.release)
        self.defines = {exercise.id: exercise.defines for exercise in assignment.exercises}
        self.reader = Reader(assignment.release, self.defines, self.settings.keep_notebooks)
        with _meanwhile(self.judge.prepare):  # the warm process takes as long to start
            self.sandbox = Runner(
                assignment.package,
                assignment.stand_ins,
                limits=self.settings.limits,
                tier=self.settings.tier,
                unsafe=self.settings.unsafe,
            )
            with suppress(OurFault):  # then it is so where a submission needs it, and said there
                self._prepare_release()

    def __enter__(self) -> Grader:
        give_back_large_blocks()
        self.sandbox.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sandbox.__exit__(kind, error, trace)

    def grade(self, submission: Submission) -> Graded:
        """Grade one submission. A failure of ours makes it ``not_graded``, with the reason; it never raises."""
        if submission.path is None:
            return nothing(submission)
        try:
            self.prepare()
            mended = self.reader.read(self.sandbox, submission.path, within=submission.within)
            return self.grade_mended(mended, submission)
        except Unreadable as unreadable:
            reasons = (*submission.remarks, unreadable.remark)
            return Graded(
                submission.student,
                submission.notebook,
                reasons=reasons,
                repairs=submission.repairs,
                settled=unreadable.remark.code != "not_read",  # within limits of time and memory
            )
        except Exception as error:
            if (stopped := behind(error)) is not None:
                raise stopped from None
            return self._not_graded(submission, error)

    def grade_mended(self, mended: Mended, submission: Submission) -> Graded:
        """Run and judge the cells of a mended notebook. Raises ``sandbox.OurFault`` for failures of the sandbox."""
        self.prepare()
        subject = self.sandbox.load(mended.cells)
        try:
            broken = {loaded.cell.id: loaded for loaded in subject.loaded if loaded.outcome == "replaced"}
            subject.foresee(self.judge.asked([name for name in self.defines if name not in broken], subject))
            exercises = tuple(self._exercise(name, subject, broken.get(name)) for name in self.defines)
            reasons = (
                *submission.remarks,
                *mended.reasons,
                *_bound_anew(mended, subject, self.defines),
                *_differenced(exercises),
                *(_shut_out(subject, exercises) if self.sandbox.tier == "B" else ()),
                *(Remark("suspicious", {"what": what}) for what in subject.suspicions),
            )
            repairs = (
                *submission.repairs,
                *mended.repairs,
                *_unlike_a_kernel(subject, mended.python),
                *_restored(subject),
            )
        finally:
            subject.close()
        own = (cell for cell in mended.cells if cell.kind == "solution" and cell.source != cell.fallback)
        sources = {cell.id: encodable(cell.source) for cell in own}
        return Graded(
            submission.student,
            submission.notebook,
            exercises,
            first(reasons),
            first(repairs),
            sources,
            mended.notebook if self.settings.keep_notebooks else None,
            settled=not subject.by_chance,
        )

    def prepare(self) -> None:
        """What is the same for the whole class is made ready once. Raises ``sandbox.OurFault``."""
        self._prepare_release()
        self.sandbox.prepare_questions(self.judge.batches())

    def _prepare_release(self) -> None:
        sources = (cell.source for cell in self.release.cells if cell.type == "code")
        self.sandbox.prepare_release(self.reader.release, sources, self.reader.asked)

    def _exercise(self, name: str, subject: SandboxedSubject, broken: Loaded | None) -> ExerciseResult:
        if broken is None:
            return self.judge.exercise(name, subject)
        return self.judge.broken(name, broken.raised, broken.died, broken.why)

    def _not_graded(self, submission: Submission, error: Exception) -> Graded:
        """Our own fault: the student keeps their chance, and whoever runs us learns where it happened."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = (
            str(error)
            if isinstance(error, OurFault)
            else f"{type(error).__name__} in {place.name}, line {place.lineno}"
        )
        reason = Remark("our_fault", {"what": what})
        reasons = (*submission.remarks, reason)
        return Graded(submission.student, submission.notebook, reasons=reasons, settled=False)


def nothing(submission: Submission) -> Graded:
    """The result of whoever has handed in nothing that could be graded."""
    return Graded(submission.student, submission.notebook, reasons=submission.remarks)


@contextmanager
def _meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Do it beside the block, which waits for others and must not wait for this one's turns to end; what it raises is
    raised again where the work is needed."""

    def attempt() -> None:
        with suppress(Exception):
            work()

    thread, interval = threading.Thread(target=attempt, daemon=True), sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        sys.setswitchinterval(interval)


def _bound_anew(mended: Mended, subject: SandboxedSubject, defines: Mapping[str, tuple[str, ...]]) -> Iterator[Remark]:
    """Names of exercises that a cell which was left out, or one that comes later, binds again."""
    home = {name: exercise_id for exercise_id, names in defines.items() for name in names}
    position = {cell.id: index for index, cell in enumerate(mended.cells)}
    told = set()
    for each in subject.loaded:
        for name in sorted(set(each.analysis.binds) & set(home)):
            cell, at = each.cell, position.get(home[name], -1)
            if cell.id != home[name] and (each.outcome == "left_out" or position[cell.id] > at):
                told.add(name)
                yield Remark("bound_anew", {"name": name, "cell": cell.label})
    for name in sorted(set(subject.rebound) & set(home) - told):  # in a way that the source does not show
        yield Remark("bound_anew", {"name": name, "cell": "A later cell"})


def _restored(subject: SandboxedSubject) -> Iterator[Remark]:
    if subject.restored:
        yield Remark("names_restored", {"names": listed(subject.restored)})


def _differenced(exercises: tuple[ExerciseResult, ...]) -> Iterator[Remark]:
    for exercise in exercises:
        for check in exercise.checks:
            if check.finding is not None and check.finding.code == FORGED:
                yield Remark(FORGED, {"exercise": exercise.id, "check": check.name})


_REFUSED = ("PermissionError", "FileNotFoundError")  # the second where a temporary folder is looked for


def _shut_out(subject: SandboxedSubject, exercises: tuple[ExerciseResult, ...]) -> Iterator[Remark]:
    """Where points are missing: cells that may run in a kernel, but not where nobody can write a file."""
    if all(exercise.score == exercise.max_score for exercise in exercises):
        return
    for each in subject.loaded:
        if each.outcome == "left_out" and each.raised is not None and each.raised.type in _REFUSED:
            yield Remark("shut_out", {"cell": each.cell.label})


def _unlike_a_kernel(subject: SandboxedSubject, python: str) -> Iterator[Remark]:
    """Cells that were left out, that ran without what they import, or before others, or that need a newer Python."""
    newer = python != "" and int(python.split(".")[1]) > sys.version_info.minor
    for each in subject.loaded:
        if newer and each.analysis.raised is not None and each.analysis.raised.type == "SyntaxError":
            ours = ".".join(map(str, sys.version_info[:2]))
            yield Remark("newer_python", {"cell": each.cell.label, "theirs": python, "ours": ours})
        if each.absent:
            yield Remark("absent", {"cell": each.cell.label, "packages": listed(each.absent)})
        if each.needed_by:
            yield Remark("needed_earlier", {"cell": each.cell.label, "other": each.needed_by})
        if each.outcome == "left_out":
            lost = [name for name in each.analysis.binds if name in subject.missing]
            names = f"; what it would have bound is missing: {listed(lost)}" if lost else ""
            yield Remark("left_out", {"cell": each.cell.label, "why": _why(each), "lost": names})


def _why(loaded: Loaded) -> str:
    if loaded.died is not None:
        return loaded.died
    if loaded.raised is None:
        return "raised"
    if loaded.raised.type == "DebuggerError":
        return "it calls a debugger, as breakpoint() or pdb.set_trace() do"
    known = getattr(builtins, loaded.raised.type, None)
    own = isinstance(known, type) and issubclass(known, BaseException)
    return loaded.raised.type if own else "an exception of its own"
