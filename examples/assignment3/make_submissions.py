"""Makes the sample submissions under ``submitted`` from the release: python make_submissions.py."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

from autograder.assignments import load
from autograder.corpus import cases
from autograder.notebook.fill import fill

HERE = Path(__file__).resolve().parent
NAME = "assignment3"
DAMAGED = "gus"


def main(target: Path = HERE / "submitted") -> None:
    """Write a folder a student into ``target``, in nbgrader's layout, in place of what is there."""
    release = json.loads((HERE / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    students = tomllib.loads((HERE / "students.toml").read_text(encoding="utf-8"))
    assignment = load(HERE)
    shutil.rmtree(target, ignore_errors=True)
    for student, names in students.items():
        answers = {}
        for exercise in (each.id for each in assignment.exercises):
            first, *_ = known = cases(assignment, exercise=exercise)
            name = names.get(exercise, first.name)
            answers[exercise] = next(case.bodies for case in known if case.name == name)
        text = json.dumps(fill(release, answers), indent=1, ensure_ascii=False) + "\n"
        folder = target / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(text[: len(text) // 2] if student == DAMAGED else text, encoding="utf-8")


if __name__ == "__main__":
    main()
