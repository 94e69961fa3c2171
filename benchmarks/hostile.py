"""The same attacks on this grader, on stock nbgrader and on Otter: points stolen, and what was touched.

    python benchmarks/hostile.py [--otter PATH_TO_otter] [--nbgrader PATH_TO_nbgrader] [--only ID ...]

nbgrader and Otter grade an ordinary version of the same assignment, as it would be written for them: after each
exercise a hidden test that compares with ``np.allclose``. All run here in a process namespace of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "sandbox"))

import namespace
from canaries import Canaries
from hostile_corpus import PROJECT, Attack, attacks, notebook
from ours import NAME

# those that mean the same everywhere: attacks on our own wire, and on the machine's memory and disk, are left out
FAMILIES = ("comparison", "network")
WITHOUT = ("float16", "netlink-and-raw", "socketpair")  # no theft of points where tests are ordinary, or no harm
ALSO = (
    *("secret-file", "sibling-notebook", "gradebook-read", "gradebook-write", "truncate", "unlink-and-rename"),
    *("list-folders", "passwords", "environment", "proc-environ", "reads-reference", "installed-packages", "frames"),
    *(
        "results-file",
        "metadata-points",
        "replaces-package",
        "exit-in-a-cell",
        "os-exit-in-a-cell",
        "os-exit-in-a-stub",
    ),
    *("exit-in-a-stub", "null-pointer", "atexit", "endless-loop", "sleep", "loop-in-a-cell"),
    *("fork", "programs", "may-signal", "become-root", "shell-assignment", "shell-line", "bash-cell"),
)
TIMEOUT_S = 25

# what an instructor writes without this grader: a point for each test that does not raise
TESTS = {
    "loss_cost": """
Square = type("Square", (Loss,), {"forward": lambda self, y_hat, y: (y - y_hat) ** 2})
assert np.allclose(Square().cost(np.array([[0.5, 0.2]]), np.array([[1.0, 0.0]])), 0.145)
""",
    "mse_loss": """
assert np.allclose(MSELoss().forward(np.array([[0.5, 0.2]]), np.array([[1.0, 0.0]])), [[0.25, 0.04]])
assert np.allclose(MSELoss().backward(np.array([[0.5, 0.2]]), np.array([[1.0, 0.0]])), [[-1.0, 0.4]])
""",
    "bce_loss": """
assert np.allclose(BCELoss().forward(np.array([[0.5, 0.2]]), np.array([[1.0, 0.0]])), -np.log([[0.5, 0.8]]))
assert np.allclose(BCELoss().backward(np.array([[0.5, 0.2]]), np.array([[1.0, 0.0]])), [[-2.0, 1.25]])
""",
    "activation_backward": """
Cube = type("Cube", (Activation,), {"derivative": lambda self, Z: 3 * Z**2})
layer = Cube()
layer.Z = np.array([[1.0, -2.0]])
assert np.allclose(layer.backward(np.array([[3.0, 4.0]])), [[9.0, 48.0]])
""",
    "sigmoid_derivative": """
s = 1 / (1 + np.exp(-np.array([[1.0, -2.0]])))
assert np.allclose(Sigmoid().derivative(np.array([[1.0, -2.0]])), s * (1 - s))
""",
    "tanh_derivative": """
assert np.allclose(Tanh().derivative(np.array([[1.0, -2.0]])), 1 - np.tanh([[1.0, -2.0]]) ** 2)
""",
    "relu_derivative": """
assert np.allclose(ReLU().derivative(np.array([[1.0, -2.0]])), [[1.0, 0.0]])
""",
    "leaky_relu_derivative": """
assert np.allclose(LeakyReLU(0.2).derivative(np.array([[1.0, -2.0]])), [[1.0, 0.2]])
""",
    "linear_backward": """
layer = Linear(3, 2)
A, dZ = np.arange(12.0).reshape(3, 4), np.arange(8.0).reshape(2, 4)
_ = layer(A)
assert np.allclose(layer.backward(dZ), layer.W.T @ dZ)
assert np.allclose(layer.dW, dZ @ A.T / 4)
assert np.allclose(layer.db, dZ.mean(axis=1, keepdims=True))
""",
    "mlp_backward": """
net = MLP([Linear(2, 2), Linear(2, 1)])
x = np.array([[1.0], [2.0]])
_ = net(x)
assert np.allclose(net.backward(np.array([[1.0]])), net.layers[0].W.T @ net.layers[1].W.T)
""",
}
POINTS = 2.0  # of each of these tests: 20 in all

Result = tuple[float | None, list[str]]  # the score (None: no grade), and the canaries that were touched


def chosen(only: Sequence[str]) -> list[Attack]:
    """What is run everywhere."""
    everywhere = [a for a in attacks() if (a.family in FAMILIES or a.id in ALSO) and a.id not in WITHOUT]
    return [attack for attack in everywhere if not only or attack.id in only]


def ordinary(attack: Attack, places: Mapping[str, str], tested: bool) -> dict[str, Any]:
    """The attack in the ordinary version of the assignment, with or without its hidden tests."""
    document = notebook(attack, places)
    for cell in document["cells"]:
        grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        if grade_id.startswith("test_"):
            cell["metadata"]["nbgrader"]["points"] = POINTS
            hidden = f"### BEGIN HIDDEN TESTS{TESTS[grade_id[5:]]}### END HIDDEN TESTS"
            cell["source"] = hidden if tested else ""
    return document


def ours(attack: Attack, canaries: Canaries, folder: Path) -> Result:
    """This project's command."""
    document, report = folder / f"{attack.id}.ipynb", folder / "grades.json"
    document.write_text(json.dumps(notebook(attack, canaries.places(2))), encoding="utf-8")
    limits = ["--exercise-cpu-s", "1", "--exercise-wall-s", "3"]
    run([namespace.PYTHON, "-m", "autograder", "grade", str(document), "--json", str(report), "--quiet", *limits])
    if not report.exists():
        return None, canaries.touched()
    (graded,) = json.loads(report.read_text(encoding="utf-8"))["submissions"]
    return graded["score"], canaries.touched()


def nbgrader(program: str) -> Callable[[Attack, Canaries, Path], Result]:
    """Stock nbgrader: generate once, then autograde each."""
    course = Path(tempfile.mkdtemp(prefix="nbgrader-"))
    source = course / "source" / "ps" / "ps.ipynb"
    source.parent.mkdir(parents=True)
    document = ordinary(Attack("none", "", "", answers="none"), {}, tested=True)
    source.write_text(json.dumps(document), encoding="utf-8")
    shutil.copytree(PROJECT / NAME, source.parent / NAME)
    (course / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\nc.Execute.timeout = 10\n"
    )
    made = run([program, "generate_assignment", "ps", "--create", "--force", f"--course-dir={course}"], course)
    assert made is not None, "it did not end"
    assert made.returncode == 0, made.stderr[-2000:]

    def grade(attack: Attack, canaries: Canaries, folder: Path) -> Result:
        home = course / "submitted" / attack.id / "ps"
        home.mkdir(parents=True)
        document = ordinary(attack, canaries.places(2), tested=False)
        (home / "ps.ipynb").write_text(json.dumps(document), encoding="utf-8")
        run([program, "autograde", "ps", f"--student={attack.id}", f"--course-dir={course}", "--force"], course)
        code = (
            "import sys; from nbgrader.api import Gradebook\n"
            f"g = Gradebook('sqlite:///{course}/gradebook.db')\n"
            f"print(g.find_submission('ps', {attack.id!r}).score)"
        )
        python = Path(program).with_name("python")
        said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        return (float(said.stdout) if said.returncode == 0 else None), canaries.touched()

    return grade


def otter(program: str) -> Callable[[Attack, Canaries, Path], Result]:
    """Otter without a container, as it runs inside of Gradescope: otter run."""
    folder = Path(tempfile.mkdtemp(prefix="otter-"))
    (folder / "tests").mkdir()
    for exercise, code in TESTS.items():
        lines = code.strip().split("\n")
        case = {"code": "\n".join(f">>> {line}" for line in lines), "hidden": True, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": exercise, "points": POINTS, "suites": [suite]}
        (folder / "tests" / f"{exercise}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n", encoding="utf-8")
    made = run([program, "generate", "-t", "tests", "-o", "grader.zip", "--no-environment"], folder)
    assert made is not None, "it did not end"
    assert made.returncode == 0, made.stderr[-2000:]
    shutil.copytree(PROJECT / NAME, folder / NAME)

    def grade(attack: Attack, canaries: Canaries, _: Path) -> Result:
        document, out = folder / f"{attack.id}.ipynb", folder / f"out-{attack.id}"
        out.mkdir()
        plain = ordinary(attack, canaries.places(2), tested=False)
        document.write_text(json.dumps(plain), encoding="utf-8")
        run([program, "run", str(document), "-a", "grader.zip", "-o", str(out), "--no-logo"], folder)
        results = out / "results.json"
        if not results.exists():
            return None, canaries.touched()
        tests = json.loads(results.read_text(encoding="utf-8"))["tests"]
        return sum(test.get("score", 0.0) for test in tests), canaries.touched()

    return grade


def run(command: Sequence[str], folder: Path | None = None) -> subprocess.CompletedProcess[str] | None:
    """A command in a process namespace of its own, from a folder; None where it did not end in time."""
    shell = ["/bin/sh", "-c", 'cd "$0" && "$@"; exit $?', str(folder or "/")]
    path = os.pathsep.join([str(folder)] if folder else [str(PROJECT)])
    environment = {**os.environ, **namespace.SECRET, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{environment['PATH']}"  # where its kernel's Python is
    try:
        return subprocess.run(
            [*namespace.prefix(), *shell, *command],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return None


def main() -> None:
    """Print the table, attack by attack, and its sums."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--nbgrader", default=str(Path(sys.executable).with_name("nbgrader")))
    parser.add_argument("--otter", default=shutil.which("otter"))
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="these attacks (default: all)")
    options = parser.parse_args()
    graders: dict[str, Callable[[Attack, Canaries, Path], Result]] = {"this grader": ours}
    if Path(options.nbgrader).exists():
        graders["nbgrader"] = nbgrader(options.nbgrader)
    if options.otter:
        graders["otter"] = otter(options.otter)
    honest = Attack("honest", "right answers, no attack", "honest", answers="right", score=20.0)
    sums = {name: {"stolen": 0, "touched": 0, "no grade": 0, "s": 0.0} for name in graders}
    print(f"{'attack':34}" + "".join(f"{name:>24}" for name in graders))
    listed = [honest, *chosen(options.only)]
    for attack in listed:
        line = f"{attack.id:34}"
        for name, grade in graders.items():
            begin = time.perf_counter()
            with Canaries() as canaries, tempfile.TemporaryDirectory() as folder:
                score, touched = grade(attack, canaries, Path(folder))
            spent = sums[name]
            spent["s"] += time.perf_counter() - begin
            stolen = max(0.0, (score or 0.0) - attack.earns)
            spent["stolen"] += stolen > 0
            spent["touched"] += bool(touched)
            spent["no grade"] += score is None
            line += f"{_words(score, stolen, touched):>24}"
        print(line, flush=True)
    print(f"\nof {len(listed)} submissions")
    for name, spent in sums.items():
        print(
            f"{name:12} points stolen by {spent['stolen']:3}, canaries touched by {spent['touched']:3}, "
            f"no grade for {spent['no grade']:3}, {spent['s'] / len(listed):.2f} s each"
        )


def _words(score: float | None, stolen: float, touched: list[str]) -> str:
    if score is None:
        return "no grade" + (" TOUCHED" if touched else "")
    return f"{score:g}" + (f" (+{stolen:g} STOLEN)" if stolen else "") + (" TOUCHED" if touched else "")


if __name__ == "__main__":
    main()
