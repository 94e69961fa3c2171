"""Words for what may happen in any exercise: the general codes, and what was seen where no mistake is proved."""

from __future__ import annotations

from collections.abc import Mapping

FIRST = {
    "not_implemented": (
        "Nothing is written here yet. Replace the line with NotImplementedError (or pass) with your own code."
    )
}

GENERAL = {
    "accumulates": (
        "The gradient is added to that of the last call. Each call of backward overwrites it: compute it from"
        " this call's arrays alone."
    ),
    "attribute_not_set": (
        "After backward the layer's gradient is still not set. A local variable is gone when the method ends:"
        " the result belongs into the layer's attribute."
    ),
    "updates_parameters": (
        "The layer's parameters are changed inside this method, which should only compute gradients."
    ),
    "negated": (
        "All values have the opposite sign. Look for a minus that is missing, or one too many, or for a "
        "difference taken the wrong way round."
    ),
    "off_by_factor": (
        "All values are off by one and the same constant factor. The form of your formula is right: look for "
        "a number in it that is too much or missing."
    ),
    "mutates_input": (
        "An array that was passed in or stored by forward is changed on the way. It still belongs to somebody"
        " else: work on a copy, or make a new array."
    ),
    "changes_on_second_call": (
        "The first answer is right, but when the object is used again, with the same or with other arrays, "
        "the answer is wrong. Look for something that is kept from call to call."
    ),
    "returns_none": (
        "Something is computed, but nothing is returned: Python then gives None. Look at the last line of the method."
    ),
    "wrong_type": (
        "The result is no numpy array of numbers. Look at what is returned: one array, no tuple, no list, no text."
    ),
    "wrong_shape": ("The result has the wrong shape. Write the shapes of what you combine beside your formula."),
    "not_finite": (
        "The result holds NaN or infinity. Look for a division by zero, a logarithm of zero, or an "
        "exponential that is too large."
    ),
    "exception": ("Your code stops with an error. Look at the line that is named, and at the values that reach it."),
    "numeric_instead_of_backprop": (
        "The values are right, but they are found by finite differences: by moving every entry and running "
        "forward again. That is how a gradient is checked; backpropagation gets it in a single walk."
    ),
}
"""Codes that any check may get, in the order that decides between formulas with the same numbers."""

SYMPTOMS = {
    **FIRST,
    **{code: GENERAL[code] for code in ("wrong_shape", "wrong_type", "not_finite", "returns_none", "exception")},
    "attribute_not_set": GENERAL["attribute_not_set"],
    "wrong_value": ("The values are wrong. Compare the entry below with the formula, and compute it once by hand."),
    "missing_part": "A part of the answer is missing.",
    "own_forward": (
        "This is the derivative of what your own forward computes, but that forward is another function than "
        "the one asked for. Compare forward with the formula above."
    ),
    "side_effect": ("The values are right, but something else is changed on the way that should stay as it was."),
    "not_made": (
        "An object of this class could not be made, so nothing could be checked. Look at the class as a "
        "whole, and at its constructor."
    ),
    "missing": (
        "This class or method does not exist. Look for a changed name, or take the cell again from the assignment."
    ),
    "timed_out": ("Your code did not end in time. Look for a loop that never ends, or one that runs far too often."),
    "killed": ("Your code was stopped: it ended the program, or used more memory or output than there is."),
}
"""What was seen, where no mistake is proved: symptom → words."""


def catalogue(messages: Mapping[str, str]) -> dict[str, str]:
    """An assignment's own words for mistakes, with the general ones behind them."""
    return {**FIRST, **messages, **{code: GENERAL[code] for code in GENERAL if code not in messages}}
