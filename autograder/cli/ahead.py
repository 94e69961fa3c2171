"""The first process for students' code is started while this one still loads what it needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

FEW = 12  # submissions, for which one process grades (see grading/run.py): more of them have their own
ALL_THE_SAME = (
    "--json",
    "--out",
    "--format",
    "--fail-under",
    "--quiet",
    "--all",
    "--regrade",
    "--unsafe",
    "--similarity",
    "--seed",
)


@contextmanager
def begun(words: Sequence[str]) -> Iterator[None]:
    """Within, a process is on its way where this command will most likely want it; what it does not take is ended."""
    package = _package(words)
    if package is None:
        yield
        return
    from autograder.sandbox import Limits, ahead
    from autograder.sandbox.view import view

    try:
        ahead.begin(view(package, package / "stand_ins.py"), Limits())
        yield
    finally:
        ahead.drop()


def _package(words: Sequence[str]) -> Path | None:
    """What students import in the only assignment of ours, where a few submissions are to be graded as usual."""
    options = [word.split("=")[0] for word in words if word.startswith("-")]
    usual = sys.platform == "linux" and words[:1] == ["grade"] and set(options) <= set(ALL_THE_SAME)
    tables = list((Path(__file__).parents[1] / "assignments").glob("*/assignment.py"))
    if not usual or len(tables) != 1 or sum(map(_size, words[1:])) not in range(1, FEW + 1):
        return None
    spec = find_spec(tables[0].parent.name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _size(word: str) -> int:
    """How many submissions a path may hold, at most."""
    try:
        return len(os.listdir(word))
    except OSError:
        return int(word.endswith(".ipynb") and os.path.exists(word))
