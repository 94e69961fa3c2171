"""What a class costs as it grows: time and memory of a first run, of the same command again, and with one student who
comes late.

    python benchmarks/scale.py [--kind right] [--sizes 100 1000 10000] [--jobs 2]

Whole processes are timed from start to end. Memory is the most that any one process of the grader held. What a
submission costs is the time by the clock of the cores that the jobs keep: the kernel does not tell the processor time
of what dies inside the sandbox's walls. Each size has a journal of its own; ``classes.py`` says what the kinds of class
are.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from classes import KINDS, submit
from rich.console import Console
from rich.table import Table

from autograder.grading.run import cores


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds by the clock, and MB of its largest process."""

    wall_s: float
    memory_mb: float


def main() -> None:
    """Measure size after size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=KINDS, default="right", help="of class (default: %(default)s)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000], metavar="N")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    measured = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            measured.append((size, _measure(Path(folder), options.kind, size, options.jobs)))
        _print(measured, options)


def _measure(folder: Path, kind: str, size: int, jobs: int) -> list[Cost]:
    submitted = submit(folder / "submitted", kind, size)
    first = _grade(folder, jobs)
    again = _grade(folder, jobs)
    submit(folder / "late", kind, 1, seed=2)
    (folder / "late" / "student000000").rename(submitted / "who comes late")
    return [first, again, _grade(folder, jobs)]


def _grade(folder: Path, jobs: int) -> Cost:
    command = [sys.executable, "-m", "autograder", "grade", "--unsafe", "--quiet", "--jobs", str(jobs)]
    command += [str(folder / "submitted"), "--json", str(folder / "grades.json")]
    begin = time.perf_counter()
    running = subprocess.Popen(command, env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")})
    _, status, used = os.wait4(running.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return Cost(time.perf_counter() - begin, used.ru_maxrss / 1024)


def _print(measured: list[tuple[int, list[Cost]]], options: argparse.Namespace) -> None:
    title = f"class: {options.kind}; {options.jobs} jobs, {cores()} cores, Python {sys.version.split()[0]}"
    table = Table(title=title)
    for column in ("submissions", "s", "ms each", "core ms each", "MB", "again s", "times as fast", "one late s"):
        table.add_column(column, justify="right")
    for size, (first, again, late) in measured:
        each = (first.wall_s / size * 1e3, first.wall_s / size * 1e3 * min(options.jobs, cores()))
        numbers = [f"{first.wall_s:.1f}", *(f"{ms:.1f}" for ms in each), f"{first.memory_mb:.0f}"]
        ratio = f"{first.wall_s / again.wall_s:.0f}"
        table.add_row(str(size), *numbers, f"{again.wall_s:.2f}", ratio, f"{late.wall_s:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
