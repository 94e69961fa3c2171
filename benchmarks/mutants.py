"""Which faults the tests would miss: ``python benchmarks/mutants.py [FILE...] [--sample N] [--seed S]``.

A *mutant* is a file with one small fault put into it: a comparison, an operator, a constant or a condition changed, a
statement or a returned value taken away. It is *killed* where a test of the file's mirror (``tests/<same folder>``, see
``FILES``) fails, and *survives* where none does. Survivors that no test could kill, as they do the same, stand with a
reason in ``mutants.toml`` and are not counted. The tests run in a copy of the repository, so that processes which they
start find the fault as well, each in a fork of a process that has imported what is slow, and end at the first failure.
"""

from __future__ import annotations

import argparse
import compileall
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
import pytest
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.faults import Mutant, mutants  # noqa: E402

EQUIVALENT = Path(__file__).with_suffix(".toml")
LEAST_S, TIMES = 20.0, 5.0  # a mutant may take so many times as long as the file as it is, and never less than this

FILES = {  # what decides, and the tests of its mirror, the quickest first
    "autograder/worker/wire.py": ["tests/worker/test_wire.py"],
    "autograder/worker/plain.py": ["tests/worker/test_plain.py", "tests/worker/test_perform.py"],
    "autograder/sandbox/limits.py": ["tests/sandbox/test_budgets.py"],
    "autograder/judge/charge.py": ["tests/judge/test_charge.py", "tests/judge/test_judge.py"],
    "autograder/report/words.py": ["tests/report/test_words.py"],
    "autograder/notebook/mend.py": ["tests/notebook/test_mend_rules.py", "tests/notebook/test_mend.py"],
    "autograder/notebook/match.py": ["tests/notebook/test_match.py"],
    "autograder/notebook/outline.py": ["tests/notebook/test_outline.py"],
}


class NoDice:
    """Leaves out tests that draw what they try: they are slow, and a fault needs an example that is sure to show it."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Hypothesis marks its tests."""
        items[:] = [item for item in items if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]


class Tests:
    """The tests in a copy of the repository, each run in a fork of this process."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "copy"
        left_out = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".hypothesis", ".*_cache")
        shutil.copytree(ROOT, self.root, ignore=left_out, symlinks=True)
        os.environ.update(PYTHONPATH=str(self.root), TMPDIR=str(folder), PYTHONHASHSEED="0")
        compileall.compile_dir(self.root, quiet=2)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True  # what is compiled of a mutant would be taken for the next one

    def fail(self, tests: Sequence[str], seconds: float) -> bool:
        """Whether one of them fails, or they do not end in time."""
        pid = os.fork()
        if pid == 0:
            os.setsid()
            self._run(tests)
        until = time.monotonic() + seconds
        while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None and time.monotonic() < until:
            time.sleep(0.01)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what the tests have started, and what hangs
        return os.waitpid(pid, 0)[1] != 0

    def _run(self, tests: Sequence[str]) -> None:
        status = 70
        try:
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            os.chdir(self.root)
            sys.path[:] = [str(self.root), *(path for path in sys.path if path not in ("", str(ROOT)))]
            options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:randomly"]
            status = int(pytest.main([*options, *tests], plugins=[NoDice()]))
        finally:
            os._exit(status)

    def survivors(self, file: str, faulty: Sequence[Mutant], known: set[tuple[str, str]]) -> list[Mutant]:
        """The mutants of a file that all tests of its mirror let pass. Raises SystemExit where these fail anyway."""
        place, tests = self.root / file, FILES[file]
        original = place.read_text("utf-8")
        for compiled in (place.parent / "__pycache__").glob(f"{place.stem}.*.pyc"):
            compiled.unlink()
        begin = time.monotonic()
        if self.fail(tests, 600):
            raise SystemExit(f"the tests of {file} fail as it is: {' '.join(tests)}")
        limit = max(LEAST_S, TIMES * (time.monotonic() - begin))
        left = []
        try:
            for mutant in faulty:
                place.write_text(mutant.source, "utf-8")
                if not self.fail(tests, limit):
                    left.append(mutant)
                    explained = (mutant.line, mutant.change) in known
                    print(
                        "equivalent" if explained else "SURVIVES",
                        f"{file}:{mutant.number}  {mutant.change}",
                        flush=True,
                    )
        finally:
            place.write_text(original, "utf-8")
        return left


def main() -> None:
    """Mutate, run, and print a line for every survivor and a table of the files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"of {', '.join(FILES)}")
    parser.add_argument("--sample", type=int, metavar="N", help="at most so many mutants of a file, chosen by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--line", type=int, action="append", help="mutants of these lines alone")
    options = parser.parse_args()
    explained = tomllib.loads(EQUIVALENT.read_text("utf-8")) if EQUIVALENT.exists() else {}
    table = Table("file", "mutants", "killed", "survived", "equivalent", "score")
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(Path(folder))
        for file in options.files or FILES:
            faulty = list(mutants(file, (ROOT / file).read_text("utf-8")))
            if options.line:
                faulty = [mutant for mutant in faulty if mutant.number in options.line]
            if options.sample and options.sample < len(faulty):
                faulty = sorted(
                    random.Random(options.seed).sample(faulty, options.sample), key=lambda each: each.number
                )
            known = {(each["line"], each["change"]) for each in explained.get(file, [])}
            left = tests.survivors(file, faulty, known)
            same = sum((each.line, each.change) in known for each in left)
            count, killed = len(faulty) - same, len(faulty) - len(left)
            table.add_row(
                file, *map(str, (len(faulty), killed, len(left) - same, same)), f"{killed / max(count, 1):.1%}"
            )
    Console().print(table)


if __name__ == "__main__":
    main()
