"""Puts a subject's code to the trials of an exercise, and turns the answers into points and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from autograder.assignment import Assignment, Check
from autograder.findings import CheckResult, ExerciseResult, Finding, Status
from autograder.judge.audit import audit
from autograder.judge.charge import Results, charge
from autograder.judge.compare import disagreement
from autograder.judge.differencing import drifts, is_repeated, is_rough, is_suspect, moved_calls
from autograder.judge.picture import curve
from autograder.judge.plan import Plan, StubPlan
from autograder.judge.verdict import STATUS, raised_numbers, verdict
from autograder.subject import Subject
from autograder.worker.calls import Answer, Raised

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

    def prepare(self) -> None:
        """Compute now what every subject is asked, and the right answers."""
        for exercise in self.assignment.exercises:
            self._plan(exercise.id)

    def exercise(self, exercise_id: str, subject: Subject) -> ExerciseResult:
        """Judge one exercise. Raises KeyError for an unknown id."""
        plan = self._plan(exercise_id)
        subject.begin_exercise(exercise_id)
        results: Results = {}
        with np.errstate(all="ignore"):  # of a student's numbers, NaN and infinity are no surprise
            for stub in plan.stubs:
                results |= _Sitting(stub, subject, 1 / len(plan.stubs)).results()
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


class _Sitting:
    """One stub of one subject, from the questions to the points."""

    def __init__(self, stub: StubPlan, subject: Subject, share: float) -> None:
        self.stub, self.subject, self.share = stub, subject, share

    def results(self) -> Results:
        """The results of the stub's checks, by name."""
        stub = self.stub
        if self._untouched():
            return self._all("skipped", Finding("not_implemented", "not_implemented"))
        used = stub.as_used
        calls = [*stub.calls, *stub.audit_calls, *stub.elsewhere.values(), *(used.calls if used is not None else ())]
        asked = self.subject.ask(calls, share=self.share)
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
                return self._all(status, finding)
        results = charge(self.stub, answers, self._judged(answers))
        if used is not None and answers is by_itself and works:
            results = charge(used, answers_used, results)
        self._mark_differenced(answers, dict(zip(stub.elsewhere, moved, strict=True)), results)
        self._mark_audited(answers, forwards, results)
        return results

    def _untouched(self) -> bool:
        """Whether the stub is all that the class has, and all that an object of it has when it is asked."""
        states = (self.subject.state(cls, self.stub.method) for cls in self.stub.exercise.defines)
        if next((state for state in states if state != "missing"), "missing") != "stub":
            return False
        (answer,) = self.subject.ask(self.stub.calls[:1], share=self.share)
        given = answer.replies[self.stub.trials[0].graded : self.stub.trials[0].graded + 1]
        return not any(reply.value is not None for reply in given) and all(
            reply.raised is None or reply.raised.type == "NotImplementedError" for reply in given
        )

    def _all(self, status: Status, finding: Finding) -> Results:
        return {check.name: CheckResult(check.name, status, 0.0, check.points, finding) for check in self.stub.checks}

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

    def _probed(self) -> list[Answer]:
        calls = [trial.call for trial in self.stub.probes]
        return self.subject.ask(calls, share=self.share) if calls else []

    def _mark_differenced(self, answers: Sequence[Answer], elsewhere: Mapping[str, Answer], results: Results) -> None:
        """What is right but found by finite differences gets its code, and keeps its points."""
        stub, graded = self.stub, self.stub.trials[0].graded
        right = [check for check in stub.checks if results[check.name].status == "passed"]
        drifted = [
            check
            for check in right
            if check.name in elsewhere
            if drifts(check, answers[0], elsewhere[check.name], graded, stub.targets[0][check.name])
        ]
        repeats = is_repeated(stub.trials[0], answers[0])  # a difference quotient is the same each time, noise is not
        suspects = [c for c in right if repeats and c not in drifted and self._is_suspect(c, answers)]
        moved = self.subject.ask(moved_calls(stub.trials[0]), share=self.share) if suspects else []
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
