"""The words that belong to no assignment: whole sentences, one for each code and symptom."""

from __future__ import annotations

import re

import pytest

from gradcheck.words import FIRST, GENERAL, SYMPTOMS, catalogue

CODES = (
    *("accumulates", "attribute_not_set", "updates_parameters", "negated", "off_by_factor", "mutates_input"),
    *("changes_on_second_call", "returns_none", "wrong_type", "wrong_shape", "not_finite", "exception"),
    "numeric_instead_of_backprop",
)
SEEN = (
    *("not_implemented", "wrong_shape", "wrong_type", "not_finite", "returns_none", "exception", "attribute_not_set"),
    *("wrong_value", "missing_part", "own_forward", "side_effect", "not_made", "missing", "timed_out", "killed"),
)


def test_the_general_codes_have_their_order() -> None:
    """The specific before the general: of two with the same numbers the first is named."""
    assert tuple(GENERAL) == CODES
    assert tuple(SYMPTOMS) == SEEN
    assert tuple(FIRST) == ("not_implemented",)


@pytest.mark.parametrize("words", [*GENERAL.values(), *SYMPTOMS.values()])
def test_words_are_whole_sentences(words: str) -> None:
    """They begin with a capital, end with a point, and hold single blanks and no mark to fill."""
    assert re.fullmatch(r"[A-Z][^{}\n]*[a-z]\.", words)
    assert "  " not in words
    assert not re.search(r"[a-z.:,][A-Z]", words.replace("NaN", "").replace("NotImplementedError", ""))


def test_an_assignments_own_words_come_first() -> None:
    """Behind what is not written yet; where it has words of its own for a general code, these and their place hold."""
    made = catalogue({"mine": "Mine.", "negated": "Turned."})
    assert list(made)[:3] == ["not_implemented", "mine", "negated"]
    assert made["negated"] == "Turned."
    assert list(made)[3:] == [code for code in CODES if code != "negated"]
    assert made["exception"] == GENERAL["exception"]
