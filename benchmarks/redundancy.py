"""What of the judge and of the visible checks nothing in the corpora needs: each part is left out, one at a time.

    python benchmarks/redundancy.py [rows] [phases] [causes] [looks]

``rows``: the formulas of the bank of mistakes. ``phases``: the steps of the search for a formula, and its order.
``causes``: what visible checks look for; ``looks``: how they say where an answer is wrong. A part is told where no
score, status or name (of a visible check: symptom, name, place) changes without it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ours import ASSIGNMENT, NAME
from rich.console import Console

from autograder.assignment import Exercise
from autograder.corpus import Case, answered, cases, judged_of
from autograder.in_process import InProcessSubject
from autograder.judge import Judge, diagnosis
from autograder.worker.plain import pack
from gradcheck import place
from gradcheck import verdict as visible

Results = tuple[tuple[Any, ...], ...]
VISIBLE = importlib.import_module(f"{NAME}.checks").VISIBLE


def main() -> None:
    """Print the parts of each kind that could go."""
    kinds: Mapping[str, Callable[[], Iterator[tuple[int, str]]]] = {
        "rows": rows,
        "phases": phases,
        "causes": causes,
        "looks": looks,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[[], *kinds], help="what is left out; all, where none is named")
    options = parser.parse_args()
    console = Console(soft_wrap=True)
    for kind in options.kinds or kinds:
        found = list(kinds[kind]())
        needless = [name for changed, name in found if not changed]
        console.print(f"{kind}: {len(needless)} of {len(found)} change nothing", markup=False)
        for name in needless:
            console.print(f"  {name}", markup=False, highlight=False)


class Remembered(InProcessSubject):
    """A subject that answers what it was asked before without running it again."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.answers: dict[str, Any] = {}

    def ask(self, calls: Any, share: float = 1.0) -> Any:
        """As before, by the call's own text."""
        found = []
        for call in calls:
            key = repr(pack(call))
            if key not in self.answers:
                self.answers[key] = super().ask([call], share)[0]
            found.append(self.answers[key])
        return found


@cache
def of_exercise(exercise_id: str) -> list[tuple[Case, Remembered]]:
    """The corpora's cases of an exercise, loaded."""
    found = [case for case in cases(ASSIGNMENT) if case.exercise == exercise_id and case.ends]
    return [(case, Remembered(answered(ASSIGNMENT, case), ASSIGNMENT)) for case in found]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Throw away what students print and warn of."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def judged(exercise: Exercise, case: Case, subject: Remembered) -> Results:
    """What each check of a case comes to."""
    results = judged_of(_judge(exercise), case, subject).checks
    return tuple(
        (one.score, one.status, one.finding and one.finding.code, one.finding and one.finding.also) for one in results
    )


def _judge(exercise: Exercise) -> Judge:
    if exercise.id not in JUDGES or JUDGES[exercise.id][0] is not exercise:
        JUDGES[exercise.id] = exercise, Judge(replace(ASSIGNMENT, exercises=(exercise,)))
    return JUDGES[exercise.id][1]


JUDGES: dict[str, tuple[Exercise, Judge]] = {}


def changed(before: Mapping[Case, Results], exercise: Exercise, only: Callable[[Results], bool] = bool) -> int:
    """How many cases come to something else than before; ``only``: those that are looked at."""
    cases = of_exercise(exercise.id)
    return sum(judged(exercise, *each) != before[each[0]] for each in cases if only(before[each[0]]))


def as_it_is(exercise: Exercise) -> Mapping[Case, Results]:
    """What each case comes to with nothing left out."""
    if exercise.id not in WHOLE:
        WHOLE[exercise.id] = {case: judged(exercise, case, subject) for case, subject in of_exercise(exercise.id)}
    return WHOLE[exercise.id]


WHOLE: dict[str, Mapping[Case, Results]] = {}


def kept(exercise: Exercise) -> Exercise:
    """The exercise, whose trials and probes are drawn once."""
    drawn, more, lines = (cache(each) for each in (exercise.trials, exercise.probes, exercise.audits))
    return replace(exercise, trials=drawn, probes=more, audits=lines)


def rows() -> Iterator[tuple[int, str]]:
    """Each mistake of each exercise. One that is named nowhere changes nothing."""
    for exercise in map(kept, ASSIGNMENT.exercises):
        before = as_it_is(exercise)
        numbers: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
        for at, mistake in enumerate(exercise.mistakes):
            numbers[mistake.code, mistake.checks] += 1
            name = f"{exercise.id} {'/'.join(mistake.checks)} {mistake.code} {numbers[mistake.code, mistake.checks]}"
            others = (*exercise.mistakes[:at], *exercise.mistakes[at + 1 :])

            def named(results: Results, code: str = mistake.code) -> bool:
                return any(code in result for result in results)

            yield changed(before, replace(exercise, mistakes=others), named), name


def phases() -> Iterator[tuple[int, str]]:
    """The steps of the search, one after the other; and the order of the names."""
    exercises = [kept(exercise) for exercise in ASSIGNMENT.exercises]
    for exercise in exercises:
        as_it_is(exercise)
    whole = diagnosis.PHASES
    for phase in whole:
        diagnosis.PHASES = {name: each for name, each in whole.items() if name != phase}
        yield sum(changed(as_it_is(exercise), replace(exercise)) for exercise in exercises), phase
    diagnosis.PHASES = dict(reversed(whole.items()))
    yield sum(changed(as_it_is(exercise), replace(exercise)) for exercise in exercises), "the order of the phases"
    diagnosis.PHASES = whole


def causes() -> Iterator[tuple[int, str]]:
    """What each answer's visible check looks for."""
    for exercise in ASSIGNMENT.exercises:
        asked = [_asked(case) for case in cases(ASSIGNMENT) if case.exercise == exercise.id and case.ends]
        order = list(VISIBLE.words.messages)
        for check in exercise.checks:
            answers = [one for several in asked for one in several if one.name == check.name]
            whole = [_told(one, order) for one in answers]
            for code in dict.fromkeys(code for one in answers for code in one.causes):
                less = [
                    replace(one, causes={name: cause for name, cause in one.causes.items() if name != code})
                    for one in answers
                ]
                pairs = zip(less, whole, strict=True)
                yield (
                    sum(_told(one, order) != told for one, told in pairs if told[1] == code),
                    f"{exercise.id} {check.name} {code}",
                )


def looks() -> Iterator[tuple[int, str]]:
    """How a visible check says where an answer is wrong."""
    order = list(VISIBLE.words.messages)
    answers = [one for case in cases(ASSIGNMENT) if case.ends for one in _asked(case)]
    whole = [_told(one, order) for one in answers]
    every = place.LOOKS
    for look in every:
        place.LOOKS = tuple(other for other in every if other is not look)
        pairs = zip(answers, whole, strict=True)
        yield sum(_told(one, order)[2] != told[2] for one, told in pairs if told[2]), f"look {look.__name__}"
    place.LOOKS = every


@cache
def _asked(case: Case) -> list[Any]:
    """What its visible check asks of a case; nothing where no object can be made."""
    cls, ask = VISIBLE.exercises[case.exercise]
    names = answered(ASSIGNMENT, case)
    try:
        with quiet():
            return list(ask(names[cls], names))
    except Exception:
        return []


def _told(asked: Any, order: list[str]) -> tuple[Any, ...]:
    with quiet():
        found = visible.judge(asked, order)
    return found.symptom, found.code, found.place


if __name__ == "__main__":
    main()
