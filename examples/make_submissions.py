"""Makes the sample submissions under ``examples/submitted`` from the release: a small class that tells the story.

python examples/make_submissions.py
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from autograder.assignments import find, names
from autograder.corpus import students
from autograder.notebook.fill import fill

HERE = Path(__file__).parent
ASSIGNMENT = find(names()[0])
SUBMITTED = HERE / "submitted"


def main(target: Path = SUBMITTED) -> None:
    """Write a folder a student into ``target``, in nbgrader's layout, in place of what is there."""
    release = json.loads(ASSIGNMENT.release.read_text(encoding="utf-8"))
    shutil.rmtree(target, ignore_errors=True)
    for student, answers in students(ASSIGNMENT, HERE / "students.toml").items():
        notebook = fill(release, answers)
        text = DAMAGE.get(student, _text)(notebook)
        folder = target / student / ASSIGNMENT.name
        folder.mkdir(parents=True)
        (folder / ASSIGNMENT.release.name).write_text(text, encoding="utf-8")


def _text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _pasted_without_metadata(notebook: dict[str, Any]) -> str:
    """All went through another editor: no metadata, no cell ids, an old minor version; one cell stands there twice."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    notebook["nbformat_minor"] = 4
    twice = next(cell for cell in notebook["cells"] if "class Tanh" in "".join(cell["source"]))
    notebook["cells"].insert(notebook["cells"].index(twice), twice)
    return _text(notebook)


def _truncated(notebook: dict[str, Any]) -> str:
    """The upload broke off in the middle."""
    text = _text(notebook)
    return text[: len(text) // 2]


DAMAGE = {"hugo": _pasted_without_metadata, "ivan": _truncated}

if __name__ == "__main__":
    main()
