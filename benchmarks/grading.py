"""What grading costs: one submission from the shell, many of them, and stock nbgrader on the same notebooks.

    python benchmarks/grading.py [--submissions 100] [--nbgrader 10]

Whole processes are timed, children included, in turn (ours, theirs, ours, ...), so that drift of the machine hits both.
Prints medians and their ratios.
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
import tomllib
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from autograder.grading.run import cores
from autograder.notebook.fill import fill

ROOT = Path(__file__).parents[1]
RELEASE = ROOT / "release" / "assignment2"
RUNS = 3


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=100, help="graded by us (default: %(default)s)")
    parser.add_argument("--nbgrader", type=int, default=10, help="of these, graded by nbgrader (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        _submit(course / "submitted", options.submissions)
        few = Path(folder, "few")
        shutil.copytree(RELEASE.parent, few / "release")
        _submit(few / "submitted", options.nbgrader)
        _generate(few)
        _print(_measure(course, few, options.nbgrader), options)


def _measure(course: Path, few: Path, theirs: int) -> dict[str, tuple[float, float, int]]:
    """Wall and CPU seconds of each command, median of the runs, and how many submissions it grades."""
    one = next(path for path in sorted((course / "submitted").iterdir()))
    everything = sum(1 for _ in (course / "submitted").iterdir())
    ours = [sys.executable, "-m", "autograder", "grade", "--unsafe", "--quiet"]
    commands = {
        "ours, one submission from the shell": ([*ours, str(one)], 1, course),
        "ours, 1 job": ([*ours, str(course / "submitted"), "--jobs", "1"], everything, course),
        "ours, 2 jobs": ([*ours, str(course / "submitted"), "--jobs", "2"], everything, course),
        "stock nbgrader autograde": (["nbgrader", "autograde", "assignment2", "--force"], theirs, few),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, (command, _, folder) in commands.items():
            times[name].append(_time(command, folder))
    return {
        name: (median(wall for wall, _ in times[name]), median(cpu for _, cpu in times[name]), commands[name][1])
        for name in commands
    }


def _submit(folder: Path, count: int) -> None:
    """Submissions of a class: in turn all right, half right, and with classic mistakes."""
    release = json.loads((RELEASE / "assignment2.ipynb").read_text(encoding="utf-8"))
    answers = tomllib.loads((ROOT / "examples" / "answers.toml").read_text(encoding="utf-8"))
    kinds = [answers["right"], {**answers["right"], **answers["students"]["emil"]}, answers["students"]["carl"]]
    for number in range(count):
        path = folder / f"student{number:05}" / "assignment2" / "assignment2.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(fill(release, kinds[number % len(kinds)])), encoding="utf-8")


def _generate(course: Path) -> None:
    """A course as stock nbgrader wants it, without our configuration."""
    shutil.copytree(ROOT / "source", course / "source")
    subprocess.run(
        ["nbgrader", "generate_assignment", "assignment2", "--force"],
        cwd=course,
        env=_environment(),
        check=True,
        capture_output=True,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def _time(command: list[str], folder: Path) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _print(measured: dict[str, tuple[float, float, int]], options: argparse.Namespace) -> None:
    table = Table(title=f"{cores()} cores, Python {sys.version.split()[0]}, median of {RUNS} runs")
    for column in ("what", "submissions", "wall s", "CPU s", "wall ms each", "stock nbgrader takes"):
        table.add_column(column, justify="left" if column == "what" else "right")
    theirs = measured["stock nbgrader autograde"]
    for name, (wall, cpu, count) in measured.items():
        ratio = (theirs[0] / theirs[2]) / (wall / count)
        table.add_row(name, str(count), f"{wall:.2f}", f"{cpu:.2f}", f"{wall / count * 1e3:.1f}", f"{ratio:.0f} times")
    Console().print(table)


if __name__ == "__main__":
    main()
