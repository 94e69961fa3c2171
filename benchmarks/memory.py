"""The grader's own memory, whatever is handed in: its peak over the hostile corpus and over files made to be large.

    python benchmarks/memory.py [--only ID ...]

Each case is graded by one warm grader in this process, whose peak is set back before it (Linux: /proc/self/clear_refs)
and compared with an honest submission's, graded right before it: what is kept for a whole class counts in both. The
students' processes have limits of their own and are not counted.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "sandbox"))

from hostile_corpus import RIGHT, attacks, filled, notebook
from ours import ASSIGNMENT

from autograder.grading.collect import Submission
from autograder.grading.grader import Grader, Settings
from autograder.grading.result import Graded
from autograder.sandbox import Limits

LIMITS = Limits(exercise_cpu_s=0.5, exercise_wall_s=3, submission_cpu_s=10, submission_wall_s=60)
PLACES = dict.fromkeys(("SECRET", "GRADEBOOK", "SIBLING", "FOLDER", "SOCKET", "ABSTRACT"), "/nowhere") | {
    "PORT": "1",
    "GRADER": "1",
}
MOST_MB, MOST_RATIO = 300, 1.5


def cells(source: str, count: int) -> dict[str, Any]:
    """An honest notebook and as many cells at its end."""
    document = filled(RIGHT)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    document["cells"] += [{**cell, "id": f"more-{n}", "source": source.replace("@", str(n))} for n in range(count)]
    return document


def answers(body: str) -> dict[str, Any]:
    """A notebook in which every stub holds the same."""
    return filled({exercise: [body] * len(bodies) for exercise, bodies in RIGHT.items()})


def files() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of files that cost a reader more than they are long."""
    yield "marks.py", b"# %%\n" * 25_000
    yield "classes.py", b"class Linear(Module):\n    def backward(self): pass\n\n" * 50_000
    yield "conflicts.py", b"<<<<<<< HEAD\n=======\n>>>>>>> x\n" * 100_000
    yield "strings.py", b"x = '''" * 300_000
    yield "nested.ipynb", b'{"a":' * 200_000
    yield "numbers.ipynb", b"[" + b"0," * 20_000_000 + b"0]"
    yield "zeros.ipynb", bytes(90_000_000)
    made: Mapping[str, dict[str, Any]] = {
        "same-class": cells("class Linear(Module):\n    x = @", 6000),
        "same-class-less": cells("class Linear(Module):\n    x = @", 900),
        "reasons": cells("Linear = @\nraise ValueError", 900),
        "names": cells("\n".join(f"n@_{number} = 0" for number in range(20_000)) + "\nraise ValueError", 10),
        "one-long-name": cells("x" * 3_000_000, 1),
        "bytes-as-answers": answers("return np.zeros(24 << 20, np.uint8)"),
        "answers-just-below": answers("return np.zeros(1900 << 10, np.uint8)"),
        "long-text": answers("return 'x' * (1 << 20)"),
        "deep-list": answers("x = []\nfor _ in range(900):\n    x = [x, x]\nreturn x"),
        "watched": answers("self.W = self.b = self.dW = self.db = np.zeros(400 << 10, np.uint8)\nreturn self.W"),
        "long-exception": answers("raise ValueError('x' * (16 << 20))"),
    }
    for name, document in made.items():
        yield f"{name}.ipynb", json.dumps(document).encode()
    for attack in attacks():
        yield f"{attack.id}.ipynb", json.dumps(notebook(attack, PLACES)).encode()


def peak_mb() -> float:
    """The most that this process has held since it was set back."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def written(folder: Path) -> None:
    """Write all files; called in a process of its own, as making them costs more memory than grading them."""
    (folder / "honest.ipynb").write_text(json.dumps(filled(RIGHT)), encoding="utf-8")
    (folder / "wrong.ipynb").write_text(json.dumps(answers("return 12345.0")), encoding="utf-8")
    for name, data in files():
        (folder / name).write_bytes(data)


def measured(grader: Grader, path: Path) -> tuple[float, Graded]:
    """Peak and result of one file."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    graded = grader.grade(Submission("student", path.name, path))
    return peak_mb(), graded


def main() -> int:
    """Prints a line for each case that is over, and the whole. 1 where any is over."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", nargs="+", help="cases by their names")
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = multiprocessing.get_context("spawn").Process(target=written, args=(folder,))
        writer.start()
        writer.join()
        paths = [each for each in sorted(folder.iterdir()) if not only or each.stem in only]
        with Grader(ASSIGNMENT, Settings(unsafe=True, limits=LIMITS)) as grader:
            return measure(grader, folder / "honest.ipynb", paths)


def measure(grader: Grader, honest: Path, paths: list[Path]) -> int:
    """A wrong one and the honest one first, after which all is computed that is kept for a class; then each."""
    for path in (honest.with_name("wrong.ipynb"), honest, honest):
        base, graded = measured(grader, path)
    assert graded.score == 20.0
    print(f"honest: {base:.0f} MB")
    found: dict[str, tuple[float, float]] = {}  # times an honest one, MB
    for path in paths:
        base, _ = measured(grader, honest)
        peak, graded = measured(grader, path)
        found[path.name] = peak / base, peak
        if peak > min(MOST_MB, MOST_RATIO * base):
            print(f"{path.name}: {peak:.0f} MB, {peak / base:.2f} times honest, {len(graded.reasons)} reasons")
    worst = max(found, key=lambda case: found[case])
    most = max(peak for _, peak in found.values())
    print(f"{len(found)} cases: at most {most:.0f} MB; at most {found[worst][0]:.2f} times honest ({worst})")
    return int(most > MOST_MB or found[worst][0] > MOST_RATIO)


if __name__ == "__main__":
    sys.exit(main())
