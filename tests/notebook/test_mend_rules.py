"""A small submission laid onto its release: what runs in which order, what is shown, and what is said, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from typing import Any

import pytest

from autograder.notebook.document import Document
from autograder.notebook.mend import mend
from autograder.notebook.remarks import REMARKS
from tests.notebook.small import BEGUN, EXERCISES, GIVEN, ONE, OTHER, RELEASE, REST, STUB, TITLE, TWO, Given, cells

ALL: list[Given] = [
    (TITLE, "title", "", "markdown"),
    (GIVEN, "given"),
    (ONE, "one", "one"),
    ("check(A)", "test_one", "test_one"),
    (TWO, "two", "two"),
    ("# later", "later"),
]


def but(**changed: Given | None) -> list[Given]:
    """All cells of a right submission, some of them changed, or gone where there is None."""
    return [each for cell in ALL if (each := changed.get(cell[1], cell)) is not None]


# the cells; what runs (``name@number of the cell``, ``+`` before the student's own); why a person looks; what is mended
MENDED: dict[str, tuple[list[Given], str, tuple[str, ...], tuple[str, ...]]] = {
    "right": (ALL, "given@2 one@3 two@5 later@6", (), ()),
    "nothing": (
        [],
        "given@release one@release two@release later@release",
        ("exercise_missing: one", "exercise_missing: two"),
        ("restored: given, test_one, later",),
    ),
    "own": (
        [
            *ALL[:2],
            ("h = 1",),
            ("Note ![x](attachment:x.png)", "", "", "markdown"),
            *ALL[2:],
            ("end",),
            ("  ",),
            ("# c",),
        ],
        "given@2 +cell-3@3 one@5 two@7 later@8 +cell-9@9",
        (),
        (),
    ),
    "given edited": (
        but(given=("import numpy as np\nnp.x", "given")),
        "given@2 +cell-2@2 one@3 two@5 later@6",
        (),
        ("restored_beside: given",),
    ),
    "given edited unneeded": (but(later=("y = 1", "later")), "given@2 one@3 two@5 +later@6", (), ()),
    "test edited": (
        but(test_one=("check(B)", "test_one", "test_one")),
        "given@2 one@3 two@5 later@6",
        (),
        ("tests_edited: test_one",),
    ),
    "test defines": (
        but(test_one=("class Z: pass", "test_one", "test_one")),
        "given@2 one@3 +cell-4@4 two@5 later@6",
        (),
        ("tests_edited: test_one",),
    ),
    "test copy": ([*ALL, ("check(A)",)], "given@2 one@3 two@5 later@6", (), ("duplicates: cell 7",)),
    "given copy": ([*ALL, (GIVEN,)], "given@2 one@3 two@5 later@6", (), ("duplicates: cell 7",)),
    "own behind a copy": (
        [*ALL[:5], (GIVEN,), ("end",), ALL[5]],
        "given@2 one@3 two@5 +cell-7@7 later@8",
        (),
        ("duplicates: cell 6",),
    ),
    "given edited twice": (
        [*ALL[:5], ("a = 1", "later"), ("b = 1", "", "later")],
        "given@2 one@3 two@5 +later@6 +cell-7@7",
        (),
        (),
    ),
    "lost": (but(one=(ONE,)), "given@2 one@3 two@5 later@6", (), ("labels_lost: one",)),
    "lost id": (but(one=(ONE, "one")), "given@2 one@3 two@5 later@6", (), ("labels_lost: one",)),
    "moved": (
        but(one=(STUB, "one", "one"), later=(ONE,)),
        "given@2 one@6 two@5 later@release",
        (),
        ("moved: one | cell 6", "stubs_left_out: cell 3", "restored: later"),
    ),
    "retyped": (
        but(one=("```\n" + ONE + "```", "one", "one", "markdown")),
        "given@2 one@3 two@5 later@6",
        ("not_code: one | cell 3",),
        ("retyped: one | markdown",),
    ),
    "raw": (
        but(one=(ONE, "one", "one", "raw")),
        "given@2 one@3 two@5 later@6",
        ("not_code: one | cell 3",),
        ("retyped: one | raw",),
    ),
    "blank": (but(one=("# soon", "one", "one")), "given@2 one@release two@5 later@6", ("no_code: one",), ()),
    "blank elsewhere": (
        but(one=("# soon", "one", "one"), later=(ONE,)),
        "given@2 one@6 two@5 later@release",
        ("code_elsewhere: one | cell 6",),
        ("moved: one | cell 6", "restored: later"),
    ),
    "both": (
        but(one=(ONE + TWO, "one", "one"), two=None),
        "given@2 one@3 two@3 later@5",
        (),
        ("divided: cell 3 | one, two",),
    ),
    "similar": (
        but(one=(ONE.replace("class A", "class Mine"),)),
        "given@2 one@3 two@5 later@6",
        ("similar: one | cell 3 | 74",),
        (),
    ),
    "rival": (
        [*ALL, (OTHER, "", "one")],
        "given@2 one@7 two@5 later@6",
        ("candidates_differ: one | cell 7 | cell 3",),
        (),
    ),
    "rival unlabelled": (
        but(one=(ONE,), later=(OTHER,)),
        "given@2 one@6 two@5 later@release",
        ("candidates_differ: one | cell 6 | cell 3",),
        ("labels_lost: one", "restored: later"),
    ),
    "rival defining more": (
        but(one=(OTHER + "class C: pass\n",), later=(ONE,)),
        "given@2 +cell-3@3 one@6 two@5 later@release",
        ("candidates_differ: one | cell 6 | cell 3",),
        ("labels_lost: one", "restored: later"),
    ),
    "copy": ([*ALL, (ONE,)], "given@2 one@3 two@5 later@6", (), ("duplicates: cell 7",)),
    "stub beside": (
        but(one=(ONE,), later=(STUB,)),
        "given@2 one@3 two@5 later@release",
        (),
        ("labels_lost: one", "stubs_left_out: cell 6", "restored: later"),
    ),
    "stray": (
        but(one=("y = 1", "one", "one"), later=(ONE,)),
        "given@2 +cell-3@3 one@6 two@5 later@release",
        (),
        ("moved: one | cell 6", "borrowed_label: cell 3", "restored: later"),
    ),
    "extends": (
        [*ALL, ("class A(A):\n    pass",)],
        "given@2 one@3and7 two@5 later@6",
        ("extends_itself: A | cell 7",),
        ("joined: one | cell 3, cell 7",),
    ),
    "joined": (
        but(one=(BEGUN, "one", "one"), test_one=(REST,)),
        "given@2 one@3and4 two@5 later@6",
        (),
        ("joined: one | cell 3, cell 4", "restored: test_one"),
    ),
    "magic": (
        but(one=("%time\n" + ONE, "one", "one"), later=("%ls",)),
        "given@2 one@3 two@5 +cell-6@6 later@release",
        (),
        ("restored: later", "magic: cell 6, cell 3"),
    ),
    "conflict": (
        [*ALL, ("a = 1\n<<<<<<< HEAD",)],
        "given@2 one@3 two@5 later@6 +cell-7@7",
        (),
        ("conflict_in_cell: cell 7 | 2",),
    ),
    "given as text": (
        but(given=(GIVEN, "given", "", "markdown")),
        "given@release one@3 two@5 later@6",
        (),
        ("restored: given",),
    ),
    "twice edited": (
        [*but(later=("y = 1", "later")), ("z = 1", "", "later")],
        "given@2 one@3 two@5 +later@6 +cell-7@7",
        (),
        (),
    ),
    "order": ([ALL[4], ALL[2], ALL[1]], "given@3 one@2 two@1 later@release", (), ("restored: test_one, later",)),
}


def told(remarks: Any) -> tuple[str, ...]:
    for each in remarks:  # each sentence is filled with just what there is
        assert set(each.details) == {name for _, name, _, _ in Formatter().parse(REMARKS[each.code]) if name}
    return tuple(f"{each.code}: {' | '.join(map(str, each.details.values()))}" for each in remarks)


def place(name: str, label: str) -> str:
    return "release" if label == f"the release's cell {name}" else label.replace("cell ", "").replace(" ", "")


@pytest.mark.parametrize(("given", "ran", "reasons", "repairs"), MENDED.values(), ids=MENDED)
def test_what_runs_and_what_is_said(
    given: list[Given], ran: str, reasons: tuple[str, ...], repairs: tuple[str, ...]
) -> None:
    """The release's cells in the release's order, the student's own where they stood."""
    mended = mend(Document(tuple(cells(*given))), RELEASE, EXERCISES)
    runs = [f"{'+' if cell.kind == 'own' else ''}{cell.id}@{place(cell.id, cell.label)}" for cell in mended.cells]
    assert (" ".join(runs), told(mended.reasons), told(mended.repairs)) == (ran, reasons, repairs)


def sources(given: list[Given]) -> dict[str, str]:
    return {cell.id: cell.source for cell in mend(Document(tuple(cells(*given))), RELEASE, EXERCISES).cells}


@pytest.mark.parametrize(
    ("given", "name", "source"),
    [
        (ALL, "one", ONE),
        (ALL, "given", GIVEN),
        (but(one=("# soon", "one", "one")), "one", STUB),
        (but(one=(BEGUN, "one", "one"), later=(REST,)), "one", BEGUN + "\n" + REST),
        (but(one=(ONE + TWO, "one", "one"), two=None), "one", ONE.rstrip("\n")),
        (but(given=("import numpy as np\nnp.x", "given")), "cell-2", "import numpy as np\nnp.x"),
    ],
)
def test_what_a_cell_runs(given: list[Given], name: str, source: str) -> None:
    """The student's text, or the release's where there is none of theirs."""
    assert sources(given)[name].strip("\n") == source.strip("\n")


def test_lines_of_a_script_count_as_in_the_script() -> None:
    """A cell that stands in line 8 of a file runs from line 8, and so does the second class of a divided one."""
    listed = cells(*but(one=(ONE + TWO, "one", "one"), two=None, later=("y = 1",)))
    moved = [replace(cell, offset=7) for cell in listed]
    runs = {cell.id: cell.source for cell in mend(Document(tuple(moved)), RELEASE, EXERCISES).cells}
    lines = {name: len(source) - len(source.lstrip("\n")) for name, source in runs.items()}
    assert lines == {"given": 0, "one": 7, "two": 7 + ONE.count("\n"), "cell-5": 7, "later": 0}


def test_the_mended_notebook_is_a_notebook_without_outputs() -> None:
    """The release's cells and metadata, in nbformat 4.5; attachments that are not there are not asked for."""
    notebook = mend(
        Document(tuple(cells(*ALL, ("![x](attachment:x.png)", "", "", "markdown")))), RELEASE, EXERCISES
    ).notebook
    assert (notebook["nbformat"], notebook["nbformat_minor"], notebook["metadata"]) == (4, 5, {})
    code = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    text = {"cell_type": "markdown", "metadata": {}}
    assert notebook["cells"][:2] == [{**text, "id": "title", "source": TITLE}, {**code, "id": "given", "source": GIVEN}]
    for shown in (notebook["cells"][:-1], mend(Document(()), RELEASE, EXERCISES).notebook["cells"]):
        assert [(cell["id"], cell["cell_type"]) for cell in shown] == [(cell.id, cell.type) for cell in RELEASE.cells]
    assert notebook["cells"][-1] == {**text, "id": "cell-7", "source": "![x](removed:x.png)"}


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        ("1", "2", ("other_release: 1 | 2",)),
        ("2", "2", ()),
        (None, "2", ()),
        ("1", None, ()),
        ("x" * 30, "2", (f"other_release: {'x' * 20} | 2",)),
    ],
)
def test_another_release_is_told(theirs: str | None, ours: str | None, said: tuple[str, ...]) -> None:
    """Where both are known, and differ."""
    document = Document(tuple(cells(*ALL)), release=theirs)
    assert told(mend(document, replace(RELEASE, version=ours), EXERCISES).repairs) == said
