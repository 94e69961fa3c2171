"""What of the judge and of the visible checks nothing in the corpora needs: what never has the word.

    python benchmarks/redundancy.py [rows] [phases] [causes] [looks] [--exercise ID ...] [--assignment NAME|FOLDER]

``rows``: the bank of mistakes; one counts where it, a variant of it, or two of which it is one, is named. ``phases``:
the steps of the search for a formula; and how many answers come to another name where the order is turned round.
``causes``: what visible checks look for; one counts where another name is given without it. ``looks``: how they say
where an answer is wrong, and each sentence of theirs, its numbers and names aside. Those of count 0 could go, or lack
a case.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from ours import ASSIGNMENT
from rich.console import Console

from autograder.assignment import Assignment, Exercise, Mistake
from autograder.assignments.choose import named
from autograder.corpus import Case, answered, cases, judged
from autograder.findings import CheckResult
from autograder.judge import Judge, diagnosis
from gradcheck import place
from gradcheck import verdict as visible
from gradcheck.example import Asked

Counts = Mapping[str, int]
MARK = "row "  # of a number that goes with a mistake, to know it again


def main() -> None:
    """Print the parts of each kind that nothing needs, and how often each look has the word."""
    kinds: Mapping[str, Callable[[Assignment, Sequence[Exercise]], Counts]] = {
        "rows": rows,
        "phases": phases,
        "causes": causes,
        "looks": looks,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[[], *kinds], help="what is looked at; all, where none is named")
    parser.add_argument("--exercise", nargs="+", help="these alone")
    parser.add_argument("--assignment", type=named, default=ASSIGNMENT, help="its name or its folder")
    options = parser.parse_args()
    console, assignment = Console(soft_wrap=True), options.assignment
    chosen = [each for each in assignment.exercises if options.exercise is None or each.id in options.exercise]
    for kind in options.kinds or kinds:
        found = kinds[kind](assignment, chosen)
        needless = [name for name, count in found.items() if not count]
        console.print(f"{kind}: {len(needless)} of {len(found)} have no case", markup=False)
        for name, count in found.items():
            if not count or kind in ("phases", "looks"):
                console.print(f"  {count:4}  {name}", markup=False, highlight=False)


def results(assignment: Assignment, exercise: Exercise) -> Iterator[tuple[Case, CheckResult]]:
    """What each check of each wrong answer comes to."""
    judge = Judge(replace(assignment, exercises=(exercise,)))
    for case in cases(assignment, "wrong", exercise.id):
        if case.ends:
            yield from ((case, result) for result in judged(judge, case).checks)


def rows(assignment: Assignment, exercises: Sequence[Exercise]) -> Counts:
    """How often each mistake of each exercise is the one that is named, or stands behind another."""
    counts: dict[str, int] = {}
    for exercise in exercises:
        names = _numbered(exercise)
        counts |= dict.fromkeys(names, 0)
        marked = tuple(map(_marked, exercise.mistakes, names))
        for _, result in results(assignment, replace(exercise, mistakes=marked)):
            for number in result.finding.numbers if result.finding else ():
                if number.startswith(MARK):
                    counts[number.removeprefix(MARK)] += 1
    return counts


def _numbered(exercise: Exercise) -> list[str]:
    """A name for each mistake: several have the same code."""
    seen: Counter[str] = Counter()
    names = []
    for mistake in exercise.mistakes:
        name = f"{exercise.id} {'/'.join(mistake.checks)} {mistake.code}"
        seen[name] += 1
        names.append(f"{name} {seen[name]}")
    return names


def _marked(mistake: Mistake, name: str) -> Mistake:
    def fits(answer: Any, inputs: Any) -> Iterator[Mistake]:
        assert mistake.fit is not None
        return (_marked(one, name) for one in mistake.fit(answer, inputs))

    numbers = {**mistake.numbers, MARK + name: 1}
    variants = tuple(_marked(one, name) for one in mistake.variants)
    return replace(mistake, numbers=numbers, variants=variants, fit=None if mistake.fit is None else fits)


def phases(assignment: Assignment, exercises: Sequence[Exercise]) -> Counts:
    """How many names each step of the search finds; and how many are others in the opposite order."""
    whole, counts = diagnosis.PHASES, dict.fromkeys(diagnosis.PHASES, 0)
    before: dict[tuple[Case, str], tuple[str | None, str | None]] = {}

    def noted(name: str, search: Any) -> Iterator[Any]:
        for row in whole[name](search):
            counts[name] += 1  # the first one is taken, and no other asked for
            yield row

    diagnosis.PHASES = {name: partial(noted, name) for name in whole}
    for exercise in exercises:
        before |= {(case, one.name): _names(one) for case, one in results(assignment, exercise)}
    diagnosis.PHASES = dict(reversed(list(whole.items())))
    turned = "the order of all of them"
    counts[turned] = 0
    for exercise in exercises:
        counts[turned] += sum(_names(one) != before[case, one.name] for case, one in results(assignment, exercise))
    diagnosis.PHASES = whole
    return counts


def _names(result: CheckResult) -> tuple[str | None, str | None]:
    return (result.finding.code, result.finding.also) if result.finding else (None, None)


def causes(assignment: Assignment, exercises: Sequence[Exercise]) -> Counts:
    """How many wrong answers get another name without each cause of their check."""
    counts: Counter[str] = Counter()
    for case, one in asked(assignment, exercises):
        told = _told(assignment, one)
        for code in one.causes:
            less = replace(one, causes={name: cause for name, cause in one.causes.items() if name != code})
            counts[f"{case.exercise} {one.name} {code}"] += told[0] == code and _told(assignment, less) != told
    return counts


def looks(assignment: Assignment, exercises: Sequence[Exercise]) -> Counts:
    """How many wrong answers each look has the word on, and each of its sentences."""
    counts: Counter[str] = Counter({look.__name__: 0 for look in place.LOOKS})
    every = place.LOOKS

    def noted(look: Any, known: Any, wrong: Any) -> str:
        said: str = look(known, wrong)
        if said:
            counts[look.__name__] += 1
            counts[f"{look.__name__}: {re.sub(LISTED, '…', re.sub(NUMBER, '…', said))}"] += 1
        return said

    place.LOOKS = tuple(partial(noted, look) for look in every)
    for _, one in asked(assignment, exercises):
        _told(assignment, one)
    place.LOOKS = every
    return dict(sorted(counts.items()))


NUMBER = r"(?<![<>=] )(?<!above |below )-?\d+(\.\d+)?(e-?\d+)?(?! −)"  # not one that stands in the name of a part
LISTED = r"…(, …)+|\[….*"


def asked(assignment: Assignment, exercises: Sequence[Exercise]) -> Iterator[tuple[Case, Asked]]:
    """What its visible check asks of each wrong answer; nothing where no object can be made."""
    for case in (case for exercise in exercises for case in cases(assignment, "wrong", exercise.id) if case.ends):
        cls, ask = _visible(assignment.name).exercises[case.exercise]
        names = answered(assignment, case)
        with quiet(), contextlib.suppress(Exception):
            yield from [(case, one) for one in ask(names[cls], names)]


def _told(assignment: Assignment, asked: Asked) -> tuple[str | None, str]:
    with quiet():
        found = visible.judge(asked, list(_visible(assignment.name).words.messages))
    return found.code, found.place


@cache
def _visible(name: str) -> Any:
    return importlib.import_module(f"{name}.checks").VISIBLE


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Throw away what students print and warn of."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


if __name__ == "__main__":
    main()
