"""Which faults the tests would miss: ``python benchmarks/mutants.py [FILE...] [--sample N] [--seed S]``.

A *mutant* is a file with one small fault put into it: a comparison, an operator, a constant or a condition changed, a
statement or a returned value taken away. It is *killed* where a test of the file's mirror (``tests/<same folder>``) or
of the line behind it (see ``FILES``) fails, and *survives* where none does. Those that no test could kill, as they do
the same, stand with a reason in ``mutants.toml`` and are neither run nor counted. The tests run in a copy of the
repository. They are collected once and run in a fork for each fault, with the faulty code in the functions that are
loaded already; what then passes is tried once more with the faulty file imported anew. A run ends at the first failure.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import hypothesis.extra.numpy  # noqa: F401  (warm for every fork, as are these)
import numpy as np
import pytest
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.faults import Mutant, mutants  # noqa: E402
from benchmarks.swapped import swap  # noqa: E402

EQUIVALENT = Path(__file__).with_suffix(".toml")
UNSWAPPED = 75  # the status of a fork that could not be given the fault
LEAST_S, TIMES = 20.0, 5.0  # a mutant may take so many times as long as the file as it is, and never less than this

CORE = (("tests/gradcheck",), ("tests/assignment2/test_visible_checks.py", "tests/corpus/test_answers.py"))
JUDGE = (("tests/judge", "--ignore=tests/judge/test_weakened.py"), ("tests/corpus/test_answers.py",))
AUTHORING = (("tests/authoring",), ("tests/assignments",), ("tests/corpus/test_answers.py",))

MIRRORED = (
    ("autograder/judge", JUDGE),
    ("gradcheck", CORE),
    ("autograder/authoring", AUTHORING),
    ("autograder/report", (("tests/report", "tests/similarity"),)),
)
WIRE = ("tests/worker/test_wire.py", "tests/worker/test_wire_refuses.py")

FILES = {  # what decides, and its tests: those of the mirror, and what is asked where these let a fault pass
    "autograder/worker/wire.py": (WIRE,),
    "autograder/worker/calls.py": (
        ("tests/worker/test_calls.py", "tests/worker/test_perform.py", "tests/worker/test_held.py", *WIRE),
    ),
    "autograder/worker/plain.py": (("tests/worker/test_plain.py", "tests/worker/test_perform.py"),),
    "autograder/worker/perform.py": (("tests/worker/test_perform.py", "tests/worker/test_held.py"),),
    "autograder/worker/stubs.py": (("tests/worker/test_stubs.py",),),
    "autograder/sandbox/limits.py": (("tests/sandbox/test_budgets.py",),),
    "autograder/execution/times.py": (("tests/execution/test_times.py",),),
    "autograder/notebook/mend.py": (("tests/notebook/test_mend_rules.py",), ("tests/notebook/test_mend.py",)),
    "autograder/notebook/match.py": (("tests/notebook/test_match.py",),),
    "autograder/notebook/outline.py": (("tests/notebook/test_outline.py",),),
    **{
        str(file.relative_to(ROOT)): tests
        for folder, tests in MIRRORED
        for file in sorted((ROOT / folder).glob("[!_]*.py"))
    },
}


class Chosen:
    """Those of a file's own name come first. Tests that draw what they try are left out: they are slow, and a fault
    needs an example that is sure to show it."""

    def __init__(self, file: str) -> None:
        self.own = f"test_{Path(file).name}"

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Hypothesis marks its tests."""
        items[:] = [item for item in items if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]
        items.sort(key=lambda item: item.path.name != self.own)


class Swapping:
    """Runs what pytest has collected once for each fault, in a fork that has it; ``left`` are those that pass."""

    def __init__(self, place: Path, original: str, faulty: Sequence[Mutant], seconds: float, report: Path) -> None:
        self.place, self.original, self.faulty = place, original, faulty
        self.seconds, self.report = seconds, report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """None, in a fork, leaves the tests to pytest."""
        left = []
        for number, mutant in enumerate(self.faulty):
            pid = os.fork()
            if pid == 0:
                os.setsid()
                if swap(self.place, self.original, mutant.source):
                    return None
                os._exit(UNSWAPPED)
            status = os.waitstatus_to_exitcode(ended(pid, self.seconds))
            if status in (0, UNSWAPPED):
                left.append((number, status == 0))
        self.report.write_text(json.dumps(left), "utf-8")
        return True


def ended(pid: int, seconds: float) -> int:
    """How a child ends, or is ended, with all that it has started."""
    until = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None and time.monotonic() < until:
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


class Tests:
    """The tests in a copy of the repository, run in forks of this process."""

    def __init__(self, folder: Path, mirror_alone: bool = False, quick: bool = False) -> None:
        self.root, self.report = folder / "copy", folder / "left.json"
        self.mirror_alone, self.quick, self._took = mirror_alone, quick, dict[Sequence[str], float]()
        left_out = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".hypothesis", ".*_cache")
        shutil.copytree(ROOT, self.root, ignore=left_out, symlinks=True)
        os.environ.update(PYTHONPATH=str(self.root), TMPDIR=str(folder), PYTHONHASHSEED="0")
        compileall.compile_dir(self.root, quiet=2)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True  # what is compiled of a mutant would be taken for the next one

    def _fails(self, tests: Sequence[str], seconds: float, *plugins: object) -> bool:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            self._run(tests, plugins)
        return ended(pid, seconds) != 0

    def _run(self, tests: Sequence[str], plugins: Sequence[object]) -> None:
        status = 70
        try:
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            os.chdir(self.root)
            sys.path[:] = [str(self.root), *(path for path in sys.path if path not in ("", str(ROOT)))]
            options = [
                "-x",
                "-q",
                "-s",
                "--tb=no",
                "--no-summary",
                "-p",
                "no:xdist",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:randomly",
            ]
            status = int(pytest.main([*options, *tests], plugins=plugins))
        finally:
            os._exit(status)

    def _seconds(self, tests: Sequence[str]) -> float:
        """How long they may take: longer than while nothing is wrong. Raises SystemExit where they fail then."""
        if tests not in self._took:
            begin = time.monotonic()
            if self._fails(tests, 600, Chosen("")):
                raise SystemExit(f"without a fault these fail: {' '.join(tests)}")
            self._took[tests] = time.monotonic() - begin
        return max(LEAST_S, TIMES * self._took[tests])

    def survivors(self, file: str, faulty: Sequence[Mutant]) -> list[Mutant]:
        """The mutants of a file that all of its tests let pass. Raises SystemExit where these fail anyway."""
        place, original = self.root / file, (self.root / file).read_text("utf-8")
        for compiled in (place.parent / "__pycache__").glob(f"{place.stem}.*.pyc"):
            compiled.unlink()
        left = list(faulty)
        for tests in FILES[file][: 1 if self.mirror_alone else None]:
            seconds = self._seconds(tests)
            swapping = Swapping(place, original, left, seconds, self.report)
            self._fails(tests, 60 + seconds * len(left), Chosen(file), swapping)
            passed = [(left[number], tried) for number, tried in json.loads(self.report.read_text("utf-8"))]
            left = [
                one for one, tried in passed if (tried and self.quick) or not self._notice(place, original, one, tests)
            ]
        for mutant in left:
            print(f"SURVIVES {file}:{mutant.number}  {mutant.change}", flush=True)
        return left

    def _notice(self, place: Path, original: str, mutant: Mutant, tests: Sequence[str]) -> bool:
        """Whether the tests fail where the file is imported with the fault."""
        place.write_text(mutant.source, "utf-8")
        try:
            return self._fails(tests, self._seconds(tests), Chosen(place.name))
        finally:
            place.write_text(original, "utf-8")


def counted(file: str, tests: Tests, options: argparse.Namespace, known: set[tuple[str, str]]) -> np.ndarray:
    """Mutants of a file, those that were killed, those that survived, and those that do the same."""
    faulty = list(mutants(file, (ROOT / file).read_text("utf-8")))
    if options.line:
        faulty = [mutant for mutant in faulty if mutant.number in options.line]
    if options.sample and options.sample < len(faulty):
        faulty = sorted(random.Random(options.seed).sample(faulty, options.sample), key=lambda each: each.number)
    tried = [mutant for mutant in faulty if (mutant.line, mutant.change) not in known]
    left = tests.survivors(file, tried)
    return np.array([len(faulty), len(tried) - len(left), len(left), len(faulty) - len(tried)])


def main() -> None:
    """Mutate, run, and print a line for every survivor and a table of the files and their folders."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"a file or a folder of {', '.join(FILES)}")
    parser.add_argument("--sample", type=int, metavar="N", help="at most so many mutants of a file, chosen by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--line", type=int, action="append", help="mutants of these lines alone")
    parser.add_argument("--mirror", action="store_true", help="ask the tests of the mirror alone")
    parser.add_argument("--quick", action="store_true", help="believe what passes in a fork: it may be said to survive")
    options = parser.parse_args()
    explained = tomllib.loads(EQUIVALENT.read_text("utf-8")) if EQUIVALENT.exists() else {}
    wanted = [file for file in FILES if not options.files or file.startswith(tuple(options.files))]
    table = Table("file", "mutants", "killed", "survived", "equivalent", "score")
    of_folders: dict[str, np.ndarray] = {}
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(Path(folder), options.mirror, options.quick)
        for file in wanted:
            counts = counted(file, tests, options, {(each["line"], each["change"]) for each in explained.get(file, [])})
            if not counts[0]:
                continue
            table.add_row(file, *_said(counts))
            home = str(Path(file).parent)
            of_folders[home] = of_folders.get(home, 0) + counts
    table.add_section()
    for home, counts in of_folders.items():
        table.add_row(f"{home}/", *_said(counts))
    Console().print(table)


def _said(counts: np.ndarray) -> list[str]:
    total, killed, _, same = counts
    return [*map(str, counts), f"{killed / max(total - same, 1):.1%}"]


if __name__ == "__main__":
    main()
