"""What the lesson costs a student: the whole notebook run from the top, every visible check, sizes.

    python benchmarks/lesson.py [--checks-only]

The answers are those of the sample student who has all of them right. Times are of the wall, and depend on the machine
and on what else it does; checks are also measured as CPU, the median of five.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from assignment2.checks import CHECKS, check
from assignment2.datasets import circles
from assignment2.player import Film

ROOT = Path(__file__).parents[1]
RELEASE = ROOT / "release" / "assignment2"
RIGHT = ROOT / "examples" / "submitted" / "anna" / "assignment2" / "assignment2.ipynb"


def run_all() -> None:
    """Run the notebook in a kernel, as JupyterLab does, and print time, sizes, and what the nets learn."""
    import nbclient
    import nbformat

    os.environ.pop("PYTHONPATH", None)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(RELEASE / "assignment2", Path(folder, "assignment2"))
        notebook = nbformat.read(RIGHT, as_version=4)
        client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": folder}})
        began = time.perf_counter()
        client.execute()
        wall = time.perf_counter() - began
        of_children = os.times().children_user + os.times().children_system
        print(f"run all: {wall:.1f} s on {os.cpu_count()} cores, {of_children:.1f} s CPU")
        size = len(nbformat.writes(notebook).encode()) / 1024
        print(f"notebook: {RIGHT.stat().st_size / 1024:.0f} KiB as handed out, {size:.0f} KiB with all outputs")
        for cell in notebook.cells:
            said = [line for line in _printed(cell).splitlines() if "right side" in line]
            if said:
                print(f"{cell.id}: {', '.join(said)}")


def _printed(cell: Any) -> str:
    return "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream")


def checks() -> None:
    """Print the CPU and the wall time of every visible check."""
    names = _names()
    for grade_id in CHECKS:
        cpu = median(_taken(lambda: check(grade_id, names), time.process_time) for _ in range(5))  # noqa: B023
        wall = median(_taken(lambda: check(grade_id, names), time.perf_counter) for _ in range(5))  # noqa: B023
        print(f"check {grade_id:<24} {cpu:.3f} s CPU   {wall:.3f} s")


def _names() -> dict[str, Any]:
    """What the solution cells define."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(RIGHT.read_text(encoding="utf-8"))["cells"]:
        if cell["id"] in ("imports", *CHECKS):
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    return names


def film() -> None:
    """Print how many frames the player of a training has, how large it is, and how long it takes to make."""
    made = Film(*circles(200))
    for step in range(1000):
        made(step, _Still(), 1.0)
    taken = _taken(made.player, time.perf_counter)
    print(f"player: {len(made.frames)} frames, {len(made.player()._repr_html_()) / 1024:.0f} KiB, {taken:.3f} s")


class _Still:
    """A net that says the same everywhere."""

    def forward(self, X: Any) -> Any:
        return 0.5 + 0 * X[:1]


def _taken(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks-only", action="store_true", help="do not run the whole notebook")
    if not parser.parse_args().checks_only:
        run_all()
    film()
    checks()
