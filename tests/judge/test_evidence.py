"""Answers in the form in which formulas are compared with them, and which of them are evidence at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Check, Trial
from autograder.judge.evidence import RAISES, evidence, form, predicted
from autograder.worker.calls import Answer, Call, Make, Opaque, Raised, Reply

FORMS = {  # a value, whether it is one of many parts: its kind, its numbers
    "an array": (np.array([[1, 2]]), False, ("shape", 1, 2), [1, 2]),
    "a number": (3, False, ("shape",), [3]),
    "nothing": (None, False, ("none",), []),
    "text": ("x", False, ("type", "str"), []),
    "what could not cross": (Opaque("set"), False, ("type", "set"), []),
    "a list that should be an array": ([1.0], False, ("type", "list"), []),
    "parts": ([np.ones(2), None], True, ("parts", ("shape", 2), ("none",)), [1, 1]),
    "parts in a tuple": ((1.0, np.ones(1)), True, ("parts", ("shape",), ("shape", 1)), [1, 1]),
    "no parts": ([], True, ("parts",), []),
    "a list within parts": ([[1.0]], True, ("parts", ("type", "list")), []),
    "an array that should be parts": (np.ones(1), True, ("shape", 1), [1]),
}


@pytest.mark.parametrize(("value", "several", "kind", "numbers"), FORMS.values(), ids=FORMS)
def test_an_answer_is_its_kind_and_its_numbers(value: Any, several: bool, kind: Any, numbers: Any) -> None:
    """Shapes, types and parts are told apart before any number is compared."""
    found = form(value, several)
    assert (found.kind, found.numbers.tolist()) == (kind, numbers)


@pytest.mark.parametrize("error", [ValueError, TypeError, IndexError, ZeroDivisionError, AttributeError, OverflowError])
def test_a_formula_may_raise_as_the_students_code_would(error: type[Exception]) -> None:
    """That is its answer; what no student's code raises is a fault of ours."""

    def raising() -> Any:
        raise error

    assert predicted(raising, False).kind == RAISES
    with pytest.raises(KeyError):
        predicted(lambda: {}["x"], False)


def test_a_formula_is_read_as_parts_where_there_are_several() -> None:
    """As an answer is."""
    assert predicted(lambda: [1.0], True).kind == ("parts", ("shape",))


RAISED = Raised("ValueError")
EVIDENCE = {  # replies, the graded step, whether the answer is returned: its kind, whether it is to be explained
    "an answer": ([Reply(1.0)], 0, True, ("shape",), True),
    "that of the graded step": ([Reply("x"), Reply(1.0)], 1, True, ("shape",), True),
    "none": ([], 0, True, RAISES, False),
    "none of the graded step": ([Reply(1.0)], 1, True, RAISES, False),
    "an exception": ([Reply(raised=RAISED)], 0, True, RAISES, True),
    "an exception, and a value": ([Reply(1.0, RAISED)], 0, True, RAISES, True),
    "set, then an exception": ([Reply(1.0, RAISED)], 0, False, ("shape",), True),
    "an exception before anything was set": ([Reply(None, RAISED)], 0, False, RAISES, False),
    "nothing was set": ([Reply(None)], 0, False, ("none",), True),
}


@pytest.mark.parametrize(("replies", "graded", "returned", "kind", "seen"), EVIDENCE.values(), ids=EVIDENCE)
def test_what_a_reply_is_evidence_of(replies: Any, graded: int, returned: bool, kind: Any, seen: bool) -> None:
    """What is returned after an exception does not exist; what was set before one does; else nothing is seen."""
    read: Callable[[Reply], Any] = lambda reply: reply.value  # noqa: E731
    trial = Trial(Call(Make("F"), ()), None, {}, graded=graded)
    found = evidence(Check("slope", 1.0, "slope", read, returned), [trial], [Answer(tuple(replies))], False)
    assert ([each.kind for each in found.forms], found.seen.tolist()) == ([kind], [seen])
