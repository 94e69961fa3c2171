"""The corpus of an assignment: right and wrong answers as data, and what the judge and the visible check say of each.

It lies in the assignment's folder: ``corpus/right/<exercise>.toml`` and ``corpus/wrong/``. A ``[[case]]`` is

    name = "dW_without_mean"              # where the body does not speak for itself
    bodies.backward = "self.dW = ..."     # by stub; "": as it was handed out; none: that of the first right case
    checks.dW = "missing_mean"            # no points, and this code ("": none); a check not named gets all points

and, where needed,

    checks.db = [0.5, "mutates_input", "failed"]    # points, code, status; "failed|error": either
    cells = ["def mean(values): ..."]               # cells of the student's own, before the exercise's
    edits = { "the given code" = "what stands there instead" }
    styles = ["beginner_loops"]                     # the whole notebooks that the answer is part of
    visible.dW = "uses_output_as_input"             # what the visible check calls it; "either": it may say yes or no

``python -m autograder.corpus FOLDER`` puts all of them to both.
"""

from __future__ import annotations

from .case import EITHER, Case, CorpusError, Expectation, cases, styles
from .grader import differences, judged, judged_of
from .notebook import answered, filled, sources
from .students import solution, students
from .visible import AS_IT_SHOULD_BE, SEEN, Said, said

__all__ = [
    "AS_IT_SHOULD_BE",
    "EITHER",
    "SEEN",
    "Case",
    "CorpusError",
    "Expectation",
    "Said",
    "answered",
    "cases",
    "differences",
    "filled",
    "judged",
    "judged_of",
    "said",
    "solution",
    "sources",
    "students",
    "styles",
]
