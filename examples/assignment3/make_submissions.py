"""Makes the sample submissions under ``submitted`` from the release: python make_submissions.py."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from autograder.assignments import load
from autograder.corpus import students
from autograder.notebook.fill import fill

HERE = Path(__file__).resolve().parent
NAME = "assignment3"
DAMAGED = "gus"


def main(target: Path = HERE / "submitted") -> None:
    """Write a folder a student into ``target``, in nbgrader's layout, in place of what is there."""
    release = json.loads((HERE / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    shutil.rmtree(target, ignore_errors=True)
    for student, answers in students(load(HERE), HERE / "students.toml").items():
        text = json.dumps(fill(release, answers), indent=1, ensure_ascii=False) + "\n"
        folder = target / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(text[: len(text) // 2] if student == DAMAGED else text, encoding="utf-8")


if __name__ == "__main__":
    main()
