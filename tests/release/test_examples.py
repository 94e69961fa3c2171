"""The sample class is what its maker makes of the release."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "examples"


def maker() -> Any:
    """``examples/make_submissions.py``, which lies in no package, as a module."""
    spec = importlib.util.spec_from_file_location("make_submissions", EXAMPLES / "make_submissions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by relative path; what Python and Jupyter leave where they run is not looked at."""
    left_behind = {"__pycache__", ".ipynb_checkpoints"}
    paths = (path for path in folder.rglob("*") if path.is_file() and not left_behind & set(path.parts))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_samples_are_made_of_the_release(tmp_path) -> None:
    """The committed submissions come out byte for byte, one a student, in place of what lay there."""
    (tmp_path / "class" / "left_over").mkdir(parents=True)
    (tmp_path / "class" / "left_over" / "old.ipynb").write_text("{}", encoding="utf-8")
    maker().main(tmp_path / "class")
    made = files(tmp_path / "class")
    assert len(made) == 9
    assert made == files(EXAMPLES / "submitted")
