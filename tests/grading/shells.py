"""Runs notebooks in IPython's own shell, each in a fork of one warm process: their visible checks' points, in JSON.

Reads [[source, whether it is a check], ...] of each notebook from stdin.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np  # noqa: F401
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import assignment2.checks  # noqa: F401

matplotlib.use("Agg")


def points(cells: Sequence[tuple[str, bool]]) -> float:
    """What the checks of one notebook show."""
    shell = InteractiveShell.instance()
    sys.modules["__main__"] = shell.user_module
    total = 0.0
    for source, is_check in cells:
        with capture_output():
            shown = shell.run_cell(source, store_history=True)
        total += float(repr(shown.result)) if is_check and shown.success else 0.0
    return total


def forked(cells: Sequence[tuple[str, bool]]) -> Any:
    """The same, where nothing of it stays."""
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        if os.fork() == 0:
            os.chdir(folder)
            os.write(writing, json.dumps(points(cells)).encode())
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as pipe:
            told = pipe.read()
        os.wait()
    return json.loads(told or b"null")


if __name__ == "__main__":
    sys.path[0] = ""  # a kernel's, in place of this file's folder
    print(json.dumps([forked(cells) for cells in json.load(sys.stdin)]))
