"""The assignment's own code in the cell of an answer."""

from __future__ import annotations

import pytest
from corpus.damaged.notebooks import release

from autograder.notebook.pasted import without_given

GIVEN = next(cell for cell in release().cells if cell.id == "training").source
LINES = GIVEN.count("\n") + 1


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (f"a = 1\n{GIVEN}\nb = 2", "a = 1\n" + "\n" * LINES + "b = 2"),
        (f"{GIVEN}\n\n{GIVEN}", "\n" * (2 * LINES)),
        ("a = 1", "a = 1"),
        (f"a = 1  # {GIVEN}", f"a = 1  # {GIVEN}"),
        (f"{GIVEN}  # mine", f"{GIVEN}  # mine"),
    ],
)
def test_given_code_that_stands_on_lines_of_its_own_is_left_blank(source: str, left: str) -> None:
    """Its lines stay, empty, so that those below keep their numbers; what is only like it stays as it is."""
    assert without_given(source, release()) == left


def test_a_line_that_a_student_may_have_written_stays() -> None:
    """A given cell of one or two lines is no sign that something was pasted."""
    short = next(cell for cell in release().cells if cell.kind == "given" and cell.source.count("\n") == 0)
    assert without_given(short.source, release()) == short.source
