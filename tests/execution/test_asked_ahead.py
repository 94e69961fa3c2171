"""All that is asked of everybody is asked in one exchange: what one batch costs, no other one pays."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.execution import Runner
from autograder.notebook.cells import Cell
from autograder.sandbox import Limits
from autograder.sandbox.tiers import choose
from autograder.subject import Batch
from autograder.worker.calls import Call, Make, Step

LIMITS = Limits(exercise_cpu_s=0.3, exercise_wall_s=2, submission_cpu_s=10, submission_wall_s=60, reply_mib=1)
NAMES = ("One", "Two", "Three")
RELEASE = {
    "cells": [
        {"cell_type": "code", "id": "a", "metadata": {}, "source": "import numpy as np, os, sys\n%magic"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": "x = 1"},
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
SOURCES = [cell["source"] for cell in RELEASE["cells"]]
READING = {"exercises": {}, "name": "a.ipynb", "limit_bytes": 10**8, "keep": False}


def batch(name: str, *values: float) -> Batch:
    """Each value is a part of its own, asked twice."""
    return Batch(name, tuple((asked(name, value), asked(name, value)) for value in values))


def asked(name: str, value: float) -> Call:
    return Call(Make(name), (Step("double", (np.full(2, value),)),))


BATCHES = tuple(batch(name, 1.0, 2.0) for name in NAMES)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Runner]:
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        sandbox.prepare_release(json.dumps(RELEASE), SOURCES, READING)
        sandbox.prepare_questions(BATCHES)
        yield sandbox


def told(sandbox: Runner, **bodies: str) -> tuple[list[list[object]], list[bytes | None], tuple[str, ...]]:
    """What comes back from each batch: the values, or how it died; its key; and what looks like an attack."""
    source = "class {}:\n    def double(self, A):\n        {}\n"
    cells = [Cell("imports", "own", "import numpy as np, os, sys, time", "cell 1")]
    cells += [Cell(n, "own", source.format(n, bodies.get(n, "return 2 * A")), f"cell of {n}") for n in NAMES]
    subject = sandbox.load(cells)
    subject.foresee(BATCHES)
    said, keys = [], []
    for each in BATCHES:
        subject.begin_exercise(each.exercise)
        answers = subject.put(each)
        said.append([a.died or a.replies[0].raised or float(a.replies[0].value[0]) for a in answers.answers])
        keys.append(answers.key)
    subject.close()
    return said, keys, subject.suspicions


RIGHT = [2.0, 2.0, 4.0, 4.0]


def test_all_batches_are_answered(sandbox: Runner) -> None:
    """Each has its own answers."""
    assert told(sandbox)[0] == [RIGHT] * 3


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("while A[0] > 1: pass\n        return 2 * A", "timed_out"),
        ("if A[0] > 1: os._exit(0)\n        return 2 * A", "killed"),
    ],
    ids=["hangs", "ends"],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_batch_that_dies_costs_itself_alone(sandbox: Runner, name: str, body: str, outcome: str) -> None:
    """The parts before keep their answers; the other batches, before and after, have theirs."""
    said, keys, _ = told(sandbox, **{name: body})
    at = NAMES.index(name)
    assert said == [[2.0, 2.0, outcome, outcome] if n == at else RIGHT for n in range(3)]
    assert [key is None for key in keys] == [n == at for n in range(3)]


def test_an_answer_is_known_again_by_all_of_its_bits(sandbox: Runner) -> None:
    """The same code has the same key, another last digit another one, and so has another batch."""
    first, same = told(sandbox)[1], told(sandbox)[1]
    other = told(sandbox, Two="return np.nextafter(2 * A, 9)")[1]
    assert first == same
    assert [a == b for a, b in zip(first, other, strict=True)] == [True, False, True]
    assert len(set(first)) == 3


def test_what_tells_of_the_notebook_is_not_known_again(sandbox: Runner) -> None:
    """An exception names a line of the student's own: it is read anew for each."""
    said, keys, _ = told(sandbox, One="raise ValueError('mine')")
    assert [raised.cell for raised in said[0]] == ["One"] * 4
    assert keys[0] is None


FRAMES = """\
f = sys._getframe()
        while f.f_code.co_name != 'ask': f = f.f_back
        me = f.f_locals['self']
        """
SEND = """\
import worker.child as c; old = c._send
        c._send = lambda v: {}
        return 2 * A"""
FORGED = {
    "the calls to come are changed": (
        FRAMES + "[call.steps[0].args[0].fill(0) for part in me.prepared.parts for call in part]; return 2 * A",
        [[2.0, 0.0, 0.0, 0.0], [0.0] * 4, [0.0] * 4],
        False,
    ),
    "the calls to come are taken away": (
        FRAMES + "me.prepared.parts = ()\n        return 2 * A",
        [[2.0, 2.0, "killed", "killed"], RIGHT, RIGHT],
        False,
    ),
    "a reply is written before its time": (
        SEND.format("old({'n': 0, 'i': 0, 'value': [[]]})"),
        [["killed"] * 4, RIGHT, RIGHT],
        True,
    ),
    "a reply is written twice": (
        SEND.format("(old(v), old(v))"),
        [[2.0, 2.0, "killed", "killed"], RIGHT, RIGHT],
        True,
    ),
    "more answers than calls": (
        SEND.format("old({**v, 'value': v['value'] * 2})"),
        [["killed"] * 4, RIGHT, RIGHT],
        True,
    ),
    "answers of another shape": (
        SEND.format("old({**v, 'value': {'a': 1}})"),
        [["killed"] * 4, RIGHT, RIGHT],
        True,
    ),
}


@pytest.mark.parametrize(("body", "expected", "suspicious"), FORGED.values(), ids=FORGED)
def test_a_shortcut_is_no_way_around_the_checks(
    sandbox: Runner, body: str, expected: list[list[object]], suspicious: bool
) -> None:
    """Whoever changes what was prepared, or the line, is told nothing more and harms only themselves."""
    said, _, suspicions = told(sandbox, One=body)
    assert said == expected
    assert any("wrote into the line" in each for each in suspicions) == suspicious
    assert told(sandbox)[0] == [RIGHT] * 3


def test_what_is_not_prepared_is_asked_as_ever(sandbox: Runner) -> None:
    """A batch that the warm process does not know has the same answers, and a key that no prepared one has."""
    subject = sandbox.load([Cell("one", "own", "class One:\n    def double(self, A):\n        return 2 * A", "cell 1")])
    answers = subject.put(batch("One", 5.0))
    assert [answer.replies[0].value.tolist() for answer in answers.answers] == [[10.0, 10.0]] * 2
    assert answers.key not in (None, *told(sandbox)[1])
    subject.close()


def test_of_the_release_what_parses_is_known(sandbox: Runner) -> None:
    """What its cells say is known without asking; a cell with magics, and one that is not quite the same, are asked."""
    told = [sandbox.known(Cell("x", "own", source, "cell 1")) for source in (*SOURCES, "x = 1 ")]
    assert [analysis and analysis.binds for analysis in told] == [None, ("x",), None]


def test_a_warm_process_that_takes_the_place_of_another_has_all_that_it_had(sandbox: Runner) -> None:
    """The release, to lay a notebook onto, and the questions."""
    text = json.dumps(RELEASE).encode()
    laid = sandbox.read({**READING, "size": len(text)}, [text], 1 << 20)
    sandbox.close()
    assert told(sandbox)[0] == [RIGHT] * 3
    assert sandbox.read({**READING, "size": len(text)}, [text], 1 << 20) == laid
    assert laid
