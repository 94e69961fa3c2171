"""What the visible checks of the notebook say of the corpus's right and wrong answers: the confusion table.

    python benchmarks/visible_checks.py [--list] [ASSIGNMENT]

A *no* to a right answer is the worst that a check can do; a *yes* to a wrong one is found by the grader alone. A no is
*explained* where it names the mistake, or says where it is: an axis, a factor, a sign, an operand, a part of the
entries, a layer, a line of the cell. Left out are hangs (a notebook's kernel is interrupted by hand), finite
differences in place of the backward pass, which earn all points, and what differs by less than the tolerance.
"""

from __future__ import annotations

import argparse
import gc
from collections import Counter
from collections.abc import Iterable

from ours import ASSIGNMENT
from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment
from autograder.assignments.choose import named
from autograder.corpus import EITHER, Said, cases, said


def main() -> None:
    """Run the corpus through the visible checks, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignment", nargs="?", type=named, default=ASSIGNMENT, help="its name or its folder")
    parser.add_argument("--list", action="store_true", help="list every answer that is not dealt with as it should be")
    options = parser.parse_args()
    console = Console(soft_wrap=True)
    heard = everything(options.assignment)
    console.print(table(confusion(heard)))
    for one in heard if options.list else ():
        if one.outcome not in ("yes to right", "explained", EITHER):
            console.print(str(one), markup=False, highlight=False)


def everything(assignment: Assignment = ASSIGNMENT) -> list[Said]:
    """What is said of every answer whose code comes to an end."""
    found: list[Said] = []
    for number, case in enumerate(case for case in cases(assignment) if case.ends):
        found += said(assignment, case)
        if number % 50 == 0:
            gc.collect()  # classes refer to themselves, and what is set on Module is told to all that are left
    return found


def confusion(said: Iterable[Said]) -> Counter[str]:
    """How many answers there are of each outcome."""
    return Counter(one.outcome for one in said)


def table(counts: Counter[str]) -> Table:
    """The confusion table."""
    misnamed = counts["misnamed"] + counts["another name"]
    nos = counts["explained"] + counts["bare no"] + misnamed
    right, wrong = counts["yes to right"] + counts["no to right"], nos + counts["yes to wrong"]
    shown = Table(title=f"The visible checks, on {right} right and {wrong} wrong answers")
    for heading in ("", "count", "of", "%"):
        shown.add_column(heading, justify="left" if heading == "" else "right")
    rows = (
        ("noes to right answers", counts["no to right"], right),
        ("noes to wrong answers", nos, wrong),
        ("noes with the mistake named, or its place said", counts["explained"], nos),
        ("noes with another name than the grader's", misnamed, nos),
    )
    for title, count, of in rows:
        shown.add_row(title, str(count), str(of), f"{100 * count / of:.1f}")
    return shown


if __name__ == "__main__":
    main()
