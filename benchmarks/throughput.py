"""One run, side by side, the same notebooks: stock nbgrader, Otter, this grader in every way, and the bare work.

    python benchmarks/throughput.py [--submissions 100] [--few 5] [--kinds right mix wrong] [--otter PATH]
                                    [--sizes 1 10 100] [--plot FILE.svg]

The *bare work* is what nobody can do without: a warm numpy process is forked for each submission and runs its cells,
with no wall, no limit and no question. Whole commands are timed from start to end, so that the start is in the figures
too; of nbgrader and Otter a few submissions are enough, as each starts a kernel. Machines differ: compare the ratios.
``--plot`` adds time against the size of the class. ``classes.py`` says what the kinds are.

``otter run`` gets hidden tests as an instructor writes them (those of ``hostile.py``). Without ``--otter`` it is
installed into an environment of its own for the time of the run; where that fails, it is left out with a word.
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
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from classes import KINDS, submit
from ours import ASSIGNMENT, NAME, ROOT
from rich.console import Console
from rich.table import Table
from stock import environment, generate

from autograder.grading.collect import collect
from autograder.grading.grader import Grader, Settings
from autograder.grading.run import cores

STOCK, BARE = "stock nbgrader autograde", "bare work"
Seconds = dict[str, float]  # for a submission, by what graded it


def main() -> None:
    """Measure, and print a table for each kind of class."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=100, help="graded by us (default: %(default)s)")
    parser.add_argument("--few", type=int, default=5, help="of these, by nbgrader and Otter (default: %(default)s)")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--otter", help="the program, where it is installed already")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100], help="of the classes that are plotted")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--bare", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        bare(*options.bare)
        return
    with tempfile.TemporaryDirectory() as folder, _otter(options.otter) as otter:
        measured = {kind: _class(Path(folder, kind), kind, options, otter) for kind in options.kinds}
        _print(measured, options)
        if options.plot:
            _plot(Path(folder), options)


def _class(folder: Path, kind: str, options: argparse.Namespace, otter: str | None) -> Seconds:
    submitted = submit(folder / "submitted", kind, options.submissions)
    few = folder / "few"
    for student in sorted(submitted.iterdir())[: options.few]:
        shutil.copytree(student, few / "submitted" / student.name)
    seconds = {STOCK: _stock(few) / options.few}
    if otter:
        seconds["otter run"] = _run_otter(otter, few) / options.few
    for jobs in (1, 2):
        seconds[f"this grader, {jobs} job{'s' * (jobs > 1)}"] = (
            _ours(submitted, "--jobs", str(jobs)) / options.submissions
        )
    with _cluster(folder) as address:
        if address:
            seconds["this grader, Dask, 2 workers"] = _ours(submitted, "--cluster", address) / options.submissions
    seconds[BARE] = _bare(submitted) / options.submissions
    return seconds


def _timed(command: Sequence[str], folder: Path, allowed: Sequence[int] = (0,), **variables: str) -> float:
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env={**environment(), **variables}, capture_output=True, text=True)
    if done.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - begin


def _stock(course: Path) -> float:
    shutil.copytree(ROOT / "release", course / "release")
    generate(course)
    return _timed(["nbgrader", "autograde", NAME, "--force"], course, (0, 1))


def _ours(submitted: Path, *options: str) -> float:
    command = [sys.executable, "-m", "autograder", "grade", "--unsafe", "--quiet", str(submitted), *options]
    with tempfile.TemporaryDirectory() as cache:
        return _timed(command, ROOT, XDG_CACHE_HOME=cache)


def _run_otter(program: str, few: Path) -> float:
    from hostile import POINTS, TESTS

    folder = few / "otter"
    (folder / "tests").mkdir(parents=True)
    for exercise, code in TESTS.items():
        case = {"code": "\n".join(f">>> {line}" for line in code.strip().split("\n")), "hidden": True, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": exercise, "points": POINTS, "suites": [suite]}
        (folder / "tests" / f"{exercise}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n", encoding="utf-8")
    shutil.copytree(ROOT / NAME, folder / NAME)
    own = {"PYTHONPATH": str(folder), "PATH": f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}"}
    _timed([program, "generate", "-t", "tests", "-o", "grader.zip", "--no-environment"], folder, **own)
    seconds = 0.0
    for student in sorted((few / "submitted").iterdir()):
        notebook = shutil.copy(student / NAME / f"{NAME}.ipynb", folder / f"{student.name}.ipynb")
        command = [program, "run", str(notebook), "-a", "grader.zip", "-o", f"out-{student.name}", "--no-logo"]
        (folder / f"out-{student.name}").mkdir()
        seconds += _timed(command, folder, **own)
    return seconds


@contextmanager
def _otter(program: str | None) -> Iterator[str | None]:
    """The program that was named, or one that is installed for the time of the run, or None."""
    if program:
        yield program
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        packages = ["otter-grader", "ipykernel", "numpy", "matplotlib"]
        done = subprocess.run([python, "-m", "pip", "install", "-q", *packages], capture_output=True, text=True)
        if done.returncode:
            print("otter run: left out, as otter-grader cannot be installed here")
        yield None if done.returncode else str(Path(folder, "bin", "otter"))


@contextmanager
def _cluster(folder: Path) -> Iterator[str | None]:
    """A scheduler and two workers on this machine: its address, or None where ``distributed`` is not installed."""
    try:
        from distributed import Client
    except ImportError:
        print("Dask: left out, as distributed is not installed")
        yield None
        return
    file, dask = folder / "scheduler.json", [sys.executable, "-m", "dask"]
    own = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen([*dask, "scheduler", *own, "--port", "0"], **quiet)]
    try:
        for number in (1, 2):
            place = ["--local-directory", str(folder / f"worker{number}"), "--no-nanny", "--nthreads", "1"]
            started.append(subprocess.Popen([*dask, "worker", *own, *place], **quiet))
        while not (file.exists() and file.read_bytes().endswith(b"}")):
            time.sleep(0.1)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(2)
        yield json.loads(file.read_text())["address"]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _bare(submitted: Path) -> float:
    """The cells that grading runs, handed to a warm process that forks for each submission."""
    assignment = ASSIGNMENT
    submissions = collect([str(submitted)], NAME).submissions
    with tempfile.TemporaryDirectory() as folder, Grader(assignment, Settings(unsafe=True)) as grader:
        grader.prepare()
        for number, submission in enumerate(submissions):
            assert submission.path is not None
            mended = grader.reader.read(grader.sandbox, submission.path)
            if number == 0:
                subject = grader.sandbox.load(mended.cells)
                ran = {each.cell.id for each in subject.loaded if each.outcome == "ran"}
                subject.close()
            sources = [cell.source for cell in mended.cells if cell.kind == "solution" or cell.id in ran]
            Path(folder, f"{number:06}.json").write_text(json.dumps(sources), encoding="utf-8")
        command = [sys.executable, __file__, "--bare", folder, str(assignment.package.parent)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def bare(folder: str, packages: str) -> None:
    """The warm process: print the seconds that all took."""
    sys.path.insert(0, packages)
    __import__(NAME)
    programs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).iterdir())]
    begin = time.perf_counter()
    for sources in programs:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            names: dict[str, object] = {"__name__": "__main__"}
            for source in sources:
                with suppress(Exception):
                    exec(compile(source, "cell", "exec"), names)
            os._exit(0)
        os.waitpid(pid, 0)
    print(time.perf_counter() - begin)


def _print(measured: dict[str, Seconds], options: argparse.Namespace) -> None:
    for kind, seconds in measured.items():
        title = f"class: {kind}, {options.submissions} submissions; {cores()} cores, Python {sys.version.split()[0]}"
        table = Table(title=title)
        for column in ("what", "ms a submission", "stock nbgrader takes", "times the bare work"):
            table.add_column(column, justify="left" if column == "what" else "right")
        for name, each in seconds.items():
            ratios = f"{seconds[STOCK] / each:.0f} times", f"{each / seconds[BARE]:.1f}"
            table.add_row(name, f"{each * 1e3:.1f}", *ratios)
        Console().print(table)
    if {"right", "wrong"} <= set(measured):
        ours = "this grader, 1 job"
        print(f"all wrong / all right, 1 job: {measured['wrong'][ours] / measured['right'][ours]:.2f}")


def _plot(folder: Path, options: argparse.Namespace) -> None:
    """Time against the size of the class, all right: nbgrader is measured on a few, and goes on in a straight line."""
    import matplotlib.pyplot as plt

    ways: dict[str, Callable[[Path], float]] = {
        "this grader, 1 job": lambda submitted: _ours(submitted, "--jobs", "1"),
        "this grader, 2 jobs": lambda submitted: _ours(submitted, "--jobs", "2"),
        BARE: _bare,
    }
    classes = {size: submit(folder / f"plot{size}", "right", size) for size in options.sizes}
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    stock = _stock_of(folder, classes[max(classes)], options.few)
    axes.plot(options.sizes, [stock * size for size in options.sizes], "--", label=f"{STOCK} ({options.few} measured)")
    for name, way in ways.items():
        axes.plot(options.sizes, [way(classes[size]) for size in options.sizes], "o-", label=name)
    axes.set(xscale="log", yscale="log", xlabel="submissions, all right", ylabel="seconds, start included")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(options.plot)
    print(f"Written: {options.plot}")


def _stock_of(folder: Path, submitted: Path, count: int) -> float:
    course = folder / "plotted"
    for student in sorted(submitted.iterdir())[:count]:
        shutil.copytree(student, course / "submitted" / student.name)
    return _stock(course) / count


if __name__ == "__main__":
    main()
