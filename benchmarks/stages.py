"""Where the time of one submission goes, stage by stage, on a class that is all right, or all wrong.

    python benchmarks/stages.py [--submissions 100] [--tier TIER] [--wrong]

All in one process that grades one after the other (one job): each stage in milliseconds, and how many times the *bare
work* that is: a warm numpy process is forked and runs the cells that grading runs, with no wall, limit or question.
``import numpy`` is a fresh interpreter that does just this. Of each stage the lower quartile is shown: what else the
machine does only makes it longer. On a machine that does much else look at the rows of processor time: ``CPU, grader``
and ``CPU, child`` against ``CPU, bare child``.

Every submission is the same, so that what is known from the one before is known; ``--new`` has the grader forget before
each all that it has learnt from answers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
from ours import ASSIGNMENT, NAME, NOTEBOOK, RELEASE

from autograder.corpus import solution
from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.notebook.cells import Cell
from autograder.notebook.fill import fill
from autograder.sandbox.zygote import Zygote
from autograder.worker.cells import Cells

CHILD_S = [0.0]  # processor time of all children so far


class Stages:
    """Seconds by stage, a number for each submission."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block."""
        begin = time.perf_counter()
        yield
        self.add(name, time.perf_counter() - begin)

    def add(self, name: str, seconds: float) -> None:
        """One more number."""
        self.seconds.setdefault(name, []).append(seconds)

    def timed(self, name: str, work: Callable[[], object]) -> None:
        """Time a call."""
        with self.stage(name):
            work()


class Bare:
    """A warm process, with numpy and the students' package, that is forked to run cells and do nothing else."""

    def __init__(self, package: Path, cells: tuple[Cell, ...]) -> None:
        command = [sys.executable, __file__, "--bare", str(package.parent)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.once(json.dumps([[cell.id, cell.source] for cell in cells]))

    def once(self, line: str = "") -> float:
        """Fork, run, end; returns the seconds of processor time that it took."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        return float(self.process.stdout.readline() or 0)


def bare(package_parent: str) -> None:
    """The warm process's life."""
    sys.path.insert(0, package_parent)
    __import__(NAME)
    cells, said = json.loads(sys.stdin.readline()), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.write(said, b"0\n")
    while sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            here = Cells({"__name__": "__main__"})
            for cell_id, source in cells:
                here.run(cell_id, source)
            os._exit(0)
        usage = os.wait4(pid, 0)[2]
        os.write(said, f"{usage.ru_utime + usage.ru_stime}\n".encode())


def submission(folder: Path, wrong: bool) -> Submission:
    """The release, filled with right answers, or each with one that is wrong."""
    answers = solution(ASSIGNMENT)
    if wrong:
        answers = {name: tuple(map(_spoilt, bodies)) for name, bodies in answers.items()}
    path = folder / "student" / NAME / NOTEBOOK
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(fill(json.loads(RELEASE.read_text(encoding="utf-8")), answers)), encoding="utf-8")
    return Submission("student", NOTEBOOK, path)


def _spoilt(body: str) -> str:
    """Off by a factor that no mistake has: nothing is proved, and everything is tried."""
    lines = body.strip().split("\n")
    return "\n".join([*lines[:-1], lines[-1].replace("return ", "return 1.37 * ", 1)])


def measure(grader: Grader, given: Submission, stages: Stages, work: Bare) -> None:
    """One submission, stage by stage, as ``Grader.grade`` takes it, and the bare work."""
    assert given.path is not None
    ours, theirs = time.process_time(), CHILD_S[0]
    with stages.stage("all of it"):
        with stages.stage("read, mend"):
            mended = grader.reader.read(grader.sandbox, given.path)
        with stages.stage("fork, analyse, run"):
            subject = grader.sandbox.load(mended.cells)
        with stages.stage("ask"):
            asked = grader.judge.asked([exercise.id for exercise in grader.assignment.exercises], subject)
            subject.foresee(asked)
        with stages.stage("judge"):
            for exercise in grader.assignment.exercises:
                grader.judge.exercise(exercise.id, subject)
        with stages.stage("end"):
            subject.close()
    stages.add("CPU, grader", time.process_time() - ours)
    stages.add("CPU, child", CHILD_S[0] - theirs)
    stages.timed("Grader.grade", lambda: grader.grade(given))
    with stages.stage("bare work"):
        stages.add("CPU, bare child", work.once())


def counted(ended: Callable[[Zygote], dict[str, Any]]) -> Callable[[Zygote], dict[str, Any]]:
    """Adds up what the children have used."""

    def count(zygote: Zygote) -> dict[str, Any]:
        end = ended(zygote)
        CHILD_S[0] += end["cpu_s"]
        return end

    return count


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--tier", default=None, help="of isolation (default: the best that this machine gives)")
    parser.add_argument("--wrong", action="store_true", help="every answer is wrong")
    parser.add_argument("--new", action="store_true", help="nothing is known from the submission before")
    parser.add_argument("--bare", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        bare(options.bare)
        return
    Zygote.ended = counted(Zygote.ended)  # type: ignore[method-assign]
    stages, assignment = Stages(), ASSIGNMENT
    with (
        tempfile.TemporaryDirectory() as folder,
        Grader(assignment, Settings(tier=options.tier, unsafe=True)) as grader,
    ):
        given = submission(Path(folder), options.wrong)
        assert given.path is not None
        grader.prepare()
        subject = grader.sandbox.load(grader.reader.read(grader.sandbox, given.path).cells)
        ran = tuple(each.cell for each in subject.loaded if each.outcome == "ran")
        subject.close()
        work = Bare(assignment.package, ran)
        for number in range(options.submissions + 5):
            if options.new:
                grader.judge.forget()
                grader.sandbox.seen.forget()
            measure(grader, given, stages if number >= 5 else Stages(), work)
        for _ in range(5):
            with stages.stage("import numpy"):
                subprocess.run([sys.executable, "-c", "import numpy"], check=True)
        tier = grader.sandbox.tier
    kind = "all wrong" if options.wrong else "all right"
    print(f"{options.submissions} submissions, {kind}, tier {tier}, numpy {np.__version__}\n")
    print(f"{'stage':24}{'ms':>8}{'times bare work':>18}")
    quartiles = {name: quantiles(seconds)[0] * 1e3 for name, seconds in stages.seconds.items()}
    for name, quartile in quartiles.items():
        unit = quartiles["CPU, bare child" if name.startswith("CPU") else "bare work"]
        print(f"{name:24}{quartile:8.2f}{quartile / unit:18.2f}")


if __name__ == "__main__":
    main()
