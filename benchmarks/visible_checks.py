"""What the visible checks of the notebook say of the tests' right and wrong answers: the confusion table.

    python benchmarks/visible_checks.py [--list]

A *no* to a right answer is the worst that a check can do; a *yes* to a wrong one is found by the grader alone. A no is
*explained* where it names the mistake, or says where it is: an axis, a factor, a sign, an operand, a part of the
entries, a layer, a line of the cell. Left out are hangs (a notebook's kernel is interrupted by hand), finite
differences in place of the backward pass, which earn all points, and what differs by less than the tolerance.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the corpora lie beside the tests, which are not installed

from assignment2.checks import verdicts  # noqa: E402
from autograder.assignments.assignment2 import ASSIGNMENT  # noqa: E402
from gradcheck.verdict import Verdict  # noqa: E402
from tests.assignments.answers import STANDARD  # noqa: E402
from tests.assignments.answers import right as right_tables  # noqa: E402
from tests.assignments.answers import wrong as wrong_tables  # noqa: E402
from tests.corpus import Case, Expectation, cases, run, sources  # noqa: E402

EDGE = "off_by_less_than_the_tolerance"
SEEN = ("exception", "returns_none", "wrong_type", "wrong_shape", "not_finite")  # what is seen; it proves no formula


@dataclass(frozen=True)
class Said:
    """What a check said of one answer, beside what is so: ``full`` points or not, and the mistake's code.

    ``verdict`` comes without its examples, which would keep the student's classes alive; ``raised``: the answer did.
    """

    case: Case
    check: str
    full: bool
    code: str | None
    verdict: Verdict
    raised: bool

    @property
    def outcome(self) -> str:
        """Which cell of the confusion table it belongs to."""
        if self.verdict.right or self.full:
            said, so = ("yes" if self.verdict.right else "no"), ("right" if self.full else "wrong")
            return f"{said} to {so}"
        if self.verdict.code == self.code is not None:
            return "explained"
        if self.verdict.code in (None, *SEEN):
            return "explained" if self.verdict.place or self.raised else "bare no"
        return "misnamed" if self.code not in (None, *SEEN) else "explained"


def main() -> None:
    """Run both corpora through the visible checks, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="list every answer that is not dealt with as it should be")
    options = parser.parse_args()
    console = Console(soft_wrap=True)
    said = everything()
    console.print(table(confusion(said)))
    for one in said if options.list else ():
        if one.outcome not in ("yes to right", "explained"):
            line = (
                f"{one.outcome}: {one.case} / {one.check}: {one.code}, said {one.verdict.code or one.verdict.symptom}"
            )
            console.print(line, markup=False, highlight=False)


def everything(every: int = 1) -> list[Said]:
    """What is said of every answer of both corpora, or of one in so many."""
    found: list[Said] = []
    for number, case in enumerate(corpus()[::every]):
        found += of_case(case)
        if number % 50 == 0:
            gc.collect()  # classes refer to themselves, and what is set on Module is told to all that are left
    return found


def corpus() -> list[Case]:
    """The cases of both corpora whose code comes to an end."""
    own = [case for kind in ("right", "wrong") for case in cases(kind)]
    return [case for case in (*own, *_tables()) if not _hangs(case) and case.name != EDGE]


@cache
def _tables() -> tuple[Case, ...]:
    """The tables beside the exercises' tests, as cases; what they say nothing of is right."""
    found = []
    for name in ("losses", "activations"):
        for exercise, check, body in right_tables(f"{name}_right"):
            found.append(_single("right", exercise, check, body, {}))
        for exercise, check, code, body in wrong_tables(f"{name}_wrong"):
            found.append(_single("wrong", exercise, check, body, {check: code}))
    for kind in ("right", "wrong"):
        path = ROOT / "tests" / "assignments" / f"mlp_{kind}.toml"
        found += [_net(kind, row) for row in tomllib.loads(path.read_text("utf-8"))["case"]]
    return tuple(found)


def _single(kind: str, exercise: str, check: str, body: str, codes: dict[str, str | None]) -> Case:
    methods = [each.name for each in ASSIGNMENT.exercise(exercise).checks]
    bodies = tuple(body if name == check else STANDARD[exercise, name] for name in methods)
    expected = {name: Expectation(0.0, code, ("failed",)) for name, code in codes.items()}
    return Case(kind, exercise, " ".join(body.split()), bodies, (), 0.0, expected)


def _net(kind: str, row: dict[str, Any]) -> Case:
    expected = {
        name: Expectation(score, code or None, (status,))
        for name, (score, code, status) in row.get("checks", {}).items()
    }
    return Case(kind, "mlp_backward", row["name"], tuple(row["bodies"]), (), row.get("score", 4.0), expected)


def _hangs(case: Case) -> bool:
    ends = {status for expected in case.checks.values() for status in expected.statuses}
    return bool(ends & {"timed_out", "killed"})


def of_case(case: Case) -> Iterator[Said]:
    """What is said of every check of a case's exercise."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = verdicts(case.exercise, run(sources({case.exercise: case})))
    by_name = {verdict.name: verdict for verdict in found}
    for check in ASSIGNMENT.exercise(case.exercise).checks:
        expected = case.checks.get(check.name)
        full = expected is None or expected.score == check.points
        verdict = by_name[check.name]
        raised = verdict.example is not None and verdict.example.error is not None
        code = expected.code if expected and not full else None
        yield Said(case, check.name, full, code, replace(verdict, examples=(), example=None), raised)


def confusion(said: Iterable[Said]) -> Counter[str]:
    """How many answers there are of each outcome."""
    return Counter(one.outcome for one in said)


def table(counts: Counter[str]) -> Table:
    """The confusion table."""
    nos = counts["explained"] + counts["bare no"] + counts["misnamed"]
    right, wrong = counts["yes to right"] + counts["no to right"], nos + counts["yes to wrong"]
    shown = Table(title=f"The visible checks, on {right} right and {wrong} wrong answers")
    for heading in ("", "count", "of", "%"):
        shown.add_column(heading, justify="left" if heading == "" else "right")
    rows = (
        ("noes to right answers", counts["no to right"], right),
        ("noes to wrong answers", nos, wrong),
        ("noes with the mistake named, or its place said", counts["explained"], nos),
        ("noes with another name than the grader's", counts["misnamed"], nos),
    )
    for title, count, of in rows:
        shown.add_row(title, str(count), str(of), f"{100 * count / of:.1f}")
    return shown


if __name__ == "__main__":
    main()
