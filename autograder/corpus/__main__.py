"""Every case of an assignment's corpus, put to the judge and the visible checks: python -m autograder.corpus FOLDER."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.assignment import Assignment
from autograder.assignments import BrokenAssignment, load
from autograder.corpus import AS_IT_SHOULD_BE, Case, CorpusError, cases, differences, judged, said
from autograder.corpus.sound import faults
from autograder.judge import Judge


def main(arguments: list[str] | None = None) -> int:
    """Print what is not as the corpus says, and what was tried. Status 0: all is; 1: not all; 2: there is no corpus."""
    parser = argparse.ArgumentParser(prog="python -m autograder.corpus", description=__doc__.rpartition(": ")[0])
    parser.add_argument(
        "folder", metavar="FOLDER", type=Path, help="the assignment's: it holds assignment.py and corpus/"
    )
    folder = parser.parse_args(arguments).folder
    try:
        assignment = load(folder)
        found = cases(assignment)
        if not found:
            raise CorpusError(f"{folder.resolve().name}: no case stands in corpus/right and corpus/wrong")
    except (BrokenAssignment, CorpusError) as error:
        print(error, file=sys.stderr)
        return 2
    lines, told = list(faults(assignment)), "to mend in the assignment itself before answers are tried"
    if not lines:
        # what is not there is missed by every case of an exercise
        lines, told = list(dict.fromkeys(tried(assignment, found))), "checks are not as they should be"
    for line in lines:
        print(line)
    right = sum(case.kind == "right" for case in found)
    what = f"{len(lines)} {told}" if lines else "all as it should be"
    print(f"{assignment.name}: {right} right and {len(found) - right} wrong answers; {what}.")
    return 1 if lines else 0


def tried(assignment: Assignment, found: Iterable[Case]) -> Iterator[str]:
    """Where the judge and the visible checks do not say of a case what it says."""
    judge = Judge(assignment)
    for case in (case for case in found if case.ends):
        try:
            yield from differences(case, judged(judge, case))
        except Exception as error:
            yield f"{case}: its cells stop with {type(error).__name__}: {error}"
        else:
            yield from heard(assignment, case)


def heard(assignment: Assignment, case: Case) -> Iterator[str]:
    """Where the visible check does not say what it should, or cannot be asked."""
    try:
        yield from (str(one) for one in said(assignment, case) if one.outcome not in AS_IT_SHOULD_BE)
    except CorpusError as error:
        yield str(error)
    except Exception as error:
        yield f"{case}: the visible check stops with {type(error).__name__}: {error}"


if __name__ == "__main__":
    raise SystemExit(main())
