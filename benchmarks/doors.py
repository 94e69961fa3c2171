"""What a submission costs through each door: the command, nbgrader with our config, nbgrader without a kernel, stock.

python benchmarks/doors.py [--submissions 20] [--repeats 3] [--class-size 1000]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ours import ASSIGNMENT, NAME, NOTEBOOK, ROOT

from autograder.corpus import solution
from autograder.notebook.fill import fill

NO_KERNEL = """
from nbgrader.preprocessors import Execute

class NoKernel(Execute):
    def preprocess(self, nb, resources, km=None):
        return nb, resources
"""
CONFIGS = {
    "nbgrader autograde with our config": None,
    "nbgrader autograde without a kernel": NO_KERNEL
    + """
c = get_config()
from nbgrader.converters import Autograde
c.Autograde.autograde_preprocessors = [NoKernel, *Autograde.autograde_preprocessors.default()[1:]]
""",
    "nbgrader autograde, stock": "c = get_config()\n",
}


def main() -> None:
    """Print a table: wall and processor seconds of each further submission, and of a whole class into the gradebook."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=3, help="of which the fastest counts")
    parser.add_argument("--class-size", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, config in CONFIGS.items():
            few, many = (_course(Path(folder), config, count) for count in (2, 2 + options.submissions))
            best = [min(_autograde(course) for _ in range(options.repeats)) for course in (few, many)]
            wall, cpu = ((b - a) / options.submissions for a, b in zip(*best, strict=True))
            print(f"{name:38} {wall * 1000:7.0f} ms wall {cpu * 1000:7.0f} ms CPU a submission", flush=True)
        course = _course(Path(folder), None, options.class_size)
        grade = [sys.executable, "-m", "autograder", "grade", "submitted", "--quiet", "--regrade"]
        for name, command in (("the command", grade), ("the command with --gradebook", [*grade, "--gradebook"])):
            wall, cpu = _timed(command, course)
            print(f"{name:38} {wall:7.1f} s wall {cpu:8.1f} s CPU for {options.class_size}", flush=True)


def _course(folder: Path, config: str | None, count: int) -> Path:
    """A course with that many right submissions, released."""
    course = folder / f"course-{time.monotonic_ns()}"
    shutil.copytree(ROOT / "source", course / "source")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    _run(["nbgrader", "generate_assignment", NAME], course)
    if config is not None:
        (course / "nbgrader_config.py").write_text(config)
    release = json.loads((course / "release" / NAME / NOTEBOOK).read_text(encoding="utf-8"))
    notebook = json.dumps(fill(release, solution(ASSIGNMENT)))
    for number in range(count):
        student = course / "submitted" / f"student{number:04}" / NAME
        student.mkdir(parents=True)
        (student / NOTEBOOK).write_text(notebook, encoding="utf-8")
    return course


def _autograde(course: Path) -> tuple[float, float]:
    return _timed(["nbgrader", "autograde", NAME, "--force"], course)


def _timed(command: list[str], cwd: Path) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _run(command, cwd)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def _run(command: list[str], cwd: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": path}, check=True, capture_output=True)


if __name__ == "__main__":
    main()
