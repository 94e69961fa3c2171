"""Which formulas give the student's own numbers, at every trial that was seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.judge.evidence import NO_NUMBERS, RAISES, Evidence, Form, form
from autograder.judge.predictions import KEPT_STACKS, Row, Table, may_be

NAN, INF = np.nan, np.inf
RAISED = Form(RAISES, NO_NUMBERS)
RIGHT = ([1.0, 2.0, -4.0], [3.0, 1.0])


def row(*values: Any, code: str = "wrong") -> Row:
    return Row(code, tuple(value if isinstance(value, Form) else form(np.array(value), False) for value in values))


def seen(*values: Any, used: Any = None) -> Evidence:
    return Evidence(row(*values).forms, np.ones(len(values), bool) if used is None else np.array(used))


MATCHES = {  # what the formula gives, what the student's code gives, atol, rtol: whether it is the same
    "the same": (([1, 2, 5.0], [3, 2.0]), ([1, 2, 5.0], [3, 2.0]), 0, 0, True),
    "another": (([1, 2, 5.0], [3, 2.0]), ([1, 2, 5.0], [3, 2.5]), 1e-6, 0, False),
    "near, by the largest of the trial": (([1, 2, 5.0], [3, 2.0]), ([1 + 4e-6, 2, 5.0], [3, 2.0]), 1e-6, 0, True),
    "not near enough": (([1, 2, 5.0], [3, 2.0]), ([1 + 6e-6, 2, 5.0], [3, 2.0]), 1e-6, 0, False),
    "not near by its own trial": (([1, 2, 50.0], [3, 2.0]), ([1, 2, 50.0], [3 + 4e-6, 2.0]), 1e-6, 0, False),
    "near, by the entry": (([1, 2, 5.0], [3, 2.0]), ([1 + 9e-6, 2, 5.0], [3, 2.0]), 0, 1e-5, True),
    "not near, by the entry": (([1, 2, 5.0], [3, 2.0]), ([1 + 11e-6, 2, 5.0], [3, 2.0]), 0, 1e-5, False),
    "both together": (([1, 2, 5.0], [3, 2.0]), ([1 + 14e-6, 2, 5.0], [3, 2.0]), 1e-6, 1e-5, True),
    "as far as may be": (([1, 2, 5.0], [3, 2.0]), ([2.25, 2, 5.0], [3, 2.0]), 0.25, 0, True),
    "NaN where NaN is": (([NAN, 2, 5.0], [3, 2.0]), ([NAN, 2, 5.0], [3, 2.0]), 0, 0, True),
    "NaN where a number is": (([1, 2, 5.0], [3, 2.0]), ([NAN, 2, 5.0], [3, 2.0]), 1e-6, 0, False),
    "a number where NaN is": (([NAN, 2, 5.0], [3, 2.0]), ([1, 2, 5.0], [3, 2.0]), 1e-6, 0, False),
    "infinity where it is": (([INF, 2, 5.0], [3, 2.0]), ([INF, 2, 5.0], [3, 2.0]), 0, 1e-5, True),
    "infinity of the other sign": (([INF, 2, 5.0], [3, 2.0]), ([-INF, 2, 5.0], [3, 2.0]), 1e-6, 1e-5, False),
    "infinity where a number is": (([INF, 2, 5.0], [3, 2.0]), ([1, 2, 5.0], [3, 2.0]), 1e-6, 1e-5, False),
    "another shape": (([1, 2, 5.0], [3, 2.0]), ([1, 2, 5.0], [[3, 2.0]]), 1e-6, 0, False),
    "an exception where one is": ((RAISED, [3, 2.0]), (RAISED, [3, 2.0]), 0, 0, True),
    "an exception where a number is": (([1, 2, 5.0], [3, 2.0]), (RAISED, [3, 2.0]), 0, 0, False),
    "exceptions alone": ((RAISED, RAISED), (RAISED, RAISED), 0, 0, False),
    "the right one at one trial of two": (([1, 2, -4.0], [3, 2.0]), ([1, 2, -4.0], [3, 2.0]), 1e-6, 0, False),
    "nearly the right one at one of two": (
        ([1, 2, -4 - 3e-4], [3, 2.0]),
        ([1, 2, -4 - 3e-4], [3, 2.0]),
        *(1e-6, 0, False),
    ),
    "told from the right one at both": (([1, 2, -4 - 5e-4], [3, 2.0]), ([1, 2, -4 - 5e-4], [3, 2.0]), 1e-6, 0, True),
    "NaN is told from the right one": (([1, 2, NAN], [3, 2.0]), ([1, 2, NAN], [3, 2.0]), 1e-6, 0, True),
    "a shape is told from the right one": (([[1, 2, -4.0]], [3, 2.0]), ([[1, 2, -4.0]], [3, 2.0]), 1e-6, 0, True),
}


@pytest.mark.parametrize(("gives", "given", "atol", "rtol", "same"), MATCHES.values(), ids=MATCHES)
def test_a_formula_is_proved_by_the_students_own_numbers(gives, given, atol, rtol, same):
    """At every trial, and at two or more where it can be told from the right one."""
    wrong = row(*gives)
    with np.errstate(invalid="ignore"):  # as the judge has it
        found = list(Table([wrong], row(*RIGHT)).matches(seen(*given), atol, rtol))
    assert found == ([wrong] if same else [])


def test_what_was_not_seen_proves_nothing_and_refutes_nothing():
    """A trial at which something else raised is left out, also where the formula gives another shape there."""
    wrong, other = row([1, 2, 5.0], [3, 2.0], [1.0]), row([1, 2, 5.0], [3, 2.0], [[2.0]])
    table = Table([wrong, other], row(*RIGHT, [7.0]))
    given = ([1, 2, 5.0], [3, 2.0], [9.0])
    assert list(table.matches(seen(*given, used=[True, True, False]), 0)) == [wrong, other]
    assert list(table.matches(seen(*given, used=[True, False, False]), 0)) == []
    assert list(table.matches(seen(*given, used=[False] * 3), 0)) == []
    assert list(table.matches(seen(*given), 0)) == []


def test_several_formulas_are_told_in_the_order_of_the_table():
    """Those that give the numbers, and no other one."""
    first, second, third = row([1, 2, 5.0], [3, 2.0]), row([1, 2, 6.0], [3, 2.0]), row([1, 2, 5.0], [3, 2.0], code="x")
    assert list(Table([first, second, third], row(*RIGHT)).matches(seen([1, 2, 5.0], [3, 2.0]), 0)) == [first, third]
    assert list(Table([], row(*RIGHT)).matches(seen([1, 2, 5.0], [3, 2.0]), 0)) == []


def test_a_table_answers_the_same_however_much_it_was_asked():
    """What it keeps from one question to the next is thrown away in time."""
    wrong, right = row(*[[1, 2, 5.0]] * 6), row(*[[1, 2, 4.0]] * 6)
    table = Table([wrong], right)
    for number in range(3 * KEPT_STACKS):
        used = [number >> place & 1 == 1 for place in range(6)]
        found = list(table.matches(seen(*[[1, 2, 5.0]] * 6, used=used), 0))
        assert found == ([wrong] if sum(used) >= 2 else [])
        assert len(table._stacks) <= KEPT_STACKS


TRUTH = row([1.0, 2.0, -4.0], [3.0, 1.0])
MULTIPLES = {  # what the student's code gives: the factor to the right answer, or None
    "twice": (([2, 4, -8.0], [6, 2.0]), 2.0),
    "the opposite": (([-1, -2, 4.0], [-3, -1.0]), -1.0),
    "a little": (([1e-3, 2e-3, -4e-3], [3e-3, 1e-3]), 1e-3),
    "nearly twice": (([2, 4 * (1 + 1e-5), -8.0], [6, 2.0]), 2.0),
    "not twice": (([2, 4 * (1 + 1e-4), -8.0], [6, 2.0]), None),
    "twice at one trial": (([2, 4, -8.0], [3, 1.0]), None),
    "the right answer": (([1, 2, -4.0], [3, 1.0]), None),
    "what passes for the right answer": (([1 + 1e-5, 2 + 2e-5, -4 - 4e-5], [3 + 3e-5, 1 + 1e-5]), None),
    "barely more than it": (([1.0001, 2.0002, -4.0004], [3.0003, 1.0001]), 1.0001),
    "nothing": (([0, 0, 0.0], [0, 0.0]), None),
    "NaN": (([2, 4, NAN], [6, 2.0]), None),
    "another shape": (([[2, 4, -8.0]], [6, 2.0]), None),
}


@pytest.mark.parametrize(("given", "factor"), MULTIPLES.values(), ids=MULTIPLES)
def test_one_constant_factor_is_proved_by_all_entries(given, factor):
    """Other than 0 and 1; within what code with a guard differs by."""
    found = list(Table([TRUTH], TRUTH).multiples(seen(*given)))
    assert [one for one, _ in found] == ([] if factor is None else [TRUTH])
    assert [size for _, size in found] == ([] if factor is None else [pytest.approx(factor, rel=1e-5)])


def test_each_trial_counts_alike_for_a_factor():
    """A trial of large numbers does not decide for one of small ones."""
    truth = row([1e6, 2e6], [1.0, 2.0])
    assert [size for _, size in Table([truth], truth).multiples(seen([2e6, 4e6], [2.0, 4.0]))] == [2.0]
    assert list(Table([truth], truth).multiples(seen([2e6, 4e6], [2.0, 4.001]))) == []


def test_a_factor_of_nothing_but_exceptions_is_none():
    """There is no number to be a multiple of."""
    none = row(RAISED, [3, 2.0])
    assert list(Table([none], TRUTH).multiples(seen(RAISED, RAISED))) == []
    empty = row(np.zeros(0), np.zeros((0, 2)))
    assert list(Table([empty], empty).multiples(seen(np.zeros(0), np.zeros((0, 2))))) == []


@pytest.mark.parametrize(
    ("predicted", "given", "possible"),
    [
        ([1.0, 2.0], [1.0, 3.0], True),  # the first entry alone is looked at
        ([1.0, 2.0], [1.0003, 4.0], True),
        ([1.0, 2.0], [1.0005, 4.0], False),
        ([1.0, 2.0], [2.0, 2.0], False),
        ([1.0, 2.0], [NAN, 2.0], True),  # False is certain, and True is not
        ([1.0, 2.0], [[1.0, 2.0]], False),
        ([], [], True),
    ],
)
def test_a_quick_look_excludes_what_cannot_be(predicted, given, possible):
    """By what the answers are, and their first entries."""
    assert may_be(row(predicted).forms[0], row(given).forms[0]) == possible


def test_each_kind_of_answer_is_told_from_an_exception():
    """However many kinds there are, where no formula of the table raises."""
    rows = [row(*[np.ones(size)] * 2) for size in range(1, 6)]
    table = Table(rows, row(*RIGHT))
    for one in rows:
        assert list(table.matches(Evidence(one.forms, np.ones(2, bool)), 0)) == [one]
