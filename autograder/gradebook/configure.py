"""What a course's ``nbgrader_config.py`` calls."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.assignments import is_assignment, register

HERE = "autograder.gradebook"
OURS = {
    "ClearSolutions": f"{HERE}.release.LeaveStubs",
    "Execute": f"{HERE}.preprocessors.ExecuteInSandbox",
    "SaveAutoGrades": f"{HERE}.preprocessors.SaveScores",
}

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], Any]
OUTPUT_S = 120  # for what a cell has printed to arrive; nbclient's own 4 seconds are too few on a busy machine


def configure(c: Any, *, assignments: Iterable[str | Path] = (), **sandbox: Any) -> None:
    """Make nbgrader release, autograde, give feedback and export by this grader.

    ``c`` is the config object; ``assignments`` are folders of assignments of your own, and the course's folder, where
    nbgrader's commands are run, may be one; other keywords are options of the sandbox (``limits``, ``tier``,
    ``unsafe``). Assignments that this grader does not know are left to nbgrader.
    """
    sys.excepthook = _without_traceback(sys.excepthook)
    for folder in map(Path, (os.curdir, *assignments)):
        if is_assignment(folder):
            register(folder)
    from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback

    from autograder.gradebook import converter, feedback

    converter.install()
    feedback.install()
    # nbgrader calls `alembic` by its name when it makes a database: found too where the environment is not activated
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    c.GenerateAssignment.preprocessors = [
        *_with_ours(GenerateAssignment.preprocessors.default()),
        f"{HERE}.release.ShipPackage",
    ]
    c.Autograde.autograde_preprocessors = _with_ours(Autograde.autograde_preprocessors.default())
    c.GenerateFeedback.preprocessors = [
        f"{HERE}.preprocessors.HideTests",
        f"{HERE}.feedback.TypesetFormulas",
        *GenerateFeedback.preprocessors.default(),
        f"{HERE}.preprocessors.PadTables",
    ]
    c.Execute.setdefault("iopub_timeout", OUTPUT_S)  # of `nbgrader validate`; what a course sets itself stays
    c.ExportApp.plugin_class = f"{HERE}.export.CsvExport"
    for option, value in sandbox.items():
        setattr(c.SandboxedAutograde, option, value)


def _with_ours(preprocessors: list[type]) -> list[Any]:
    return [OURS.get(each.__name__, each) for each in preprocessors]


def _without_traceback(usual: Hook) -> Hook:
    """The interpreter's last words, but for Ctrl-C one line: where nbgrader was is of no use to anybody."""

    def say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            print("interrupted: what has been graded is in the gradebook; run the command again.", file=sys.stderr)
        else:
            usual(kind, error, trace)

    return say
