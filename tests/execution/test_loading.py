"""What becomes of cells: which run, which are left out, which give place to the release's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.execution import Runner
from autograder.notebook.cells import Cell
from autograder.sandbox import Limits
from autograder.sandbox.tiers import choose
from autograder.worker.calls import Answer, Call, Make, Step

LIMITS = Limits(exercise_cpu_s=0.3, exercise_wall_s=3, submission_cpu_s=10, submission_wall_s=60)
RELEASE = "class Double:\n    def of(self, A):\n        raise NotImplementedError\n"
RIGHT = "class Double:\n    def of(self, A):\n        return 2 * A\n"
CALL = Call(Make("Double"), (Step("of", (np.array([1.0, 2.0]),)),))
ENDS = "import os\nos._exit(0)"
HANGS = "while True:\n    pass"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Runner]:
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        yield sandbox


def own(source: str) -> Cell:
    return Cell("own", "own", source, "cell 1")


def given(source: str) -> Cell:
    return Cell("given", "given", source, "cell 0")


def solution(source: str = RIGHT) -> Cell:
    return Cell("solution", "solution", source, "cell 2", fallback=RELEASE)


def outcomes(sandbox: Runner, cells: Sequence[Cell]) -> tuple[list[tuple[Any, ...]], Answer]:
    """What became of the cells, and what Double gives for [1, 2]."""
    subject = sandbox.load(cells)
    (answer,) = subject.ask([CALL])
    told = [(each.outcome, each.raised.type if each.raised else None, each.died, each.why) for each in subject.loaded]
    subject.close()
    return told, answer


def value(answer: Answer) -> Any:
    (reply,) = answer.replies
    return reply.raised.type if reply.raised else reply.value.tolist()


RAN = ("ran", None, None, "")
SKIPPED = ("skipped", None, None, "")
ENDED = ("killed", "ended its own process")
TOO_SLOW = ("timed_out", "took more than 0.3 s of processor time, or 3 s by the clock")
STUB = "NotImplementedError"
TRIPLE = RIGHT.replace("2", "n")  # n is a cell's


def raised(outcome: str, by: str) -> tuple[Any, ...]:
    return (outcome, by, None, "")


def died(outcome: str, death: tuple[str, str]) -> tuple[Any, ...]:
    return (outcome, None, *death)


DIVISION = raised("left_out", "ZeroDivisionError")

CASES = {
    "a solution": ([solution()], [RAN], [2, 4]),
    "a stub": ([solution(RELEASE)], [RAN], STUB),
    "given, no definition": ([given("print(3)"), solution()], [SKIPPED, RAN], [2, 4]),
    "given, an import": ([given("import math"), solution()], [RAN, RAN], [2, 4]),
    "given, raises": ([given("1 / 0\ndef f(): pass"), solution()], [DIVISION, RAN], [2, 4]),
    "own raises": ([own("n = 1 / 0"), solution()], [DIVISION, RAN], [2, 4]),
    "own exits": ([own("import sys; sys.exit()"), solution()], [raised("left_out", "SystemExit"), RAN], [2, 4]),
    "own interrupts": (
        [own("raise KeyboardInterrupt"), solution()],
        [raised("left_out", "KeyboardInterrupt"), RAN],
        [2, 4],
    ),
    "own is no Python": ([own("x = ("), solution()], [raised("left_out", "SyntaxError"), RAN], [2, 4]),
    "own ends the process": ([own(ENDS), solution()], [died("left_out", ENDED), RAN], [2, 4]),
    "own hangs": ([own(HANGS), solution()], [died("left_out", TOO_SLOW), RAN], [2, 4]),
    "own crashes": (
        [own("import ctypes\nctypes.string_at(0)"), solution()],
        [died("left_out", ("killed", "crashed (SIGSEGV)")), RAN],
        [2, 4],
    ),
    "what a cell bound before it raised stays": ([own("n = 3\n1 / 0"), solution(TRIPLE)], [DIVISION, RAN], [3, 6]),
    "other cells run again after a death": (
        [own("n = 3"), own(ENDS), solution(TRIPLE)],
        [RAN, died("left_out", ENDED), RAN],
        [3, 6],
    ),
    "solution raises behind its class": (
        [solution(RIGHT + "\n1 / 0")],
        [raised("raised", "ZeroDivisionError")],
        [2, 4],
    ),
    "solution raises before its class": (
        [solution("1 / 0\n" + RIGHT)],
        [raised("replaced", "ZeroDivisionError")],
        STUB,
    ),
    "another cell's class is not the solution's": (
        [own(RIGHT), solution("1 / 0")],
        [RAN, raised("replaced", "ZeroDivisionError")],
        STUB,
    ),
    "what its class needs stands below": (
        [solution(RIGHT.replace("Double:", "Double(Base):")), own("x = 1"), Cell("b", "own", "class Base: pass", "c")],
        [RAN, RAN, RAN],
        [2, 4],
    ),
    "what a cell needs stands below": (
        [own("n = m"), solution(TRIPLE), Cell("b", "own", "m = 3", "c")],
        [RAN] * 3,
        [3, 6],
    ),
    "what needs each other": (
        [own("a = b"), Cell("b", "own", "b = a", "c"), solution()],
        [raised("left_out", "NameError"), raised("left_out", "NameError"), RAN],
        [2, 4],
    ),
    "an import that is not here": ([solution("import no_such_thing as n\nn.x()\n" + RIGHT)], [RAN], [2, 4]),
    "an import that is needed": (
        [solution("import no_such_thing as n\n" + TRIPLE.replace("n *", "n.x *"))],
        [RAN],
        "ModuleNotFoundError",
    ),
    "an import that is looked for": (
        [own("try:\n    import no_such_thing\n    n = 5\nexcept ImportError:\n    n = 3"), solution(TRIPLE)],
        [RAN, RAN],
        [3, 6],
    ),
    "an import of no module": (
        [own("from math import no_such"), solution()],
        [raised("left_out", "ImportError"), RAN],
        [2, 4],
    ),
    "the class is in a cell before": ([own(RIGHT), solution("pass")], [RAN, RAN], [2, 4]),
    "solution without its class": ([solution("pass")], [("replaced", None, None, "")], STUB),
    "solution is no Python": ([solution("x = (")], [raised("replaced", "SyntaxError")], STUB),
    "solution ends the process": ([solution(RIGHT + ENDS)], [died("replaced", ENDED)], STUB),
    "solution hangs": ([solution(RIGHT + HANGS)], [died("replaced", TOO_SLOW)], STUB),
}


@pytest.mark.parametrize(("cells", "told", "gives"), CASES.values(), ids=CASES)
def test_cells(sandbox: Runner, cells: list[Cell], told: list[tuple[Any, ...]], gives: Any) -> None:
    """One bad cell costs itself alone."""
    got, answer = outcomes(sandbox, cells)
    assert got == told
    assert value(answer) == gives


@pytest.mark.parametrize(
    ("cells", "restored"),
    [
        ([own("np = 3"), solution()], ("np",)),
        ([solution(), own("np = 'x'")], ("np",)),
        ([own("list = [1]\nprint = 'x'\nsum = 0"), solution()], ("list", "print", "sum")),
        ([own("def max(a, b): return a"), solution()], ()),
        ([own("from numpy import *"), solution()], ()),
        ([own("my_list = [1]"), solution()], ()),
    ],
)
def test_names_that_everybody_needs_are_put_back(sandbox: Runner, cells: list[Cell], restored: tuple[str, ...]) -> None:
    """A scratch cell that binds np, or a builtin to what cannot be called, spoils nothing."""
    subject = sandbox.load([*cells, own("assert callable(np.zeros) and callable(sum)")])
    assert subject.restored == restored
    assert subject.loaded[-1].outcome == "ran"
    subject.close()


def test_what_is_written_is_asked_of_the_class() -> None:
    """A stub that is left, and code in its place, are told apart."""
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        for source, written in ((RELEASE, "stub"), (RIGHT, "written"), (RELEASE + "Double.of = len", "written")):
            subject = sandbox.load([solution(source)])
            assert subject.state("Double", "of") == written
            assert subject.state("Double", "other") == "missing"
            subject.close()


@pytest.mark.parametrize(
    ("source", "suspicion"),
    [
        ("import os\nos.write(4, bytes(100))", "wrote into the line to the grader: not a frame"),
        ("np.allclose = len", "changed numpy.allclose"),
        ("import builtins as b\nb.abs = len", "changed builtins.abs"),
    ],
)
def test_what_looks_like_an_attack_is_told(sandbox: Runner, source: str, suspicion: str) -> None:
    """A person is asked to look where code reaches for the grader."""
    subject = sandbox.load([given("import numpy as np"), own(source), solution()])
    assert subject.suspicions == (suspicion,)
    assert value(subject.ask([CALL])[0]) == [2, 4]
    subject.close()


def test_printing_plotting_and_writing_files_is_nothing_special(sandbox: Runner) -> None:
    """An ordinary notebook runs, and nothing about it is suspicious."""
    if not any(sandbox.tier.startswith(tier) for tier in ("A", "C")):
        pytest.skip("in tier B no file can be written")
    ordinary = own(
        "import math, random, json, collections, functools, itertools, time, datetime, re, io, pathlib, tempfile\n"
        "import numpy.testing\nimport matplotlib.pyplot as plt\n"
        "plt.plot([1, 2], label='$x$'); plt.legend(); plt.title('é'); plt.savefig('plot.png'); plt.show()\n"
        "np.save('a.npy', np.eye(3)); assert np.load('a.npy').sum() == 3\n"
        "print('x' * 100000); time.sleep(0.01); np.linalg.svd(np.random.rand(50, 50)); datetime.datetime.now()\n"
        "with tempfile.TemporaryFile() as file: file.write(b'x')\n"
    )
    subject = sandbox.load([given("import numpy as np"), ordinary, solution()])
    assert [(each.outcome, each.raised) for each in subject.loaded] == [("ran", None)] * 3
    assert subject.suspicions == ()
    subject.close()


def test_the_same_random_numbers_for_everyone(sandbox: Runner) -> None:
    """Seeds and hashes are fixed: who runs first or second gets the same."""
    source = "import random\ndraw = [random.random(), float(np.random.rand()), hash('x') % 1000]\n"
    asks = own(source + "class Draw:\n    def now(self):\n        return draw\n")
    drawn = []
    for _ in range(2):
        subject = sandbox.load([given("import numpy as np"), asks])
        drawn.append(subject.ask([Call(Make("Draw"), (Step("now"),))])[0].replies[0].value)
        subject.close()
    assert drawn[0] == drawn[1]


def test_nothing_of_one_submission_reaches_the_next(sandbox: Runner) -> None:
    """Modules, variables of the environment and files of a submission are gone with it."""
    plants = own(
        "import os\nnp.PLANTED = os.environ['PLANTED'] = '1'\ntry: open('planted', 'w').close()\nexcept OSError: pass"
    )
    looks = own(
        "import os\nassert not hasattr(np, 'PLANTED') and 'PLANTED' not in os.environ and not os.path.exists('planted')"
    )
    for cell in (plants, looks):
        subject = sandbox.load([given("import numpy as np"), cell])
        assert [each.outcome for each in subject.loaded] == ["ran", "ran"]
        subject.close()


BEGIN = "import os, struct, time\nhalf = struct.pack('<4sIQ', b'bp2\\n', 10000, 0)\n"
FOUGHT = {
    "half an answer, then the end": (
        "os.write(4, half)\n    os._exit(0)",
        ("killed", "ended its own process"),
        ("wrote into the line to the grader: half an answer",),
    ),
    "a byte now and then": (
        "os.write(4, half)\n    while True:\n      os.write(4, b' ')\n      [0 for _ in range(20000)]",
        ("timed_out", "took more than 0.3 s of processor time, or 3 s by the clock"),
        ("wrote into the line to the grader: half an answer",),
    ),
}


@pytest.mark.parametrize(("does", "death", "suspicions"), FOUGHT.values(), ids=FOUGHT)
def test_the_clock_and_the_line_cannot_be_fought_with(
    sandbox: Runner, does: str, death: tuple[str, str], suspicions: tuple[str, ...]
) -> None:
    """Bytes that trickle stop no clock, and half an answer is suspicious either way."""
    source = BEGIN + "class Double:\n  def of(self, A):\n    " + does
    subject = sandbox.load([solution(source)])
    (answer,) = subject.ask([CALL])
    assert (answer.died, answer.why) == death
    assert subject.suspicions == suspicions
    subject.close()
