"""Where cells run, what they define, and that the release is what it is."""

from __future__ import annotations

import hashlib
from copy import deepcopy

from corpus.damaged.notebooks import EXERCISES, change, code, find, handed_out, insert, place, release, right, text

from autograder.notebook import outline
from autograder.notebook.mend import mend
from autograder.notebook.order import places
from autograder.notebook.release import Release


def test_own_cells_keep_their_places_where_nothing_was_moved() -> None:
    """Cells 2 and 4 are the student's, between the release's 0, 1 and 2."""
    assert places([1, 2, 3, 4, 5], {1: 0, 3: 1, 5: 2}, {3: 1}) == {1: 0.5, 2: 0.5, 3: 1.5, 4: 1.5, 5: 2.5}


def test_what_stood_before_a_solution_runs_before_it() -> None:
    """Also where the solution was moved to the end of the notebook."""
    found = places([1, 2, 3, 4], {1: 5, 3: 6, 4: 2}, {4: 2})
    assert found[2] < 2


def test_own_cells_keep_their_order_among_themselves() -> None:
    """However the release's cells lie between them."""
    found = places(list(range(1, 9)), {2: 7, 4: 1, 6: 3, 8: 0}, {4: 1, 8: 0})
    own = [found[number] for number in (1, 3, 5, 7)]
    assert own == sorted(own)


def test_a_helper_runs_between_its_neighbours() -> None:
    """An own cell is in the run just where the student put it."""
    mended = mend(insert(right(), "tanh_derivative", code("HELP = 1")), release(), EXERCISES)
    ids = [cell.id for cell in mended.cells]
    helper = next(n for n, cell in enumerate(mended.cells) if cell.source == "HELP = 1")
    assert mended.cells[helper].kind == "own"
    assert ids[helper + 1] == "tanh_derivative"
    assert mended.cells[helper].label == f"cell {place(right(), 'tanh_derivative') + 1}"


def test_locked_tests_never_run() -> None:
    """No test cell is among the cells of a run, edited or not; all of them are in the mended notebook."""
    mended = mend(change(right(), "test_mse_loss", lambda s: "import os"), release(), EXERCISES)
    assert not [cell.id for cell in mended.cells if cell.id.startswith("test_") or "import os" in cell.source]
    tests = {cell["id"]: cell["source"] for cell in mended.notebook["cells"] if cell["id"].startswith("test_")}
    assert tests == {f"test_{name}": text(find(handed_out(), f"test_{name}")) for name in EXERCISES}


def test_points_in_the_mended_notebook_are_the_releases() -> None:
    """A student's metadata is never read but for names."""
    notebook = right()
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = 99
    cells = {cell["id"]: cell for cell in mend(notebook, release(), EXERCISES).notebook["cells"]}
    assert all(cells[cell.id]["metadata"] == cell.metadata for cell in release().cells)


def test_lines_count_as_in_the_students_cell() -> None:
    """A part of a merged cell, and the body under a magic, run with as many lines before them as the student sees."""
    notebook = change(right(), "mse_loss", lambda s: "%%time\n" + s + "\n\n\n" + text(find(right(), "bce_loss")))
    del notebook["cells"][place(notebook, "bce_loss")]
    merged = text(find(notebook, "mse_loss")).split("\n")
    sources = {cell.id: cell.source.split("\n") for cell in mend(notebook, release(), EXERCISES).cells}
    for name, statement in (("mse_loss", "class MSELoss(Loss):"), ("bce_loss", "class BCELoss(Loss):")):
        assert sources[name].index(statement) == merged.index(statement)


def test_the_digest_is_of_all_that_students_see_and_of_no_outputs() -> None:
    """It changes with a letter of any cell and with points, and not with what running leaves behind."""
    notebook = handed_out()
    digest = Release.of(notebook).digest
    run = deepcopy(notebook)
    find(run, "imports").update(execution_count=3, outputs=[{"output_type": "stream", "name": "stdout", "text": "hi"}])
    dearer = deepcopy(notebook)
    find(dearer, "test_mse_loss")["metadata"]["nbgrader"]["points"] = 3
    assert len(digest) == 2 * hashlib.sha256().digest_size
    assert Release.of(run).digest == digest
    assert len({digest, Release.of(dearer).digest, Release.of(change(handed_out(), "play", str.upper)).digest}) == 3


def test_the_release_knows_its_stubs_and_version() -> None:
    """Both losses have two methods to write, every other class has one."""
    stubs = {name: release().stubs(name, classes[0]) for name, classes in EXERCISES.items()}
    assert {name: len(methods) for name, methods in stubs.items() if len(methods) != 1} == {
        "mse_loss": 2,
        "bce_loss": 2,
    }
    assert stubs["linear_backward"] == ("backward",)
    assert release().version == handed_out()["metadata"]["assignment2"]["release"]


def test_a_class_in_quotes_or_comments_is_none() -> None:
    """What a text says, a cell does not define."""
    assert outline.home("s = '''\nclass Linear:\n    pass\n'''", "Linear") is None
    assert outline.home("# class Linear:\nclass LinearLayer:\n    pass", "Linear") is None
    assert outline.home("class My(Module):\n    pass\nLinear = My  # alias", "Linear") == "My"


def test_how_much_of_a_class_is_answered() -> None:
    """Stubs, ``pass`` and dots are no answers, whatever docstring or comment stands above them."""
    body = '    def f(self): return 1\n    g = f\n    def h(self):\n        """doc"""\n        # c\n        pass\n'
    written = f"class A:\n{body}"
    assert outline.answered(written, "A", ("f", "g", "h", "i")) == 2
    assert outline.answered("class A:\n    def f(self,\n          x={1: 2}) -> int:\n        ...", "A", ("f",)) == 0
    assert outline.answered("class A:\n    def f(self): raise NotImplementedError('x')", "A", ("f",)) == 0
