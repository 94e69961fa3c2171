"""What side effects cost: half of one check's points, once per stub, and nothing where the value is wrong anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.findings import CheckResult, Finding
from autograder.judge.plan import StubPlan
from autograder.judge.side_effects import accumulates, changes, second_answer
from autograder.worker.calls import Answer

Results = dict[str, CheckResult]


def charge(stub: StubPlan, answers: Sequence[Answer], results: Results) -> Results:
    """Take half the points of the check that shows the first side effect, by the order of the codes and of the
    checks.

    What a stub changes is charged to the check of the returned value; another answer at the second call, where
    nothing was changed that explains it, to the check that differs. A check that is wrong already gets the code as
    its second one.
    """
    changed = list(_changed(stub, answers))
    effects = [(stub.returned.name, finding) for finding in changed]
    effects += _differing(stub, answers, results, changed)
    effects.sort(key=lambda effect: stub.order.get(effect[1].code or "", len(stub.order)))
    charged = next((effect for effect in effects if results[effect[0]].status == "passed"), None)
    results = {name: _behind(result, effects) for name, result in results.items()}
    if charged is not None:
        name, finding = charged
        results[name] = replace(results[name], status="failed", score=results[name].max_score / 2, finding=finding)
    return results


def _changed(stub: StubPlan, answers: Sequence[Answer]) -> Iterator[Finding]:
    for trial, answer in zip(stub.trials, answers, strict=True):
        if answer.replies:
            yield from changes(trial, answer, [check.name for check in stub.checks if not check.returned])


def _differing(
    stub: StubPlan, answers: Sequence[Answer], results: Mapping[str, CheckResult], changed: Sequence[Finding]
) -> Iterator[tuple[str, Finding]]:
    """The checks that are right, or have a mistake with a name, and show another answer at the second call, which no
    change explains: one of what forward has stored may give any."""
    stored = any(finding.code == "mutates_input" and "attribute" in finding.numbers for finding in changed)
    explained = {*(["changes_on_second_call"] if changed else []), *(["accumulates"] if stored else [])}
    for check in stub.checks:
        for trial, answer, now, later in zip(stub.trials, answers, stub.targets, stub.later_targets, strict=True):
            if results[check.name].status != "passed":
                if not stored and answer.replies and accumulates(check, trial, answer):
                    yield check.name, Finding("side_effect", "accumulates")
                continue
            finding = second_answer(check, trial, answer, now[check.name], later.get(check.name))
            if finding is not None and finding.code not in explained:
                yield check.name, finding


def _behind(result: CheckResult, effects: Sequence[tuple[str, Finding]]) -> CheckResult:
    """A wrong answer whose mistake is known, with the side effect behind it."""
    finding = result.finding
    if finding is None or finding.code is None or finding.also is not None or result.status != "failed":
        return result
    codes = [effect.code for name, effect in effects if name == result.name and effect.code != finding.code]
    return replace(result, finding=replace(finding, also=codes[0] if codes else None))
