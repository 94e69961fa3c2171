"""Which cells answer which exercise, on a release of two: what each rule decides, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.notebook import match
from autograder.notebook.document import SourceCell
from tests.notebook.small import BEGUN, EXERCISES, GIVEN, HALF, ONE, OTHER, RELEASE, REST, STUB, TWO, cells

CLAIMS: dict[str, tuple[list[tuple[str, ...]], dict[int, tuple[str, str]]]] = {
    "by grade_id": ([("x", "", "one")], {1: ("one", "grade_id")}),
    "by grade_id before id": ([("x", "two", "one")], {1: ("one", "grade_id")}),
    "by id where grade_id is unknown": ([("x", "two", "mine")], {1: ("two", "id")}),
    "by id": ([("x", "two")], {1: ("two", "id")}),
    "not by an id that two have": ([("x", "two"), ("y", "two")], {}),
    "by the same text": ([(GIVEN + "  \n# mine",)], {1: ("given", "same")}),
    "by the same text where an id is twice": ([(GIVEN, "two"), ("y", "two")], {1: ("given", "same")}),
    "by the same comment": ([("# later\n",)], {1: ("later", "same")}),
    "nothing by another text": ([("x = 1",), ("# other",), ("",), ("  \n",)], {}),
}


@pytest.mark.parametrize(("given", "claimed"), CLAIMS.values(), ids=CLAIMS)
def test_what_a_cell_says_to_be(given: list[tuple[str, ...]], claimed: dict[int, tuple[str, str]]) -> None:
    """Its grade_id before its id, an id that it has alone, or just the text."""
    found = match.claims(cells(*given), RELEASE)
    assert {number: (claim.target.name, claim.how) for number, claim in found.items()} == claimed


# what is found for exercise one: numbers of its parts, and of the cells that were not taken
ANSWERS: dict[str, tuple[list[tuple[str, ...]], dict[str, Any]]] = {
    "labelled": ([(ONE, "", "one")], {"parts": [1]}),
    "by its class": ([("y",), (ONE,)], {"parts": [2]}),
    "nothing": ([("y",), (TWO,)], {}),
    "blank": ([("# soon", "one")], {"blank": True}),
    "a label on text in quotes": ([("'''class A'''", "one")], {"blank": True}),
    "blank, and answered elsewhere": ([("# soon", "one"), (ONE,)], {"parts": [2], "blank": True, "moved": True}),
    "a text with its class is no blank label": ([("'class A'\nclass A",), ("y",)], {"parts": [1]}),
    "moved": ([(STUB, "one"), (ONE,)], {"parts": [2], "moved": True, "stubs": [1]}),
    "not moved where nothing is labelled": ([(ONE,), (ONE,)], {"parts": [2], "copies": [1]}),
    "a copy": ([(ONE, "", "one"), (ONE + "# x",)], {"parts": [1], "copies": [2]}),
    "a copy between fences": (
        [(ONE, "", "one"), ("```\n" + ONE + "```", "one", "", "markdown")],
        {"parts": [1], "copies": [2]},
    ),
    "what answers most": ([(ONE,), (HALF, "", "one")], {"parts": [1], "moved": True, "rivals": [2]}),
    "what is worked on": ([(STUB, "", "one"), (STUB + "y = 1",)], {"parts": [2], "moved": True, "stubs": [1]}),
    "the grade_id before the id": ([(ONE, "", "one"), (OTHER, "one")], {"parts": [1], "rivals": [2]}),
    "the id before the class": ([(ONE, "one"), (OTHER,)], {"parts": [1]}),
    "code before text": ([(ONE,), (OTHER, "", "", "markdown")], {"parts": [1]}),
    "the last written": ([(ONE,), (OTHER,)], {"parts": [2], "rivals": [1]}),
    "a stub of one's own beside an answer": (
        [(STUB + "y = 1", "one"), (ONE,)],
        {"parts": [2], "moved": True, "stubs": [1]},
    ),
    "a label on other code": ([("y = 1", "one"), (ONE,)], {"parts": [2], "moved": True, "strays": [1]}),
    "a class that extends itself": ([(ONE, "one"), ("class A(A):\n    pass",)], {"parts": [1, 2]}),
    "text between fences": ([("```\n" + ONE + "```", "one", "", "markdown")], {"parts": [1]}),
    "prose of the class beside an answer": ([(ONE, "one"), ("class A", "", "", "markdown")], {"parts": [1]}),
    "the label of what is given, on its class": ([(ONE, "given")], {"parts": [1]}),
    "a label on text that defines nothing": ([(ONE, "", "one"), ("y = 1", "one", "", "markdown")], {"parts": [1]}),
    "a rest behind its beginning": ([(BEGUN, "one"), (REST,)], {"parts": [1, 2]}),
    "a rest with a label of its own": ([(REST, "", "one"), (BEGUN, "one")], {"parts": [2, 1]}),
    "a rest behind text and nothing": (
        [(BEGUN, "one"), ("Text", "", "", "markdown"), ("# x",), (REST,), ("    y = 1",)],
        {"parts": [1, 4, 5]},
    ),
    "a rest right behind another's class is the other's": (
        [(BEGUN, "one"), ("y",), (BEGUN.replace("A", "B"), "two"), (REST,)],
        {"parts": [1]},
    ),
    "a rest behind text, and another choice": (
        [(BEGUN, "one"), ("Text", "", "", "markdown"), (REST,), ("y",), (REST + "        z = 1\n",)],
        {"parts": [1, 3]},
    ),
    "a rest behind a stub, and another choice": (
        [(BEGUN, "", "one"), (STUB, "one"), (REST,), ("y",), (REST + "        z = 1\n",)],
        {"parts": [1, 3], "stubs": [2]},
    ),
    "a rest behind a copy, and another choice": (
        [(BEGUN, "", "one"), (BEGUN + "# x", "one"), (REST,), ("y",), (REST + "        z = 1\n",)],
        {"parts": [1, 3], "copies": [2]},
    ),
    "the only rest, with nothing within": (
        [(BEGUN, "one"), ("y",), ("    z",), ("# x",), ("    w",)],
        {"parts": [1, 3, 5]},
    ),
    "a rest that has the method, elsewhere": ([(BEGUN, "one"), ("y",), ("    z",), ("y",), (REST,)], {"parts": [1, 5]}),
    "the only rest, elsewhere": ([(BEGUN, "one"), ("y",), ("    z",)], {"parts": [1, 3]}),
    "no rest where there is a choice": ([(BEGUN, "one"), ("y",), ("    z",), ("y",), ("    w",)], {"parts": [1]}),
    "no rest of a whole class": ([(ONE, "one"), (REST,)], {"parts": [1]}),
    "a rest alone": ([(REST, "one")], {}),
    "a rest of the release is none": ([(BEGUN, "one"), (REST, "later")], {"parts": [1]}),
    "by similarity": ([(ONE.replace("class A", "class Mine"),)], {"parts": [1], "percent": 74}),
    "not by little similarity": ([("class Mine: pass",)], {}),
    "not by a text": ([(ONE.replace("class A", "class Mine"), "", "", "markdown")], {}),
    "not by a cell of another exercise": ([(TWO, "two")], {}),
    "by similarity, where the label is on other code": (
        [("y = 1", "one"), (ONE.replace("class A", "class Mine"),)],
        {"parts": [2], "percent": 74, "strays": [1]},
    ),
    "a label that is alike": ([(ONE.replace("class A", "class Mine"), "one")], {"parts": [1]}),
    "a label with little on it": ([("y = 1", "one")], {"parts": [1]}),
    "a cell of both": ([(ONE + TWO, "two")], {"parts": [1]}),
    "a label on the other's class": ([(TWO, "one")], {}),
}


def found(given: list[tuple[str, ...]]) -> dict[str, Any]:
    """What is not empty of the answer to exercise one."""
    listed = cells(*given)
    answer, _ = match.answers(listed, match.claims(listed, RELEASE), RELEASE, EXERCISES)
    parts = [part.cell.number for part in answer.parts]
    others = {name: [cell.number for cell in getattr(answer, name)] for name in ("copies", "stubs", "rivals", "strays")}
    told = {"parts": parts, "blank": answer.blank, "percent": answer.percent, "moved": answer.moved, **others}
    return {name: value for name, value in told.items() if value}


@pytest.mark.parametrize(("given", "told"), ANSWERS.values(), ids=ANSWERS)
def test_what_answers_an_exercise(given: list[tuple[str, ...]], told: dict[str, Any]) -> None:
    """What is taken, in which order, and what becomes of the rest."""
    assert found(given) == told


def test_a_cell_answers_one_exercise() -> None:
    """What is like both is taken for the first; a rest of which both classes might be belongs to the first as well."""

    def parts(*given: tuple[str, ...]) -> list[list[int]]:
        listed = cells(*given)
        return [
            [part.cell.number for part in answer.parts]
            for answer in match.answers(listed, match.claims(listed, RELEASE), RELEASE, EXERCISES)
        ]

    assert parts((ONE.replace("class A", "class C"),)) == [[1], []]
    assert parts((BEGUN, "one"), (REST,), ("y",), (BEGUN.replace("A", "B"), "two")) == [[1, 2], [4]]


FENCED = {
    "code": ("```\nx\n```", "code", "```\nx\n```"),
    "text without fences": ("x", "markdown", "x"),
    "text with fences": ("a\n ```python\nx\n ```\nb\n```\ny", "markdown", "\n\nx\n\n\n\ny"),
}


@pytest.mark.parametrize(("source", "kind", "code"), FENCED.values(), ids=FENCED)
def test_of_a_text_counts_what_is_between_fences(source: str, kind: Any, code: str) -> None:
    """Lines stay where they are."""
    assert match._code(SourceCell(1, kind, source)) == code


@pytest.mark.parametrize(
    ("source", "stub", "percent"),
    [
        ("abcd", "abcd", 100),
        ("abcx", "abcd", 75),
        ("abxy", "abcd", 0),
        ("a" * 22, "a" * 10, 0),
        ("a" * 13 + "b" * 7, "a" * 13 + "c" * 7, 65),
        ("a" * 129 + "b" * 71, "a" * 129 + "c" * 71, 0),
        ("dcba", "abcd", 25),
    ],
)
def test_how_alike_two_texts_are(source: str, stub: str, percent: Any) -> None:
    """In percent; nothing where it is surely too little."""
    assert match._alike(source, stub) == percent
