"""The catalogue has words for every mistake with a name, in the order that decides between them."""

from __future__ import annotations

import re

import pytest

from assignment2.mistakes import MESSAGES, SYMPTOMS

CODES = [
    "not_implemented",
    "missing_mean",
    "extra_mean",
    "hardcoded_batch_size",
    "wrong_divisor",
    "missing_transpose",
    "elementwise_product",
    "matrix_product",
    "transposed",
    "uses_output_as_input",
    "lost_keepdims",
    "wrong_axis",
    "mean_over_everything",
    "not_averaged",
    "one_sample_only",
    "accumulates",
    "attribute_not_set",
    "updates_parameters",
    "output_formula_on_z",
    "evaluated_at_output",
    "derivative_at_upstream",
    "upstream_dropped",
    "returns_activation",
    "other_activation",
    "missing_square",
    "alpha_times_z",
    "hardcoded_alpha",
    "sign_inside",
    "missing_factor_two",
    "missing_minus",
    "missing_term",
    "term_sign",
    "swapped_denominators",
    "wrong_log_base",
    "fused_with_sigmoid",
    "operator_precedence",
    "clipped_too_hard",
    "returns_mean",
    "sum_instead_of_mean",
    "mean_over_outputs",
    "wrong_order",
    "not_chained",
    "skips_last_layer",
    "skips_first_layer",
    "stops_early",
    "hardcoded_depth",
    "numeric_instead_of_backprop",
    "negated",
    "swapped_arguments",
    "off_by_factor",
    "mutates_input",
    "changes_on_second_call",
    "returns_none",
    "wrong_type",
    "wrong_shape",
    "not_finite",
    "exception",
]


def test_the_codes_and_their_order() -> None:
    """The catalogue holds exactly these mistakes, in this order."""
    assert list(MESSAGES) == CODES


@pytest.mark.parametrize("words", [*MESSAGES.values(), *SYMPTOMS.values()], ids=[*MESSAGES, *SYMPTOMS])
def test_words_are_sentences_without_code(words: str) -> None:
    """One to three short sentences, nothing to fill in, and no line of a solution."""
    assert re.fullmatch(r"\S.*[.]", words)
    assert len(words) <= 260
    assert len(re.findall(r"[.](?: |$)", words)) <= 3
    assert not re.search(r"[{}<>]|np\.|\.T\b|axis=|keepdims|\bself\.|return [a-z_]+ [@*]", words)


@pytest.mark.parametrize("symptom", ["wrong_value", "side_effect", "not_made", "missing", "timed_out", "killed"])
def test_what_has_no_name_has_words_too(symptom: str) -> None:
    """What can be seen without a proved mistake is in the second table."""
    assert symptom in SYMPTOMS
