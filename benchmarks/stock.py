"""A course as stock nbgrader wants it, without our configuration, and the environment that its commands run in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ours import NAME, ROOT


def environment() -> dict[str, str]:
    """This process's, with the programs beside its interpreter first on PATH."""
    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def generate(course: Path) -> None:
    """Make the release of a new course, and its gradebook."""
    shutil.copytree(ROOT / "source", course / "source")
    command = ["nbgrader", "generate_assignment", NAME, "--force"]
    subprocess.run(command, cwd=course, env=environment(), check=True, capture_output=True)
