"""From examples to a verdict: what was seen first, which mistake explains all of it, and what is paid once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcheck.example import Asked, Example
from gradcheck.verdict import Verdict, charged, judge

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]])


ORDER = (
    *("not_implemented", "first", "second", "accumulates", "negated", "off_by_factor", "mutates_input"),
    *("updates_parameters", "changes_on_second_call", "exception", "returns_none"),
)


def example(answer: Any = X, **more: Any) -> Example:
    return Example("here", X, answer=answer, **more)


def own(error: type[BaseException]) -> BaseException:
    return error("x")


AGAIN = ((X, X, "once"), (2 * X, X, "twice"))


YES: Any = {"first": lambda examples: True, "second": lambda examples: True}


SEEN: dict[str, tuple[list[Example], Any, tuple[str | None, str | None]]] = {
    "right": ([example(), example()], YES, (None, None)),
    "a value": ([example(), example(X + 1)], {}, ("wrong_value", None)),
    "a value with a cause": ([example(X + 1)], YES, ("wrong_value", "first")),
    "the second cause": ([example(X + 1)], {"second": YES["second"]}, ("wrong_value", "second")),
    "a cause that does not hold": ([example(X + 1)], {"first": lambda examples: False}, ("wrong_value", None)),
    "a general cause": ([example(-X)], {}, ("wrong_value", "negated")),
    "a cause before a general one": ([example(-X)], YES, ("wrong_value", "first")),
    "a cause that nobody has ordered": ([example(X + 1)], {"new": YES["first"]}, ("wrong_value", None)),
    "nothing returned": ([example(None)], {}, ("returns_none", "returns_none")),
    "nothing set": ([example(None, returned=False)], {}, ("attribute_not_set", None)),
    "another shape": ([example(X.T)], {}, ("wrong_shape", None)),
    "an exception": ([example(None, error=own(ValueError))], {}, ("exception", "exception")),
    "a stub": ([example(None, error=own(NotImplementedError))], YES, ("not_implemented", "not_implemented")),
    "an argument changed": ([example(changed=("dZ",))], YES, ("mutates_input", "mutates_input")),
    "a parameter changed": (
        [example(changed=("dZ", "W"), parameters=("W", "b"))],
        YES,
        ("updates_parameters", "updates_parameters"),
    ),
    "a bias changed": (
        [example(changed=("b",), parameters=("W", "b"))],
        YES,
        ("updates_parameters", "updates_parameters"),
    ),
    "another one later": ([example(later=AGAIN)], YES, ("changes_on_second_call", "changes_on_second_call")),
    "it adds up": (
        [example(later=AGAIN)],
        {**YES, "accumulates": YES["first"]},
        ("changes_on_second_call", "accumulates"),
    ),
    "a wrong value adds nothing up": ([example(X + 1)], {"accumulates": YES["first"]}, ("wrong_value", None)),
    "a wrong value before what was changed": (
        [example(changed=("dZ",)), example(X + 1)],
        {},
        ("wrong_value", None),
    ),
    "changed before later": ([example(changed=("dZ",), later=AGAIN)], {}, ("mutates_input", "mutates_input")),
}


@pytest.mark.parametrize(("examples", "causes", "seen"), SEEN.values(), ids=SEEN)
def test_what_is_seen_first_and_what_explains_it(examples: Any, causes: Any, seen: Any) -> None:
    """Values of all examples before side effects; of causes the first by the order of the codes."""
    found = judge(Asked("dX", examples, causes), ORDER)
    assert (found.name, found.symptom, found.code) == ("dX", *seen)
    assert found.right == (seen[0] is None)
    assert found.is_side_effect == (seen[0] in ("mutates_input", "updates_parameters", "changes_on_second_call"))
    assert (found.example is None) == found.right


def test_the_example_that_shows_it_is_told_with_its_place() -> None:
    """The first that is wrong."""
    wrong = example(X + 0.5)
    found = judge(Asked("dX", [example(), wrong]), ORDER)
    assert found.example is wrong
    assert found.place == "every entry is off by 0.5"


def test_a_later_call_that_is_wrong_with_a_new_object_too_is_a_wrong_value() -> None:
    """Its arrays are the reason, and not the second time."""

    def anew(answer: Any) -> Any:
        return lambda: iter([example(X), example(answer)])

    assert judge(Asked("dX", [example(later=AGAIN, anew=anew(X + 1))]), ORDER).symptom == "wrong_value"
    for later, answer in ((AGAIN, X), (AGAIN, None), ((), X + 1)):
        found = judge(Asked("dX", [example(later=later, anew=anew(answer))]), ORDER)
        assert found.symptom == ("changes_on_second_call" if later else None)
    wrong = judge(Asked("dX", [example(X.T), example(later=AGAIN, anew=anew(X + 1))]), ORDER)
    assert (wrong.symptom, len(wrong.examples)) == ("wrong_shape", 2)


def verdict(name: str, symptom: str | None, code: str | None = None) -> Verdict:
    return Verdict(name, [], symptom, code, example() if symptom else None)


CHARGED: dict[str, tuple[list[Verdict], list[str | None]]] = {
    "one": ([verdict("dW", "mutates_input")], ["mutates_input"]),
    "two of one method": (
        [verdict("dW", "changes_on_second_call"), verdict("dX", "mutates_input")],
        [None, "mutates_input"],
    ),
    "by the code, not by what was seen": (
        [verdict("dX", "mutates_input"), verdict("dW", "changes_on_second_call", "accumulates")],
        [None, "changes_on_second_call"],
    ),
    "the same of two, by the order of the answers": (
        [verdict("dX", "mutates_input"), verdict("dW", "mutates_input")],
        [None, "mutates_input"],
    ),
    "a wrong value stays": (
        [verdict("dW", "wrong_value"), verdict("dX", "mutates_input")],
        ["wrong_value", "mutates_input"],
    ),
    "of two methods": (
        [verdict("dW", "mutates_input"), verdict("other", "mutates_input")],
        ["mutates_input", "mutates_input"],
    ),
}


@pytest.mark.parametrize(("verdicts", "left"), CHARGED.values(), ids=CHARGED)
def test_a_method_pays_once_for_its_side_effects(verdicts: list[Verdict], left: list[str | None]) -> None:
    """The first by the order of the codes, then of the answers; the others are right."""
    found = charged(verdicts, [("dW", "dX")], ORDER)
    assert [one.symptom for one in found] == left
    assert [one.example is None and one.code is None for one in found if one.symptom is None] == [True] * left.count(
        None
    )
