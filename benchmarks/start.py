"""What starting costs: one submission graded from the shell, beside an interpreter that only imports numpy.

    python benchmarks/start.py [--pairs 15]

Whole processes, in turn, so that what else the machine does hits both; no result of an earlier run is taken. Prints the
medians and the median of the pairs' ratios.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from classes import submit
from stock import environment

COMMAND = Path(sys.executable).with_name("autograder")


def main() -> None:
    """Measure, and print three lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as folder:
        submitted = submit(Path(folder, "submitted"), "right", 1)
        grade = [str(COMMAND), "grade", "--unsafe", "--quiet", "--regrade", str(submitted)]
        times = [(_timed(grade), _timed([sys.executable, "-c", "import numpy"])) for _ in range(pairs + 1)][1:]
    print(f"one submission, all right, from the shell: {median(ours for ours, _ in times):.2f} s")
    print(f"import numpy: {median(numpy for _, numpy in times):.2f} s")
    print(f"times as long: {median(ours / numpy for ours, numpy in times):.1f} (median of {pairs} pairs)")


def _timed(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, env=environment(), check=True, capture_output=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
