"""Reading: no file does harm, none is refused without a reason, and nothing but ``Unreadable`` is ever raised."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from corpus.damaged.notebooks import EXERCISES, release, right
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebook.cells import Unreadable
from autograder.notebook.mend import mend
from autograder.notebook.read import read, read_notebook
from autograder.notebook.slim import slim

NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}], "nbformat": 4}).encode()


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(Unreadable) as unreadable:
        read_notebook(path, **options)
    return unreadable.value.remark.code


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    """Neither a linked file, nor a linked folder below the class, nor a way up, is opened."""
    bob = tmp_path / "bob" / "assignment2"
    bob.mkdir(parents=True)
    (bob / "assignment2.ipynb").write_bytes(NOTEBOOK)
    mallory = tmp_path / "mallory"
    mallory.mkdir()
    (mallory / "linked.ipynb").symlink_to(bob / "assignment2.ipynb")
    (mallory / "assignment2").symlink_to(bob)
    assert read_notebook(bob / "assignment2.ipynb", within=tmp_path).cells[0].source == "x = 1"
    assert refused(mallory / "linked.ipynb") == "link"
    assert refused(mallory / "assignment2" / "assignment2.ipynb", within=tmp_path) == "link"
    assert refused(mallory / ".." / "bob" / "assignment2" / "assignment2.ipynb", within=tmp_path) == "link"


def test_the_folder_that_was_named_may_be_a_link(tmp_path: Path) -> None:
    """A teacher's own link to the class is theirs to make."""
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "a.ipynb").write_bytes(NOTEBOOK)
    (tmp_path / "current").symlink_to(tmp_path / "class")
    assert len(read_notebook(tmp_path / "current" / "a.ipynb", within=tmp_path / "current").cells) == 1


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A folder, a pipe that nobody writes to and a missing file are told apart, and none blocks."""
    (tmp_path / "folder.ipynb").mkdir()
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "loop.ipynb").symlink_to(tmp_path / "loop.ipynb")
    assert refused(tmp_path / "folder.ipynb") == "not_a_file"
    assert refused(tmp_path / "pipe.ipynb") == "not_a_file"
    assert refused(tmp_path / "loop.ipynb") == "link"
    assert refused(tmp_path / "none.ipynb") == "missing"
    assert refused(tmp_path / "none" / "a.ipynb", within=tmp_path) == "missing"
    assert refused(Path("/dev/zero")) == "not_a_file"


def test_the_limit_is_exact(tmp_path: Path) -> None:
    """A file of just the limit is read; one byte more is not."""
    path = tmp_path / "a.ipynb"
    path.write_bytes(NOTEBOOK)
    assert read_notebook(path, limit_bytes=len(NOTEBOOK)).cells
    assert refused(path, limit_bytes=len(NOTEBOOK) - 1) == "too_big"


def test_outputs_are_dropped_and_sources_kept() -> None:
    """What looks like outputs within a source, or a key, stays; real outputs go, brackets and quotes in them or not."""
    source = 'print({"outputs": [1, "]"], "attachments": {"x": 1}}) # \\"outputs": ['
    output = {"text": '"outputs": [ ] } \\" [', "nested": [[{"a": "]"}], []]}
    cell = {
        "cell_type": "code",
        "outputs": [output],
        "source": source,
        'x"outputs': [1],
        "attachments": {"a": {"b": "c"}},
    }
    kept = json.loads(slim(json.dumps({"cells": [cell, cell]}).encode()))
    assert kept == {"cells": [{**cell, "outputs": [], "attachments": {}}] * 2}


def test_a_broken_line_is_the_files_own() -> None:
    """The line that is named counts the outputs that were dropped before parsing."""
    text = json.dumps({"cells": [{"outputs": [{"a": list(range(50))}], "source": "x"}, {"source": "y"}]}, indent=1)
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if '"y"' in line)
    lines[at] = lines[at].replace(":", "")
    with pytest.raises(Unreadable) as unreadable:
        read("\n".join(lines).encode())
    assert dict(unreadable.value.remark.details) == {"line": at + 1}


def test_a_script_keeps_its_own_line_numbers() -> None:
    """Whatever is cut out of a script runs with as many lines before it as in the file."""
    mended = mend(read(b"import numpy as np\n\n\nclass Linear:\n    pass\n\n\nx = 1\n"), release(), EXERCISES)
    sources = {cell.id: cell.source for cell in mended.cells}
    assert sources["linear_backward"] == "\n\n\nclass Linear:\n    pass\n\n\n"
    assert [s for s in sources.values() if s.strip() == "x = 1"] == ["\n" * 7 + "x = 1\n"]


def survives(data: bytes) -> None:
    """Reading gives a document that can be mended, or ``Unreadable``."""
    try:
        document = read(data, limit_bytes=10**6)
    except Unreadable:
        return
    for cell in mend(document, release(), EXERCISES).cells:
        cell.source.encode("utf-8")


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"{", b'{"cells": [', b"PK\x03\x04", b"\xff\xfe", b"# %%\n", b"<<<<<<< "]),
)
def test_any_bytes(data: bytes, before: bytes) -> None:
    """Arbitrary bytes, also behind what files of some kind begin with."""
    survives(before + data)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 40), st.binary(max_size=6)), min_size=1, max_size=6))
def test_a_notebook_with_bytes_changed(edits: list[tuple[int, int, bytes]]) -> None:
    """Pieces of a right notebook cut out, and others put in."""
    data = json.dumps(right()).encode()
    for at, length, new in edits:
        at %= len(data)
        data = data[:at] + new + data[at + length :]
    survives(data)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
LABELS = st.fixed_dictionaries(
    {}, optional={"nbgrader": JSON | st.fixed_dictionaries({"grade_id": st.sampled_from([*EXERCISES, "x"]) | JSON})}
)
SOURCES = st.sampled_from(
    ["class Linear(Module):\n    x = 1", "    def backward(self):\n        return 1", "%%time\n", "Linear = X", "'''"]
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | JSON,
        "source": SOURCES | JSON | st.lists(SOURCES | JSON, max_size=3),
        "metadata": LABELS | JSON,
        "id": st.sampled_from([*EXERCISES, "imports", "cell-1"]) | JSON,
        "outputs": JSON,
    },
)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.lists(CELLS | JSON, max_size=6), JSON, st.sampled_from(["cells", "worksheets"]))
def test_json_of_any_shape(cells: list[Any], metadata: Any, key: str) -> None:
    """Cells whose fields have any type, or are no cells at all."""
    value: Any = cells if key == "cells" else [{"cells": cells}]
    survives(json.dumps({key: value, "metadata": metadata, "nbformat": metadata}).encode("utf-8", "replace"))


@pytest.mark.parametrize("mark", ["# %%\n", ""], ids=["marks", "classes"])
@pytest.mark.parametrize("character", [*"\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x85\u200b\ufeff"])
def test_a_script_is_cut_where_python_ends_a_line(character: str, mark: str) -> None:
    """Characters that others take for line ends stand in a comment: cells and their lines stay the same."""
    text = f"{mark}import numpy as np\n{mark}# a@class B:\nclass A:\n    pass\n{mark}x = 1\n"
    plain = read(text.replace("@", " ").encode()).cells
    cells = read(text.replace("@", character).encode()).cells
    assert [(cell.offset, cell.source.replace(character, " ")) for cell in cells] == [
        (cell.offset, cell.source) for cell in plain
    ]
