"""What a notebook's cells find in Jupyter: debuggers that end at once, threads, pools, magics."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

DEBUGGERS = [
    "breakpoint()",
    "import pdb; pdb.set_trace()",
    "import pdb; pdb.Pdb().set_trace()",
    "from pdb import set_trace as stop; stop()",
    "from IPython.core.debugger import set_trace; set_trace()",
    "from IPython.core.debugger import Pdb; Pdb().set_trace()",
    "from IPython import embed; embed()",
    "import ipdb; ipdb.set_trace()",
    "import code; code.interact()",
    "import pudb; pudb.set_trace()",
]
THREADS = {
    "one that is joined": ("t = T(target=got.append, args=[1]); t.start(); t.join()", [1]),
    "two, in their order": ("for n in (1, 2): T(target=got.append, args=[n]).start()", [1, 2]),
    "one that waits for the other": (
        "e = threading.Event(); T(target=lambda: (e.wait(), got.append(2))).start()\n"
        "T(target=lambda: (got.append(1), e.set())).start()",
        [1, 2],
    ),
    "one that raises": ("t = T(target=lambda: 1 / 0); t.start(); t.join(); got.append(t.is_alive())", [False]),
    "one that never ends": ("def f():\n    while True: pass\nT(target=f, daemon=True).start(); got.append(1)", [1]),
    "its name": ("T(target=lambda: got.append(threading.current_thread().name), name='a').start()", ["a"]),
    "a queue": (
        "import queue; q = queue.Queue()\ndef f():\n    while True: got.append(q.get()); q.task_done()\n"
        "T(target=f, daemon=True).start(); q.put(1); q.put(2); q.join()",
        [1, 2],
    ),
    "a barrier": (
        "b = threading.Barrier(2)\ndef f(n): b.wait(); got.append(n)\nfor n in (1, 1): T(target=f, args=[n]).start()",
        [1, 1],
    ),
    "a pool's order": (
        "from concurrent.futures import ThreadPoolExecutor as P\nwith P(2) as p: got += p.map(abs, [-1, -2])",
        [1, 2],
    ),
    "a pool's exception": (
        "from concurrent.futures import ProcessPoolExecutor as P\n"
        "got.append(type(P().submit(int, 'x').exception()).__name__)",
        ["ValueError"],
    ),
    "processes": ("import multiprocessing.pool as m\ngot += m.Pool(2).starmap(pow, [(2, 3), (3, 2)])", [8, 9]),
}


def run(*sources: str) -> str:
    """Cells in a process of their own, as installing what they find changes modules; then ``print(...)`` is told."""
    code = (
        "import json, sys\nfrom autograder.worker import jupyter\nfrom autograder.worker.cells import Cells\n"
        "namespace = {'__name__': '__main__'}; jupyter.install(namespace); cells = Cells(namespace)\n"
        "told = [cells.run(str(n), source) for n, source in enumerate(json.loads(sys.argv[1]))]\n"
        "print(json.dumps([namespace.get('got'), [each and each.type for each in told]]), file=sys.__stdout__)"
    )
    done = subprocess.run([sys.executable, "-c", code, json.dumps(sources)], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_debuggers_end_at_once() -> None:
    """However one is called, the cell ends with an exception that names it."""
    assert json.loads(run(*DEBUGGERS)) == [None, ["DebuggerError"] * len(DEBUGGERS)]


@pytest.fixture(scope="module")
def got() -> dict[str, str]:
    """What each of the cells with threads comes to."""
    before = "import threading; T = threading.Thread; got = []"
    return {name: run(before, source) for name, (source, _) in THREADS.items()}


@pytest.mark.parametrize("name", THREADS)
def test_threads_run_where_none_is_started(name: str, got: dict[str, str]) -> None:
    """When their cell has ended, all that would come of them has come."""
    assert json.loads(got[name]) == [THREADS[name][1], [None, None]]


def test_who_waits_for_ever_is_told() -> None:
    """Where no thread is left that could bring it."""
    assert run("import threading; threading.Event().wait()") == '[null, ["RuntimeError"]]'
