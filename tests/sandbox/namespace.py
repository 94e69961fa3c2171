"""Runs commands in a process namespace of their own: what gets out of a sandbox ends the test, not the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hostile_corpus import PROJECT

SECRET = {"AUTOGRADER_SECRET_TOKEN": "ghp_canary"}  # in the grader's environment, and not in a submission's


@cache
def prefix() -> tuple[str, ...]:
    """What makes the namespace, as root or as anyone; nothing where this machine cannot."""
    wanted = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    as_user = ["unshare", "--user", "--map-current-user", *wanted[1:]]
    for command in (wanted, as_user):
        if (
            shutil.which("unshare")
            and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
        ):
            return tuple(command)
    return ()


def run(
    command: Sequence[str], user: Sequence[str] = (), timeout_s: float = 300, path: Sequence[Path] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as the second process of a namespace; ``user`` is a command that changes the user."""
    shell = ["/bin/sh", "-c", '"$@"; exit $?', "sh"]  # the first process of a namespace is deaf to signals
    folders = [str(folder) for folder in ((PROJECT, Path(__file__).parent) if path is None else path)]
    return subprocess.run(
        [*prefix(), *user, *shell, *command],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
        cwd="/",
        env={**os.environ, **SECRET, "PYTHONPATH": os.pathsep.join(folders), "PYTHONDONTWRITEBYTECODE": "1"},
    )


PYTHON = sys.executable
GRADER_PID = 3 if os.geteuid() else 2
