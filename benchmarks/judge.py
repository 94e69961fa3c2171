"""How right the judge is, on an assignment's corpus, beside three checks that are in use elsewhere; and what it costs.

    python benchmarks/judge.py [--list]

A *false fail* is a right implementation that loses a point, a *false pass* a wrong answer that keeps all of its points.
Of the mistakes that have a name, some are *named*, some *abstained* from, some *misnamed* (a name where there is none
counts too). Times are CPU of the judge alone, without the student's code.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from typing import Any

from other_checkers import CHECKERS
from ours import ASSIGNMENT
from rich.console import Console
from rich.table import Table

from autograder.corpus import Case, answered, cases, judged_of
from autograder.findings import CheckResult, ExerciseResult
from autograder.in_process import InProcessSubject
from autograder.judge import Judge
from autograder.worker.calls import Answer, Call

NUMERIC = "numeric_instead_of_backprop"
EDGE = "off_by_less_than_the_tolerance"  # right by docs/grades-json.md alone: no other check can know
REPEATS = 3


class TimedSubject(InProcessSubject):
    """Knows how much CPU the student's code took."""

    seconds = 0.0

    def ask(self, calls: Sequence[Call], share: float = 1.0) -> list[Answer]:
        """Perform the calls, and keep the time."""
        begin = time.process_time()
        answers = super().ask(calls, share)
        self.seconds += time.process_time() - begin
        return answers


def main() -> None:
    """Run the corpus through all checks, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="list the judge's errors, case by case")
    options = parser.parse_args()
    console = Console()
    judge = Judge(ASSIGNMENT)
    results = {case: judged(judge, case)[0] for case in cases(ASSIGNMENT) if case.ends}
    counts, errors = confusion(results)
    console.print(confusion_table(counts))
    console.print(comparison_table(results))
    console.print(time_table(judge))
    if options.list:
        console.print("\n".join(errors) or "No errors.")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Throw away what students print and warn of."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def judged(judge: Judge, case: Case) -> tuple[ExerciseResult, float]:
    """The case's result, and the seconds of CPU that the judge itself took."""
    subject = TimedSubject(answered(ASSIGNMENT, case), ASSIGNMENT)
    begin = time.process_time()
    result = judged_of(judge, case, subject)
    return result, time.process_time() - begin - subject.seconds


def confusion(results: dict[Case, ExerciseResult]) -> tuple[Counter[str], list[str]]:
    """Counts by outcome, and a line for each error."""
    counts: Counter[str] = Counter()
    errors = []
    for case, result in results.items():
        counts[f"{case.kind} cases"] += 1
        for check in result.checks:
            outcomes = list(_outcomes(case, check))
            counts.update(outcomes)
            bad = [o for o in outcomes if o in ("false fail", "false pass", "points", "misnamed", "abstained")]
            errors += [f"{outcome}: {case} {check.name}" for outcome in bad]
    return counts, errors


def _outcomes(case: Case, check: CheckResult) -> Iterator[str]:
    expected = case.checks[check.name]
    code = check.finding.code if check.finding else None
    score, wanted = expected.points, expected.code
    yield "full" if score == check.max_score else "not full"
    if check.score < score == check.max_score:
        yield "false fail"
    elif check.score == check.max_score > score:
        yield "false pass"
    elif check.score != score:
        yield "points"
    if wanted is not None:
        yield "nameable"
        yield "named" if code == wanted else "abstained" if code is None else "misnamed"
    elif score < check.max_score:
        yield "nameless"
        yield "rightly silent" if code is None else "misnamed"
    elif code is not None:
        yield "misnamed"


def confusion_table(counts: Counter[str]) -> Table:
    """The judge's counts."""
    table = Table(
        title=f"The judge, on {counts['right cases']} right and {counts['wrong cases']} wrong implementations"
    )
    for heading in ("", "of", "count", "%"):
        table.add_column(heading, justify="left" if heading == "" else "right")
    rows = (
        ("false fails (checks that are right)", "false fail", "full"),
        ("false passes (checks that are wrong or half right)", "false pass", "not full"),
        ("other points than it must get", "points", "not full"),
        ("named", "named", "nameable"),
        ("abstained", "abstained", "nameable"),
        ("misnamed (with or without a name of their own)", "misnamed", "not full"),
        ("silent where there is no name", "rightly silent", "nameless"),
    )
    for title, outcome, whole in rows:
        share = f"{100 * counts[outcome] / counts[whole]:.1f}"
        table.add_row(title, str(counts[whole]), str(counts[outcome]), share)
    return table


def comparison_table(results: dict[Case, ExerciseResult]) -> Table:
    """Right, wrong or in between: what each checker says of whole cases. Finite differences and edges are left out."""
    groups = {case: _group(case) for case in results if case.name != EDGE}
    sizes = Counter(groups.values())
    table = Table(title="Side by side, implementation by implementation")
    table.add_column("checker", no_wrap=True)
    table.add_column(f"false fails\nof {sizes['right']}\nright", justify="right")
    table.add_column(f"false passes\nof {sizes['value']}\nwrong values", justify="right")
    table.add_column(f"false passes\nof {sizes['side effect']}\nside effects", justify="right")
    reference = {case.exercise: case for case in reversed(cases(ASSIGNMENT, "right"))}
    verdicts: dict[str, Callable[[Case], bool]] = {"this judge": lambda case: _full(results[case])}
    for name, checker in CHECKERS.items():
        verdicts[name] = partial(_says_right, checker, reference)
    for name, says_right in verdicts.items():
        with quiet():
            said = Counter((group, says_right(case)) for case, group in groups.items())
        passes = (said["right", False], said["value", True], said["side effect", True])
        table.add_row(name, *map(str, passes))
    return table


def _group(case: Case) -> str:
    if case.kind == "right":
        return "right"
    points = {check.name: check.points for check in ASSIGNMENT.exercise(case.exercise).checks}
    if all(expected.full for expected in case.checks.values()):
        return "numeric"
    halves = [expected.points in (0.5 * points[name], points[name]) for name, expected in case.checks.items()]
    return "side effect" if all(halves) else "value"


def _full(result: ExerciseResult) -> bool:
    return result.score == result.max_score


def _says_right(checker: Any, reference: dict[str, Case], case: Case) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            student = answered(ASSIGNMENT, *(reference | {case.exercise: case}).values())
            return bool(checker(case.exercise, student, answered(ASSIGNMENT, *reference.values())))
    except Exception:  # a check that raises has not passed
        return False


def time_table(judge: Judge) -> Table:
    """CPU of the judge on top of the student's code: whole right submissions, and each exercise that is not right."""
    by_exercise: dict[str, list[Case]] = {}
    for case in cases(ASSIGNMENT, "right"):
        by_exercise.setdefault(case.exercise, []).append(case)
    submissions = list(zip(*by_exercise.values(), strict=False))
    right = sorted(sum(_milliseconds(judge, case) for case in submission) for submission in submissions)
    wrong = sorted(_milliseconds(judge, case) for case in cases(ASSIGNMENT, "wrong") if case.ends)
    table = Table(title=f"CPU of the judge alone, ms (least of {REPEATS})")
    for heading in ("", "n", "median", "95 %", "max"):
        table.add_column(heading, justify="left" if heading == "" else "right")
    for name, times in (("a right submission, ten exercises", right), ("a wrong exercise, with diagnosis", wrong)):
        high = times[int(0.95 * (len(times) - 1))]
        table.add_row(name, str(len(times)), *(f"{value:.2f}" for value in (median(times), high, times[-1])))
    return table


def _milliseconds(judge: Judge, case: Case) -> float:
    return 1000 * min(judged(judge, case)[1] for _ in range(REPEATS))


if __name__ == "__main__":
    main()
