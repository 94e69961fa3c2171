"""Every case of an assignment's corpus, put to the judge and the visible checks: python -m autograder.corpus FOLDER."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.assignments import BrokenAssignment, load
from autograder.corpus import AS_IT_SHOULD_BE, CorpusError, cases, differences, judged, said
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
    judge, lines = Judge(assignment), list[str]()
    for case in (case for case in found if case.ends):
        lines += differences(case, judged(judge, case))
        lines += [str(one) for one in said(assignment, case) if one.outcome not in AS_IT_SHOULD_BE]
    for line in lines:
        print(line)
    right = sum(case.kind == "right" for case in found)
    what = f"{len(lines)} checks are not as they should be" if lines else "all as it should be"
    print(f"{assignment.name}: {right} right and {len(found) - right} wrong answers; {what}.")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())
