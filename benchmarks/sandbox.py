"""What isolation costs: one submission (three cells, four calls) in each tier of this machine.

    python benchmarks/sandbox.py [submissions]

``wall`` is from the fork to the death of the process; ``CPU`` is that of all processes together, from /proc, for each
submission; ``layers`` is CPU beyond tier C's, which has none; ``start`` is a warm process from nothing; ``replaced`` is
from the death of a warm process to the next submission's loaded cells.
"""

from __future__ import annotations

import os
import signal
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from autograder.execution import Runner
from autograder.notebook.cells import Cell
from autograder.sandbox import Limits
from autograder.sandbox.tiers import candidates, probe
from autograder.worker.calls import Call, Make, Step

CELLS = (
    Cell("a", "given", "import numpy as np\nimport math", "cell 1"),
    Cell("b", "own", "rng = np.random.default_rng(0)\nscale = 2.0", "cell 2"),
    Cell("c", "own", "class Layer:\n    def backward(self, dZ):\n        return scale * dZ @ dZ.T", "cell 3"),
)
CALL = Call(Make("Layer"), (Step("backward", (np.ones((100, 100)),)),))
TICKS = os.sysconf("SC_CLK_TCK")


def one(sandbox: Runner) -> None:
    """One submission, from fork to death."""
    subject = sandbox.load(CELLS)
    answers = subject.ask([CALL] * 4)
    assert all(answer.replies[0].value.shape == (100, 100) for answer in answers)
    subject.close()


def cpu_s(pid: int) -> float:
    """Processor time of a process, its descendants, and those of them that are gone."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, fields[11:15])) / TICKS + sum(cpu_s(int(child)) for child in below)


def measure(tier: str, submissions: int) -> dict[str, float]:
    """Milliseconds."""
    begin = time.perf_counter()
    with Runner(None, None, Limits(), tier=tier, unsafe=True) as sandbox:
        start = time.perf_counter() - begin
        for _ in range(5):
            one(sandbox)
        assert sandbox._zygote is not None
        ours, theirs = time.process_time(), cpu_s(sandbox._zygote.pid)
        walls = []
        for _ in range(submissions):
            begin = time.perf_counter()
            one(sandbox)
            walls.append(time.perf_counter() - begin)
        used = time.process_time() - ours + cpu_s(sandbox._zygote.pid) - theirs
        replaced = []
        for _ in range(5):
            os.kill(sandbox._zygote.pid, signal.SIGKILL)
            begin = time.perf_counter()
            sandbox.load(CELLS).close()
            replaced.append(time.perf_counter() - begin)
    return {
        "wall": statistics.median(walls) * 1e3,
        "p95": sorted(walls)[int(len(walls) * 0.95)] * 1e3,
        "CPU": used / submissions * 1e3,
        "start": start * 1e3,
        "replaced": statistics.median(replaced) * 1e3,
    }


def main() -> None:
    """Print the table."""
    submissions = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    tiers = [tier for tier in candidates() if probe(tier).missing is None] + ["C"]
    rows = {tier: measure(tier, submissions) for tier in tiers}
    print(f"{submissions} submissions, milliseconds\n")
    print(f"{'tier':8}" + "".join(f"{name:>10}" for name in ("wall", "p95", "CPU", "layers", "start", "replaced")))
    for tier, row in rows.items():
        row["layers"] = row["CPU"] - rows["C"]["CPU"]
        print(
            f"{tier:8}"
            + "".join(f"{row[name]:10.1f}" for name in ("wall", "p95", "CPU", "layers", "start", "replaced"))
        )


if __name__ == "__main__":
    main()
