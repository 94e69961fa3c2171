"""Grades attacks with single layers of the sandbox taken away; prints the scores as JSON. Run in a process namespace.

python ablation.py '{"case": {"layers": {...}, "attacks": [...]}}'
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from canaries import Canaries
from hostile_corpus import attacks, notebook

from autograder.execution import Runner
from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.sandbox import Limits
from autograder.sandbox.zygote import Layers
from tests.ours import ASSIGNMENT

LIMITS = Limits(processes=100)  # so that it is the layers that are tried, and not a limit


def scores(layers: dict[str, bool], wanted: list[str]) -> dict[str, float]:
    """What each attack earns behind these layers alone."""
    assignment = ASSIGNMENT
    earned = {}
    with Grader(assignment, Settings(limits=LIMITS)) as grader:
        grader.sandbox.close()
        grader.sandbox = Runner(
            assignment.package, assignment.stand_ins, LIMITS, tier="C", unsafe=True, layers=Layers(**layers)
        )
        for attack in attacks():
            if attack.id in wanted:
                # new ones for each attack: those that get through destroy them
                with Canaries() as canaries, tempfile.TemporaryDirectory() as folder:
                    path = Path(folder, "assignment2.ipynb")
                    path.write_text(json.dumps(notebook(attack, canaries.places(os.getpid()))), encoding="utf-8")
                    graded = grader.grade(Submission(attack.id, path.name, path))
                    earned[attack.id] = sum(exercise.score for exercise in graded.exercises)
    return earned


if __name__ == "__main__":
    cases = json.loads(sys.argv[1])
    print(json.dumps({name: scores(case["layers"], case["attacks"]) for name, case in cases.items()}))
