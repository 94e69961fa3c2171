"""Which mistake is named: the one whose formula gives the student's own numbers, the plain before the composed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Expected, Mistake, Trial
from autograder.judge.diagnosis import GENERAL, Bank
from autograder.worker.calls import Answer, Call, Make, Raised, Reply, Step

RNG = np.random.default_rng(11)
INPUTS = [RNG.uniform(1, 2, shape) for shape in ((2, 3), (4, 1), (3, 3), (1, 5))]
RETURNED = Check("answer", 1.0, "f", lambda reply: reply.value)
KEPT = Check("answer", 1.0, "f", lambda reply: reply.value, returned=False)
ORDER = {code: rank for rank, code in enumerate(("first", "second", "third", "fourth", "negated", "off_by_factor"))}
HERE = ("answer",)


def formula(code: str, f: Callable[[Any], Any], **more: Any) -> Mistake:
    return Mistake(code, HERE, formula=f, **more)


def spoil(code: str, f: Callable[[Any], Any], **more: Any) -> Mistake:
    return Mistake(code, HERE, transform=lambda answer, x: f(answer), **more)


def named(
    mistakes: Sequence[Mistake],
    answer: Callable[[Any], Any],
    symptom: str = "wrong_value",
    right: Callable[[Any], Any] = lambda x: 2 * x,
    check: Check = RETURNED,
) -> tuple[str | None, str | None, dict[str, Any]] | None:
    """The code, the one behind it, and the numbers that a bank proves of the answers to four inputs, 2x being right."""
    trials = []
    for x in INPUTS:
        value = right(x)
        trials.append(Trial(Call(Make("F"), (Step("f", (x,)),)), x, {"answer": Expected(value, value)}))
    replies = []
    for x in INPUTS:
        try:
            replies.append(Reply(answer(x)))
        except ValueError:
            replies.append(Reply(raised=Raised("ValueError")))
    found = Bank(check, trials, mistakes, ORDER).diagnose([Answer((reply,)) for reply in replies], symptom)
    if found is not None:
        assert found.symptom == symptom
    return found and (found.code, found.also, dict(found.numbers))


SQUARE, CUBE = formula("second", lambda x: x**2), formula("third", lambda x: x**3)
FLAT, TURNED = spoil("third", lambda a: a.ravel()), spoil("fourth", lambda a: a.T)
SHARE = spoil("first", lambda a: a / len(a))


def raising(x: Any) -> Any:
    if x.shape[1] != 3:
        raise ValueError
    return x**2


NAMED: dict[str, tuple[list[Mistake], Callable[[Any], Any], Any]] = {
    "none": ([SQUARE, CUBE], lambda x: x + 1, None),
    "a formula": ([SQUARE, CUBE], lambda x: x**3, ("third", None)),
    "the first by the order, not by the bank": (
        [SQUARE, formula("first", lambda x: x * x)],
        lambda x: x**2,
        ("first", None),
    ),
    "a code that nobody has ordered comes last": (
        [formula("unknown", lambda x: x * x), SQUARE],
        lambda x: x**2,
        ("second", None),
    ),
    "to the last digits before with a guard": (
        [formula("first", lambda x: x**2 + 1e-5), SQUARE],
        lambda x: x**2,
        ("second", None),
    ),
    "with a guard": ([SQUARE, CUBE], lambda x: x**2 * (1 + 1e-5), ("second", None)),
    "near is not the same": ([SQUARE, CUBE], lambda x: x**2 * (1 + 1e-4), None),
    "right at two of four": ([SQUARE], lambda x: 2 * x if len(x) > 2 else x**2, None),
    "one that raises where the code does": ([formula("first", raising)], raising, ("first", None)),
    "one that raises where the code does not": ([formula("first", raising)], lambda x: x**2, None),
    "a transform": ([FLAT, SHARE], lambda x: (2 * x).ravel(), ("third", None)),
    "a mistake of another check": ([Mistake("first", ("other",), formula=lambda x: x**2)], lambda x: x**2, None),
    "the opposite of what is right": ([SQUARE, FLAT], lambda x: -2 * x, ("negated", None, -1)),
    "a factor": ([SQUARE, FLAT], lambda x: 6 * x, ("off_by_factor", None, 3)),
    "a factor and no more": ([SQUARE], lambda x: 1.5 * 2 * x * (1 + 1e-5), ("off_by_factor", None, 1.5)),
    "two mistakes": ([SQUARE, FLAT], lambda x: (x**2).ravel(), ("second", "third")),
    "two mistakes, named by their order": ([SQUARE, SHARE], lambda x: x**2 / len(x), ("first", "second")),
    "two transforms": ([FLAT, SHARE], lambda x: (2 * x).ravel() / len(x), ("first", "third")),
    "two with a guard": ([SQUARE, FLAT], lambda x: (x**2).ravel() * (1 + 1e-5), ("second", "third")),
    "two to the last digits before two with a guard": (
        [formula("first", lambda x: x**2 * (1 + 1e-5)), SQUARE, FLAT],
        lambda x: (x**2).ravel(),
        ("second", "third"),
    ),
    "of two that may be behind, the first by the order": (
        [SQUARE, spoil("fourth", np.ravel), FLAT],
        lambda x: (x**2).ravel(),
        ("second", "third"),
    ),
    "the same one twice is no second one": ([SHARE], lambda x: 2 * x / len(x) ** 2, None),
    "two of one name are no two": (
        [formula("third", lambda x: x**2), FLAT],
        lambda x: (x**2).ravel(),
        None,
    ),
    "the opposite of a mistake": ([SQUARE, FLAT], lambda x: -(x**2), ("second", "negated", -1)),
    "the opposite of a transform": ([SQUARE, FLAT], lambda x: (-2 * x).ravel(), ("third", "negated", -1)),
    "a factor behind a transform": ([SQUARE, FLAT], lambda x: (6 * x).ravel(), ("third", "off_by_factor", 3)),
    "a factor behind a formula proves too little": ([SQUARE, FLAT], lambda x: 3 * x**2, None),
    "a formula before the opposite": ([formula("fourth", lambda x: -2 * x)], lambda x: -2 * x, ("fourth", None)),
    "the opposite before two mistakes": (
        [formula("first", lambda x: 2 * x.T), spoil("second", lambda a: -a.T)],
        lambda x: -2 * x,
        ("negated", None, -1),
    ),
    "two mistakes before a factor": (
        [formula("first", lambda x: x.T), spoil("second", lambda a: 3 * a.T)],
        lambda x: 3 * x,
        ("first", "second"),
    ),
    "two mistakes before the opposite of one": (
        [SQUARE, spoil("third", lambda a: -a + 0 * a.sum()), formula("first", lambda x: 0 * x)],
        lambda x: -(x**2),
        ("second", "third"),
    ),
    "numbers of both": (
        [formula("second", lambda x: x**2, numbers={"a": 1}), spoil("third", np.ravel, numbers={"b": 2})],
        lambda x: (x**2).ravel(),
        ("second", "third", {"a": 1, "b": 2}),
    ),
    "numbers of one": (
        [formula("second", lambda x: x**2, numbers={"a": 1})],
        lambda x: x**2,
        ("second", None, {"a": 1}),
    ),
    "numbers of a transform": (
        [spoil("third", np.ravel, numbers={"b": 2})],
        lambda x: -2 * x.ravel(),
        ("third", "negated", {"b": 2, "factor": -1}),
    ),
}


def expected(code: str, also: str | None, numbers: Any = None) -> Any:
    if isinstance(numbers, dict):
        return code, also, {name: pytest.approx(value, rel=1e-4) for name, value in numbers.items()}
    return code, also, {} if numbers is None else {"factor": pytest.approx(numbers, rel=1e-4)}


@pytest.mark.parametrize(("mistakes", "answer", "said"), NAMED.values(), ids=NAMED)
def test_a_mistake_is_named_where_it_gives_the_students_numbers(mistakes, answer, said):
    """The plain before the composed, and within each by the order of the codes."""
    assert named(mistakes, answer) == (said and expected(*said))


def fitted(answer: Any, x: Any) -> list[Mistake]:
    """x to some power, which the answer tells."""
    power = float(np.log(answer.flat[0]) / np.log(x.flat[0]))
    return [formula("second", lambda x: x**power, numbers={"power": power})]


def test_a_constant_is_taken_from_one_answer_and_must_give_all():
    """One that tells it, of those that are wrong; what cannot be told of it is nothing."""
    fit = Mistake("second", HERE, fit=fitted)
    assert named([fit], lambda x: x**2.5) == ("second", None, {"power": pytest.approx(2.5)})
    assert named([fit], lambda x: x**2.5 if x.size > 4 else x**3) is None
    assert named([fit], lambda x: 2 * x if x.size == 9 else x**2.5) is None
    assert named([fit], lambda x: None, "returns_none") == ("returns_none", None, {})
    exact = [fit, formula("first", lambda x: x**2.5)]
    assert named(exact, lambda x: x**2.5) == ("first", None, {})


@pytest.mark.parametrize("error", [ValueError, TypeError, IndexError, ZeroDivisionError])
def test_a_constant_that_cannot_be_taken_is_no_error_of_ours(error):
    """A formula may stop at an answer that it cannot explain; the next one is tried."""

    def stops(answer: Any, x: Any) -> list[Mistake]:
        raise error

    mistakes = [Mistake("first", HERE, fit=stops), Mistake("second", HERE, fit=fitted)]
    assert named(mistakes, lambda x: x**2.5) == ("second", None, {"power": pytest.approx(2.5)})


def test_the_constant_is_taken_from_the_largest_answers_that_are_wrong():
    """From two at most; a right one tells nothing, nor does one without numbers."""
    asked: list[tuple[int, ...]] = []

    def look(answer: Any, x: Any) -> list[Mistake]:
        asked.append(answer.shape)
        return []

    fit = Mistake("first", HERE, fit=look)
    named([fit], lambda x: x**3)
    named([fit], lambda x: 2 * x * (1 + 5e-5) if x.size == 9 else x**3)
    named([fit], lambda x: 2 * x * (1 + 3e-4) if x.size == 9 else x**3)
    named([fit], lambda x: None if x.size == 9 else 2 * x.ravel())
    assert asked == [(3, 3), (2, 3), (2, 3), (1, 5), (3, 3), (2, 3), (6,), (5,)]


def test_what_the_object_holds_explains_an_answer():
    """Where it gives the answer at every trial; where a reply is missing, nothing follows."""
    seen = Mistake("first", HERE, observed=lambda x, replies: replies[0].value + 0 * x, numbers={"n": 1})
    assert named([seen], lambda x: x**3) == ("first", None, {"n": 1})
    never = Mistake("first", HERE, observed=lambda x, replies: x**2)
    assert named([never], lambda x: x**3) is None
    assert named([never, CUBE], lambda x: x**3) == ("third", None, {})
    trial = Trial(Call(Make("F"), ()), INPUTS[0], {"answer": Expected(INPUTS[0], INPUTS[0])}, graded=0)
    bank = Bank(RETURNED, [trial, trial], [Mistake("first", HERE, observed=lambda x, replies: x**3)], ORDER)
    cubed = Answer((Reply(INPUTS[0] ** 3),))
    assert bank.diagnose([cubed, cubed], "wrong_value") is not None
    assert bank.diagnose([cubed, Answer()], "wrong_value") is None


PARTS = {  # what is wrong with an answer of two parts, of which the second may never be set
    "both swapped": ([formula("first", lambda x: (3 * x, x))], lambda x: (3 * x, x), ("first", None)),
    "one missing": ([formula("first", lambda x: (x, None))], lambda x: [x, None], ("first", None)),
    "one missing, and negated": (
        [formula("second", lambda x: (x**2, None)), spoil("first", lambda a: (-a[0], a[1]))],
        lambda x: (-(x**2), None),
        ("first", "second"),
    ),
    "both spoilt": (
        [spoil("first", lambda a: (a[1], a[0]))],
        lambda x: (3 * x, x),
        ("first", None),
    ),
    "shapes of their own": (
        [formula("second", lambda x: (x**2, x[:1])), spoil("first", lambda a: (a[0].T, -a[1]))],
        lambda x: ((x**2).T, -x[:1]),
        ("first", "second"),
    ),
}


@pytest.mark.parametrize(("mistakes", "answer", "said"), PARTS.values(), ids=PARTS)
def test_an_answer_of_several_parts_is_explained_as_a_whole(mistakes, answer, said):
    """Part by part in shape and numbers, one that is missing as well."""
    assert named(mistakes, answer, right=lambda x: (x, 3 * x)) == expected(*said)


@pytest.mark.parametrize("symptom", [*GENERAL, "wrong_value", "missing_part"])
def test_a_symptom_is_its_own_proof_where_nothing_else_explains_it(symptom):
    """What came back has no value, type or shape that could be right; a wrong value alone proves nothing."""
    general = ("returns_none", "wrong_type", "wrong_shape", "not_finite", "exception")
    assert named([SQUARE], lambda x: x + 1, symptom) == ((symptom, None, {}) if symptom in general else None)
    assert named([SQUARE], lambda x: x**2, symptom) == ("second", None, {})


def test_what_is_never_set_is_named_where_something_was_to_be_set():
    """At every trial that was seen; what is to be returned is no attribute."""
    assert named([], lambda x: None, "wrong_value", check=KEPT) == ("attribute_not_set", None, {})
    assert named([], lambda x: None, "wrong_value") is None
    assert named([], lambda x: None if x.size > 4 else 2 * x, "wrong_value", check=KEPT) is None
    assert named([], lambda x: 2 * x, "wrong_value", check=KEPT) is None

    def stops(x: Any) -> Any:
        raise ValueError

    assert named([], stops, "exception", check=KEPT) == ("exception", None, {})
