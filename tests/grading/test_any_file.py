"""Whatever the bytes of a file are: read in the bounded process, they come out as a result with a sentence."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from autograder.grading.grader import Grader, Settings
from autograder.notebook.cells import Unreadable
from autograder.notebook.remarks import REMARKS
from autograder.sandbox import Limits
from tests.corpus.damaged.notebooks import EXERCISES, right
from tests.ours import ASSIGNMENT

LIMITS = Limits(exercise_cpu_s=2, exercise_wall_s=30)
SECONDS, FEWEST, MOST = 5.0, 10, 150
PIECES = (
    b"[",
    b"{",
    b'"',
    b"\\u2028",
    b"\x85",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"# %%\n",
    b"class Linear(Linear):\n",
    b"\0",
)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(ASSIGNMENT, Settings(unsafe=True, limits=LIMITS)) as grader:
        grader.prepare()
        yield grader


def damaged(whole: bytes, random: Random) -> bytes:
    """A file with some places cut, doubled, overwritten, or filled with what a reader may stumble over."""
    data = bytearray(whole)
    for _ in range(random.randint(1, 6)):
        at, length = random.randrange(len(data) + 1), random.choice((1, 10, 1000))
        piece = random.choice((b"", random.choice(PIECES) * length, bytes(data[at : at + length]) * 2))
        data[at : at + random.choice((0, length))] = piece
    return bytes(data)


def test_any_damage_ends_in_a_sentence(grader: Grader, tmp_path: Path) -> None:
    """Cells of all exercises, or a reason that has its words: within the limits, and without an exception of ours."""
    random, begin = Random(0), time.monotonic()
    notebook = json.dumps(right()).encode()
    script = b"".join(b"# %%\n" + "".join(cell["source"]).encode() + b"\n" for cell in right()["cells"])
    path = tmp_path / "assignment2.ipynb"
    for number in range(MOST):
        if number >= FEWEST and time.monotonic() - begin > SECONDS:
            break
        path.write_bytes(damaged(random.choice((notebook, script, bytes(range(256)))), random))
        try:
            mended = grader.reader.read(grader.sandbox, path)
        except Unreadable as unreadable:
            codes = {unreadable.remark.code}
        else:
            codes = {remark.code for remark in (*mended.repairs, *mended.reasons)}
            assert [cell.id for cell in mended.cells if cell.kind == "solution"] == list(EXERCISES)
        assert codes <= set(REMARKS)
