"""The student's page: pictures, the own cell, formulas; nothing that would give the answer or be markup."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from graded import HOSTILE, check, document, exercise, row

from autograder.formats.code import highlighted
from autograder.formats.drawing import drawing
from autograder.formats.student_page import student_page
from autograder.formats.typeset import KEPT, formula, mathml
from autograder.report.headings import headings
from tests.ours import ASSIGNMENT

RELEASE = ASSIGNMENT.release
IDS = tuple(each.id for each in ASSIGNMENT.exercises)
PICTURE = {"picture": {"yours": [[7.0, 0.5], [1.0, -2.0]], "right": [[1.0, 0.5], [1.0, "nan"]]}, "index": [0, 0]}
CURVE = {"curve": {"z": [-2.0, -1.0, 1.0, 2.0], "yours": [0.0, "inf", 9.0, 1.0], "right": [0.0, 0.0, 1.0, 1.0]}}
SOURCE = 'class Tanh:\n    def derivative(self, Z):\n        """A <b>docstring</b>\x1b[31m."""\n        return 1 / 0\n'


def page(*checks: dict, source: str | None = None, **heading: object) -> str:
    one = exercise("tanh_derivative", *checks)
    made = document(row("emil", {**one, "source": source} if source is not None else one))
    if heading:
        made["exercises"] = [{"id": "tanh_derivative", **heading}]
    return student_page(made, made["submissions"]).decode()


def test_both_matrices_and_their_difference_are_drawn():
    """Entry by entry, row by row in words too; the worst entry alone has a frame; what is no number is told so."""
    maps = "".join(drawing(PICTURE))
    assert "yours, row by row: 7 0.5; 1 −2" in maps
    assert "numeric (right), row by row: 1 0.5; 1 nan" in maps
    assert "difference, row by row: 6 0; 0 nan" in maps
    assert maps.count('class="worst"') == 3


def test_a_derivative_is_drawn_over_public_inputs():
    """A line each; where a value is not finite, the line leaves it out."""
    (figure,) = drawing({**CURVE, **PICTURE})
    svg = ElementTree.fromstring(figure[: figure.index("</svg>") + 6].removeprefix("<figure>"))
    lines = {path.get("class"): path.get("d", "").count("L") for path in svg.iter("path")}
    assert lines == {"axis": 0, "right": 3, "theirs": 2}
    assert "At z = −1 yours is inf, right is 0; at z = 1 yours is 9, right is 1." in svg.get("aria-label", "")


def test_the_own_cell_has_the_line_where_it_stopped():
    """Of the check that stopped, marked in the cell and named in words; what the student wrote is text."""
    stopped = check("derivative", "error", message="Stops.", details={"line": 4, "cell": "tanh_derivative"})
    shown = page(stopped, source=SOURCE)
    assert "Your cell: look at line 4" in shown
    assert '<span class="row marked" data-n="4">' in shown
    assert shown.count("row marked") == 1
    assert "&lt;b&gt;docstring&lt;/b&gt;\\x1b[31m" in shown
    elsewhere = check("derivative", "error", message="Stops.", details={"line": 4, "cell": "helper"})
    assert "row marked" not in page(elsewhere, source=SOURCE)
    wrong = [check(name, "failed", message="Wrong.", details={"made_at": line}) for name, line in (("a", 2), ("b", 4))]
    assert "Your cell: look at lines 2 and 4" in page(*wrong, source=SOURCE)
    assert page(*wrong, source=SOURCE).count("row marked") == 2


def test_the_page_says_first_where_points_were_lost():
    """A link to each exercise that lost some, with the checks that did; where there is no score, why."""
    shown = page(check("derivative", "failed", message="Wrong."), check("other"), title="6. <Tanh>", formulas=[])
    assert '<a href="#e1">6. &lt;Tanh&gt;</a> <span class="soft">derivative</span>' in shown
    assert shown.count('id="e1"') == 1
    assert "Every check has all its points." in page(check("derivative"))
    made = document(row("ivan", status="not_graded", reasons=("The file breaks off.",)))
    none = student_page(made, made["submissions"]).decode()
    assert '<h3>Why</h3><ul class="plain"><li>The file breaks off.</li></ul>' in none
    assert none.count("no score") == 1
    twice = document(row("emil", exercise("a", check("b", "failed"))), row("emil", exercise("a", check("b", "failed"))))
    both = student_page(twice, twice["submissions"]).decode()
    assert [both.count(f'id="{name}"') for name in ("e0-1", "e1-1")] == [1, 1]


@pytest.mark.parametrize("source", ["", "\n\n", "a\r\n\tb", "'''open", "x = 1\n" * 9, *HOSTILE])
def test_every_line_of_a_cell_is_shown_once(source: str) -> None:
    """As many lines as it has, whatever is in them."""
    assert len(highlighted(source)) == len(source.split("\n"))
    assert "<script" not in "".join(highlighted(source))


def test_formulas_are_typeset_without_a_network():
    """The release's formulas are kept as MathML, just as latex2mathml gives them; others are shown as they are."""
    pytest.importorskip("latex2mathml", reason="no latex2mathml (pip install latex2mathml)")
    found = {latex for each in headings(RELEASE, IDS) for latex in each["formulas"]}
    assert json.loads(KEPT.read_text(encoding="utf-8")) == {latex: mathml(latex) for latex in sorted(found)}, (
        "make it again: python -m autograder.formats.typeset release/assignment2/assignment2.ipynb"
    )
    for latex in found:
        root = ElementTree.fromstring(formula(latex))
        assert root[0].tag.endswith("}math")


@pytest.mark.parametrize(
    "latex", [r"\href{javascript:alert(1)}{x}", "a & b", r"\text{&lt;script&gt;}", r"\frac{1", "<b>", "\x00"]
)
def test_no_formula_is_markup(latex: str) -> None:
    """What is no formula, or would be a link or a tag, is shown as it is written."""
    pytest.importorskip("latex2mathml", reason="no latex2mathml (pip install latex2mathml)")
    made = formula(latex)
    ElementTree.fromstring(made)
    for forbidden in ("<script", "<b>", "href="):
        assert forbidden not in made


def test_each_exercise_is_called_by_its_heading():
    """The last heading above it, and the formulas that stand before its table."""
    found = {each["id"]: each for each in headings(RELEASE, IDS)}
    assert list(found) == list(IDS)
    assert all(each["title"][0].isdigit() for each in found.values())
    assert "\\frac{1}{m}" in found["loss_cost"]["formulas"][0]
    lost, earned = check("derivative", "failed"), check("derivative")
    assert "<h3>6. Tanh <code>" in page(lost, title="6. Tanh", formulas=["x < y"])
    assert 'class="formula"' in page(lost, title="6. Tanh", formulas=["x < y"])
    assert 'class="formula"' not in page(earned, title="6. Tanh", formulas=["x < y"])


def test_a_formula_in_a_row_of_a_table_is_its_exercises() -> None:
    """Where no formula stands on a line above an exercise: what its row says, under the titles that are formulas."""
    found = {each["id"]: each["formulas"] for each in headings(RELEASE, ("leaky_relu_derivative", "mse_loss"))}
    assert found["leaky_relu_derivative"] == [
        r"g(z) = \max(\alpha z, z)",
        r"g'(z) = \text{1 if }z > 0\text{, else }\alpha",
    ]
    assert len(found["mse_loss"]) == 1
