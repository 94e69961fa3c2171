"""Words for what may happen in any exercise: the general codes, and what was seen where no mistake is proved."""

from __future__ import annotations

FIRST = {"not_implemented": "Nothing is written here yet. Replace the line that raises with your own code."}

GENERAL = {
    "accumulates": (
        "The gradient of the last call is added to. Every call starts anew: assign, in place of adding to "
        "what is there."
    ),
    "attribute_not_set": "This is never set. Look at the name that the text asks for: self, a dot, and the name.",
    "updates_parameters": "The layer's parameters are changed inside this method, which should only compute gradients.",
    "negated": "Every value has the opposite sign.",
    "off_by_factor": "All values are off by one constant factor. Look at what you divide or multiply by.",
    "mutates_input": (
        "The arrays that were given, or stored by forward, are changed. Whoever gave them still needs them as "
        "they were."
    ),
    "changes_on_second_call": (
        "Called again, this answers differently. Look for what is kept from one call to the next."
    ),
    "returns_none": "Something is computed, but nothing is returned. The last line has to begin with return.",
    "wrong_type": "The result is no array of numbers. Look at what is returned: one array, no tuple, no list.",
    "wrong_shape": "The result has another shape than asked for. Write the shapes beside your formula.",
    "not_finite": "There are numbers here that are none: NaN or infinity. Look for a division by zero or an overflow.",
    "exception": "Your code raised an exception, so there is nothing to compare.",
    "numeric_instead_of_backprop": (
        "The values are right, but look as if found by finite differences. Find them by the formula."
    ),
}

SYMPTOMS = {
    **FIRST,
    **{code: GENERAL[code] for code in ("wrong_shape", "wrong_type", "not_finite", "returns_none", "exception")},
    "attribute_not_set": GENERAL["attribute_not_set"],
    "wrong_value": "The values are wrong. Compare the entry below with the formula, and compute it once by hand.",
    "missing_part": "A part of the answer is missing.",
    "own_forward": (
        "This fits what your own forward computes, but that forward is another function than the one asked for."
    ),
    "side_effect": "The values are right, but something else is changed on the way that should stay as it was.",
    "not_made": "An object of this class could not be made, so nothing could be checked. Look at its constructor.",
    "missing": (
        "This class or method does not exist. Look for a changed name, or take the cell again from the assignment."
    ),
    "timed_out": "This did not come to an end in time. Look for a loop that never ends.",
    "killed": "The process that ran this was stopped.",
}
