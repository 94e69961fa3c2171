"""The whole reading, bytes in and summary out: bounded, and without an exception, whatever comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from corpus.damaged.notebooks import EXERCISES, RELEASE, right
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebook.cells import Mended, Unreadable
from autograder.notebook.reading import LIMIT_BYTES, summary, told
from autograder.notebook.release import Release
from autograder.notebook.remarks import REMARKS

LAID_ON = Release.load(RELEASE)


def read(data: bytes, keep: bool = True) -> Mended:
    """What comes back of a file."""
    return told(summary(data, LAID_ON, EXERCISES, "assignment2.ipynb", 10**8, keep))


def cells(count: int, source: str = "x = 1") -> bytes:
    cell = {"cell_type": "code", "source": source}
    return json.dumps({"cells": [cell] * count, "nbformat": 4}).encode()


def test_a_summary_is_the_mended_notebook() -> None:
    """Cells, and the notebook where it is asked for, come back as they were made."""
    data = json.dumps(right()).encode()
    mended = read(data)
    assert [cell.id for cell in mended.cells if cell.kind == "solution"] == list(EXERCISES)
    assert (mended.repairs, mended.reasons, mended.notebook["nbformat_minor"]) == ((), (), 5)
    assert read(data, keep=False).notebook == {}
    assert read(data, keep=False).cells == mended.cells


REFUSED = {
    "too many cells": (cells(1001), "too_many_cells"),
    "a script of marks": (b"# %%\n" * 25_000, "too_many_cells"),
    "a script of classes": (b"class A:\n    pass\n" * 2_000, "too_many_cells"),
    "too much source": (cells(1, "x" * LIMIT_BYTES), "too_complex"),
    "nested": (b"[" * 1_000_000, "too_deep"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_no_notebook_has_is_refused(data: bytes, code: str) -> None:
    """More than any notebook holds is said to be so."""
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.remark.code == code


def test_a_conflict_in_a_cell_is_named() -> None:
    """The line is counted within the cell."""
    notebook: Any = right()
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "tanh_derivative")
    cell["source"] = "".join(cell["source"]) + "\n<<<<<<< HEAD\n=======\n>>>>>>> theirs"
    (remark,) = read(json.dumps(notebook).encode()).repairs
    assert (remark.code, remark.details["line"]) == ("conflict_in_cell", 16)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"cells": 3}', b'{"unreadable": [1, 2]}', b'{"cells": [[1]]}'])
def test_what_is_no_summary_is_refused(text: bytes) -> None:
    """Only what a summary is made of is taken for one."""
    with pytest.raises(ValueError, match="no summary"):
        told(text)


def test_a_remark_carries_no_command() -> None:
    """What a file says of itself is repeated without markup and without what a CI obeys."""
    notebook: Any = json.loads(json.dumps(right()))
    notebook["metadata"] = {"assignment2": {"release": "::error::##[x]<b>"}}
    (remark,) = read(json.dumps(notebook).encode()).repairs
    assert (remark.code, remark.details["theirs"]) == ("other_release", "?error????x??b?")


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(["code", "class Linear(Linear): pass"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cells", "source", "cell_type", "metadata", "id"]), inner, max_size=4)
    ),
    max_leaves=20,
)
SOURCES = st.text(alphabet="class Linear(:)\n\t\"'#%def backward=", max_size=80)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps({"cells": [value], "x": value}).encode()))
def test_any_bytes_have_a_summary(data: bytes) -> None:
    """A mended notebook or a reason comes out, and no exception."""
    try:
        codes = {remark.code for remark in read(data).reasons}
    except Unreadable as refused:
        codes = {refused.remark.code}
    assert codes <= set(REMARKS)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(SOURCES, max_size=4))
def test_any_cells_are_laid_onto_the_release(sources: list[str]) -> None:
    """Every exercise has its cell, whatever stands beside it."""
    notebook: Any = right()
    notebook["cells"] += [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    ids = [cell.id for cell in read(json.dumps(notebook).encode()).cells if cell.kind == "solution"]
    assert ids == list(EXERCISES)
