"""Puts a subject's code to the trials of an exercise, and turns the answers into points and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from autograder.assignment import Assignment, Check
from autograder.findings import CheckResult, ExerciseResult, Finding, Status
from autograder.judge.audit import audit
from autograder.judge.charge import Results, charge
from autograder.judge.differencing import drifts, is_repeated, is_rough, is_suspect, moved_calls
from autograder.judge.memory import Memory, Sitting
from autograder.judge.picture import curve
from autograder.judge.plan import Plan, StubPlan
from autograder.judge.verdict import STATUS, raised_numbers, verdict
from autograder.subject import Batch, Subject
from autograder.worker.calls import Answer, Call, Raised
from gradcheck.compare import disagreement
from gradcheck.stub import EXCEPTION

DIED: Mapping[str, Status] = {"timed_out": "timed_out", "killed": "killed"}


class Judge:
    """Judges the exercises of one assignment; trials, right answers and predictions are computed once and kept.

    ``seed`` None takes the assignment's own. Whatever a subject's code does is a result; an exception is a fault of
    ours.
    """

    def __init__(self, assignment: Assignment, seed: int | None = None) -> None:
        self.assignment = assignment
        self.seed = assignment.seed if seed is None else seed
        self._plans: dict[str, Plan] = {}
        self._memory = Memory()

    def prepare(self) -> None:
        """Compute now what every subject is asked, and the right answers."""
        for exercise in self.assignment.exercises:
            self._plan(exercise.id)

    def batches(self) -> list[Batch]:
        """All that may be asked of a subject, its mistakes aside."""
        stubs = (stub for exercise in self.assignment.exercises for stub in self._plan(exercise.id).stubs)
        return [batch for stub in stubs for batch in (stub.batch, stub.first)]

    def forget(self) -> None:
        """Judge all answers anew."""
        self._memory = Memory()

    def asked(self, exercise_ids: Sequence[str], subject: Subject) -> list[Batch]:
        """What ``exercise`` asks of this subject first."""
        stubs = (stub for exercise_id in exercise_ids for stub in self._plan(exercise_id).stubs)
        return [stub.first if _is_stub(stub, subject) else stub.batch for stub in stubs]

    def exercise(self, exercise_id: str, subject: Subject) -> ExerciseResult:
        """Judge one exercise. Raises KeyError for an unknown id."""
        plan = self._plan(exercise_id)
        subject.begin_exercise(exercise_id)
        results: Results = {}
        with np.errstate(all="ignore"):  # of a student's numbers, NaN and infinity are no surprise
            for stub in plan.stubs:
                results |= _results(stub, subject, self._memory)
        return ExerciseResult(exercise_id, tuple(results[check.name] for check in plan.exercise.checks))

    def broken(self, exercise_id: str, raised: Raised | None, died: str | None, why: str) -> ExerciseResult:
        """The result of an exercise whose solution cell did not run."""
        checks = self.assignment.exercise(exercise_id).checks
        finding, status = _not_run(raised, died, why)
        results = (CheckResult(check.name, status, 0.0, check.points, finding) for check in checks)
        return ExerciseResult(exercise_id, tuple(results))

    def _plan(self, exercise_id: str) -> Plan:
        if exercise_id not in self._plans:
            order = {code: rank for rank, code in enumerate(self.assignment.messages)}
            self._plans[exercise_id] = Plan(self.assignment.exercise(exercise_id), self.seed, order)
        return self._plans[exercise_id]


FAR = 0.05  # relative error; a value that is off by less may be the derivative of either function


def _is_stub(stub: StubPlan, subject: Subject) -> bool:
    """Whether the stub is all that the class has."""
    states = (subject.state(cls, stub.method) for cls in stub.exercise.defines)
    return next((state for state in states if state != "missing"), "missing") == "stub"


def _is_untouched(stub: StubPlan, subject: Subject) -> bool:
    """Whether the stub is all that the class has, and all that an object of it has when it is asked."""
    if not _is_stub(stub, subject):
        return False
    (answer,) = subject.put(stub.first).answers
    given = answer.replies[stub.trials[0].graded : stub.trials[0].graded + 1]
    return not any(reply.value is not None for reply in given) and all(
        reply.raised is None or reply.raised.type == EXCEPTION for reply in given
    )


def _results(stub: StubPlan, subject: Subject, memory: Memory) -> Results:
    """The results of a stub's checks, by name."""
    if _is_untouched(stub, subject):
        return _all(stub, "skipped", Finding("not_implemented", "not_implemented"))
    sitting = memory.sitting(stub, subject)
    known = sitting.known()
    if known is None:
        known = _Judging(stub, sitting).results()
        sitting.remember(known)
    return dict(known)


def _all(stub: StubPlan, status: Status, finding: Finding) -> Results:
    return {check.name: CheckResult(check.name, status, 0.0, check.points, finding) for check in stub.checks}


class _Judging:
    """One stub of one subject, from the answers to the points."""

    def __init__(self, stub: StubPlan, sitting: Sitting) -> None:
        self.stub, self.sitting = stub, sitting

    def results(self) -> Results:
        """The results of the stub's checks, by name."""
        stub = self.stub
        used, asked = stub.as_used, self.sitting.answers
        answers, rest = asked[: len(stub.calls)], asked[len(stub.calls) :]
        by_itself = answers
        if used is not None:
            answers_used, rest = rest[-len(used.calls) :], rest[: -len(used.calls)]
            works = _is_right(used, answers_used)
            if not _is_right(stub, answers) and (works or _stopped(stub, answers)):
                self.stub, answers = used, answers_used
        forwards, moved = rest[: len(stub.audit_calls)], rest[len(stub.audit_calls) :]
        for answer in answers:
            if answer.died is not None:
                finding, status = _not_run(None, answer.died, answer.why)
                return _all(self.stub, status, finding)
        results = charge(self.stub, answers, self._judged(answers))
        if used is not None and answers is by_itself and works:
            results = charge(used, answers_used, results)
        self._mark_differenced(answers, dict(zip(stub.elsewhere, moved, strict=True)), results)
        self._mark_audited(answers, forwards, results)
        return results

    def _judged(self, answers: Sequence[Answer]) -> Results:
        """Right or wrong, with the mistake where it is proved; probes are asked where something is wrong."""
        found = {check.name: verdict(check, self.stub, answers) for check in self.stub.checks}
        probed = self._probed() if any(finding is not None for finding in found.values()) else []
        results = {}
        for check in self.stub.checks:
            finding = found[check.name]
            if finding is None:
                results[check.name] = CheckResult(check.name, "passed", check.points, check.points)
                continue
            finding = replace(finding, numbers={**finding.numbers, **curve(check, self.stub.probes, probed)})
            proved = self.stub.bank(check).diagnose([*answers, *probed], finding.symptom)
            if proved is not None:
                finding = replace(proved, numbers={**finding.numbers, **proved.numbers})
            status = STATUS.get(finding.symptom, "failed")
            results[check.name] = CheckResult(check.name, status, 0.0, check.points, finding)
        return results

    def _probed(self) -> Sequence[Answer]:
        calls = [trial.call for trial in self.stub.probes]
        return self._ask(calls) if calls else ()

    def _ask(self, calls: Sequence[Call]) -> Sequence[Answer]:
        return self.sitting.ask(Batch(self.stub.exercise.id, tuple((call,) for call in calls), self.stub.share))

    def _mark_differenced(self, answers: Sequence[Answer], elsewhere: Mapping[str, Answer], results: Results) -> None:
        """What is right but found by finite differences gets its code, and keeps its points."""
        stub, graded, again = self.stub, self.stub.trials[0].graded, self.stub.trials[0].again
        right = [check for check in stub.checks if results[check.name].status == "passed"]
        repeats = is_repeated(stub.trials[0], answers[0])  # a difference quotient is the same each time, noise is not
        drifted = [
            check
            for check in right
            if check.name in elsewhere
            if drifts(check, answers[0], elsewhere[check.name], graded, stub.targets[0][check.name], again)
        ]
        suspects = [c for c in right if repeats and c not in drifted and self._is_suspect(c, answers)]
        moved = self._ask(moved_calls(stub.trials[0])) if suspects else ()
        rough = [check for check in suspects if is_rough(check, moved, stub.targets[0][check.name])]
        for check in (*drifted, *rough):
            finding = Finding("numeric_instead_of_backprop", "numeric_instead_of_backprop")
            results[check.name] = replace(results[check.name], finding=finding)

    def _is_suspect(self, check: Check, answers: Sequence[Answer]) -> bool:
        tried = zip(self.stub.trials, self.stub.targets, answers, strict=True)
        return any(
            is_suspect(check.read(answer.replies[trial.graded]), targets[check.name])
            for trial, targets, answer in tried
        )

    def _mark_audited(self, answers: Sequence[Answer], forwards: Sequence[Answer], results: Results) -> None:
        """Set gradients against the student's own forward; a wrong one without a name may fit that."""
        start = 0
        for line in self.stub.audits:
            trial, targets, answer = self.stub.trials[line.trial], self.stub.targets[line.trial], answers[line.trial]
            replies = answer.replies[trial.graded : trial.graded + 1]
            gradients = {check.name: check.read(reply) for check in self.stub.checks for reply in replies}
            outcome = audit(line, forwards[start : start + len(line.calls)], gradients)
            start += len(line.calls)
            for name in line.directions:
                found = disagreement(gradients[name], targets[name]) if name in gradients else None
                wrong = found is not None and found.numbers.get("relative_error", 0.0) > FAR
                results[name] = _audited(results[name], outcome, wrong)


def _is_right(stub: StubPlan, answers: Sequence[Answer]) -> bool:
    """Whether all that was asked came to an end, and every check agrees."""
    ended = all(answer.died is None for answer in answers)
    return ended and all(verdict(check, stub, answers) is None for check in stub.checks)


def _stopped(stub: StubPlan, answers: Sequence[Answer]) -> bool:
    """Whether the graded step of the first trial raised: it may count on what comes before it in use."""
    replies = answers[0].replies[stub.trials[0].graded :]
    return bool(replies) and replies[0].raised is not None


def _audited(result: CheckResult, outcome: str, wrong: bool) -> CheckResult:
    """The result with the audit's outcome; ``wrong``: at the trial that was audited."""
    finding = result.finding
    unexplained = finding is not None and finding.code is None and finding.symptom == "wrong_value"
    if finding is not None and unexplained and wrong and outcome == "agrees":
        finding = replace(finding, symptom="own_forward")
    return replace(result, finding=finding, audit=outcome)


def _not_run(raised: Raised | None, died: str | None, why: str) -> tuple[Finding, Status]:
    """What is said of code that did not come to an end: it was stopped, or it raised."""
    if died is not None:
        status = DIED.get(died, "killed")
        return Finding(status, numbers={"why": why}), status
    numbers = raised_numbers(raised) if raised is not None else {"why": why}
    return Finding("exception", "exception", numbers), "error"
