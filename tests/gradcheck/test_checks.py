"""A visible check: it never raises, prints nothing, and says what hinders it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradcheck.checks import Checks
from gradcheck.example import Asked, Example
from gradcheck.outcome import Outcome
from gradcheck.page import Words
from gradcheck.shown import Shown

WORDS = Words(
    {code: f"{code}." for code in ("negated", "off_by_factor", "mutates_input", "changes_on_second_call")},
    {"wrong_value": "wrong.", "not_made": "Not made."},
    lambda error: f"{type(error).__name__}: {error}",
)


def asking(answer: Callable[[Any], Any]) -> Checks:
    """The checks of one exercise, whose two answers are what the class gives; 3 is right."""

    def ask(cls: Any, names: Any) -> list[Asked]:
        truth = np.array(3.0)
        return [Asked(name, [Example("here", truth, answer=answer(cls))]) for name in ("dX", "db")]

    return Checks({"layer": ("Layer", ask)}, WORDS, {"dX": 2.0})


LAYER = {"Layer": type("Layer", (), {"x": 3.0})}


def test_a_right_answer_earns_its_points() -> None:
    """1 where the table says nothing."""
    outcome = asking(lambda cls: cls.x).check("layer", LAYER)
    assert (type(outcome), repr(outcome)) == (Outcome, "3.0")
    assert str(outcome).splitlines() == [
        "✓ dX: agrees with the numeric gradient in 1 examples",
        "✓ db: agrees with the numeric gradient in 1 examples",
    ]


def test_examples_are_shown_where_they_are_asked_for() -> None:
    """Below the same lines."""
    checks = asking(lambda cls: cls.x)
    made = checks.check("layer", LAYER, show=True)
    assert isinstance(made, Shown)
    assert (str(made), repr(made)) == (str(checks.check("layer", LAYER)), "3.0")
    assert "<b>dX</b>" in made._repr_html_()


@pytest.mark.parametrize("names", [{}, {"Layer": 3}, {"Layer": None}])
def test_a_class_that_is_not_there_is_said(names: dict[str, Any]) -> None:
    """And nothing is asked."""
    checks = asking(lambda cls: 1 / 0)
    said = "✗ There is no class Layer yet: run the cell that defines it, and look at what it says."
    assert (str(checks.check("layer", names)), repr(checks.check("layer", names))) == (said, "0.0")
    assert checks.missing(names) == ["layer"]


@pytest.mark.parametrize("grade_id", ["lair", 3, None])
def test_an_exercise_that_is_not_known_is_said(grade_id: Any) -> None:
    """With those that are."""
    outcome = asking(lambda cls: cls.x).check(grade_id, LAYER)
    assert (str(outcome), repr(outcome)) == ("✗ Name an exercise first, as text: layer.", "0.0")


STUB = NotImplementedError()
STATES: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "right": ({"dX": 3.0, "db": 3.0}, [], []),
    "stubs alone": ({"dX": STUB, "db": STUB}, ["one"], ["one"]),
    "a stub beside what is right": ({"dX": 3.0, "db": STUB}, ["one"], ["one"]),
    "a stub beside what is wrong": ({"dX": 4.0, "db": STUB}, ["one"], []),
    "wrong": ({"dX": 4.0, "db": 3.0}, ["one"], []),
}


@pytest.mark.parametrize(("answers", "missing", "unwritten"), STATES.values(), ids=STATES)
def test_what_is_left_and_what_is_wrong_are_told_apart(answers: Any, missing: list[str], unwritten: list[str]) -> None:
    """Unwritten is an exercise with a stub and nothing wrong beside it; a class that is not there is wrong."""

    def ask(cls: Any, names: Any) -> list[Asked]:
        outcomes = {name: {"error": each} if each is STUB else {"answer": each} for name, each in answers.items()}
        return [Asked(name, [Example("here", np.array(3.0), **each)]) for name, each in outcomes.items()]

    words = Words({"not_implemented": "Not yet.", **WORDS.messages}, WORDS.symptoms)
    checks = Checks({"one": ("Layer", ask), "gone": ("Gone", ask)}, words)
    assert checks.missing(LAYER, "one") == missing
    assert checks.unwritten(LAYER, "one", "gone") == unwritten
    assert checks.missing(LAYER, "gone") == ["gone"]


def test_a_class_that_is_not_that_of_its_cell_is_said() -> None:
    """It is not asked."""
    old = "The cell was changed."
    checks = Checks(
        {"layer": ("Layer", lambda cls, names: [])},
        WORDS,
        older=lambda names, cls: f"{cls}: {old}" if cls == "Layer" else None,
    )
    assert str(checks.check("layer", LAYER)) == f"✗ Layer: {old}"
    assert checks.missing(LAYER) == ["layer"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("no"), "✗ Not made.\n      ValueError: no"),
        (SystemExit(), "✗ Not made.\n      SystemExit:"),
        (KeyboardInterrupt(), "✗ The check was interrupted. Where that took long, look for a loop that never ends."),
    ],
)
def test_whatever_is_raised_is_told(error: BaseException, said: str) -> None:
    """By the words of the assignment; nothing earns no points."""

    def raising(cls: Any) -> Any:
        raise error

    outcome = asking(raising).check("layer", LAYER)
    assert (str(outcome).partition("\n      in line")[0], repr(outcome)) == (said, "0.0")


def test_an_interrupt_ends_a_list_of_what_is_missing() -> None:
    """Any other error is an exercise that does not pass."""

    def interrupted(cls: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asking(interrupted).missing(LAYER)
    assert asking(lambda cls: cls.unknown).missing(LAYER) == ["layer"]
    assert asking(lambda cls: cls.x + 1).missing(LAYER) == ["layer"]
    assert asking(lambda cls: cls.x).missing(LAYER) == []


def test_some_or_all_exercises_may_be_asked_for() -> None:
    """In the order in which they are named, or that of the table."""
    ask: Any = asking(lambda cls: 4.0).exercises["layer"][1]
    checks = Checks(dict.fromkeys(("one", "two", "three"), ("Layer", ask)), WORDS)
    assert checks.missing(LAYER) == ["one", "two", "three"]
    assert checks.missing(LAYER, "three", "one") == ["three", "one"]


def test_a_method_pays_once() -> None:
    """By the methods that have several answers."""

    def ask(cls: Any, names: Any) -> list[Asked]:
        return [Asked(n, [Example("here", np.ones(2), answer=np.ones(2), changed=("V",))]) for n in ("dX", "db")]

    outcomes = [
        Checks({"layer": ("Layer", ask)}, WORDS, methods=methods).check("layer", LAYER)
        for methods in ((), (("dX", "db"),))
    ]
    assert [outcome.points for outcome in outcomes] == [1.0, 1.5]


def test_nothing_is_printed_and_nothing_warned(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the code prints, warns of or divides by."""

    def loud(cls: Any) -> Any:
        import sys

        print("x", flush=True)
        assert sys.stderr.write("abc") == 3
        warnings.warn("no", stacklevel=1)
        np.ones(1) / 0
        return 3.0

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert asking(loud).check("layer", LAYER).points == 3
    assert capsys.readouterr() == ("", "")
