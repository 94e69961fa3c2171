"""The command ``autograder``: the same as ``python -m autograder``, but no code is taken from the current folder.

A student's folder may hold a ``rich.py`` or a ``json.py``; whoever grades from within it must not run them.
"""

from __future__ import annotations

import os
import sys

from autograder import INTERRUPTED


def main() -> int:
    """Run the command and return its exit status."""
    try:
        _without_current_folder()
        from autograder.__main__ import run

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


def _without_current_folder() -> None:
    os.environ["PYTHONSAFEPATH"] = "1"  # for the processes that grade in parallel
    sys.path[:] = [folder for folder in sys.path if folder and not _is_current(folder)]
    if given := os.environ.pop("PYTHONPATH", ""):
        kept = [folder for folder in given.split(os.pathsep) if folder and not _is_current(folder)]
        os.environ.update({"PYTHONPATH": os.pathsep.join(kept)} if kept else {})


def _is_current(folder: str) -> bool:
    """Whether this is the current folder, which an empty entry of PYTHONPATH means too; our own checkout may be it."""
    try:
        return os.path.samefile(folder, os.curdir) and not os.path.samefile(folder, __file__.rsplit(os.sep, 2)[0])
    except OSError:  # what is not there is nowhere
        return False
