"""The words for mistakes: the one catalogue that visible checks, reports and feedback take them from.

``MESSAGES`` has a sentence or two for every mistake with a name; where two mistakes give the same numbers the first one
here is the one that is named. ``SYMPTOMS`` has the words for what was seen where no mistake could be proved. Whoever
writes them out adds what is known beside them: shapes, the worst entry, the line of the cell.
"""

from gradcheck import words as general
from gradcheck.words import FIRST, GENERAL

MESSAGES: dict[str, str] = {
    **FIRST,
    "missing_mean": (
        "The values are m times too large: they are summed over the samples, but never divided by their number. "
        "Look at where 1/m stands in the formulas of dW and db."
    ),
    "extra_mean": (
        "The values are divided by the number of samples (or of entries) where nothing is averaged. A gradient "
        "that is handed on belongs to each sample's own loss; 1/m stands in dW and db alone."
    ),
    "hardcoded_batch_size": (
        "The result is right for one number of samples only. Take m from the shape of the arrays that arrive in "
        "place of a number written into the code."
    ),
    "wrong_divisor": (
        "The sum is divided by the wrong count. The mean is taken over samples, and samples are columns: look at "
        "which entry of the shape says how many there are."
    ),
    "missing_transpose": (
        "A matrix product is taken without the transpose that belongs there. Write the shapes of both factors "
        "beside the formula: the inner numbers must meet, and the result has the shape of what it is the "
        "gradient of."
    ),
    "elementwise_product": (
        "Entries are multiplied one by one where a matrix product belongs. In numpy * works entry by entry; the "
        "product of matrices, which sums, is @."
    ),
    "matrix_product": (
        "A matrix product is taken where entries should be multiplied one by one. The star in the formula is "
        "elementwise: every entry meets the entry at its own place."
    ),
    "transposed": (
        "The matrix is turned over: rows and columns are exchanged. A gradient has the very shape of what it is the "
        "gradient of."
    ),
    "uses_output_as_input": (
        "The output Z is used where the input of the layer belongs. Look at what forward has stored, and at "
        "which of the two the formula of dW asks for."
    ),
    "lost_keepdims": (
        "One dimension is lost: db has the shape (n,) where b has (n, 1). Look at what the reduction does with the "
        "axis that it sums over."
    ),
    "wrong_axis": (
        "The mean runs over the wrong axis: features are reduced where samples should be. Samples are columns, "
        "and every unit of the layer keeps a number of its own."
    ),
    "mean_over_everything": (
        "All entries are reduced to one number. Only the samples are averaged: every unit of the layer keeps its "
        "own entry of db."
    ),
    "not_averaged": (
        "dZ itself is used as the gradient of b. It still holds one column for each sample; b is shared by all of them."
    ),
    "one_sample_only": "Only one of the samples is used. Every column of the batch has its share in the gradient.",
    "accumulates": GENERAL["accumulates"],
    "attribute_not_set": GENERAL["attribute_not_set"],
    "updates_parameters": (
        "W or b is changed inside backward. Backward only finds gradients; the step that changes parameters "
        "comes later, outside of the layer."
    ),
    "output_formula_on_z": (
        "The formula that is meant for the output g(Z) is used on Z itself. The slides write the derivative with "
        "the help of the function's value: that has to be computed from Z first."
    ),
    "evaluated_at_output": (
        "The derivative is taken at the output g(Z). It belongs at Z, the value that went into the activation."
    ),
    "derivative_at_upstream": (
        "The derivative is taken at dA. The gradient that arrives says nothing about where the activation was: "
        "look at what forward has stored."
    ),
    "upstream_dropped": (
        "The gradient that arrives has no effect on the result: g′(Z) is returned alone. By the chain rule dA "
        "has its part in dZ."
    ),
    "returns_activation": (
        "The activation's own value g(Z) stands where its derivative g′(Z) belongs. Look at which of the two "
        "functions is asked for."
    ),
    "other_activation": (
        "This is the derivative of another activation. Compare the class that you are in with the formula that "
        "you took."
    ),
    "missing_square": "A square is missing: compare your formula with the one above, term by term.",
    "alpha_times_z": (
        "For z ≤ 0 the result is αz, which is the value of LeakyReLU. Its slope there is what is asked for, and "
        "it is the same for every such z."
    ),
    "hardcoded_alpha": (
        "The slope for z ≤ 0 is a fixed number. It belongs to the layer, which may have been made with another "
        "α: look at what the constructor stores."
    ),
    "sign_inside": (
        "A sign inside the formula is wrong: part of the values is right, or right for the other sign of z. "
        "Compare your formula with the one above, sign by sign."
    ),
    "missing_factor_two": (
        "The values are half of what they should be: the 2 that comes down from the square is missing."
    ),
    "missing_minus": (
        "The minus in front of the formula is missing: values have the opposite sign. Look at the logarithm of a "
        "number between 0 and 1, and at what its derivative brings along."
    ),
    "missing_term": (
        "One of the two terms is missing: samples of one label are right, those of the other are not. One term "
        "speaks for y = 1, the other for y = 0."
    ),
    "term_sign": (
        "One of the two terms has the wrong sign: samples of one label are right, those of the other have the "
        "opposite sign. Look at what happens to the sign of 1 − a."
    ),
    "swapped_denominators": (
        "The two denominators are exchanged. Look at which of ŷ and 1 − ŷ belongs to y, and which to 1 − y."
    ),
    "wrong_log_base": (
        "The values are off by the constant between two logarithms. ln is the natural one: look at the base of "
        "the function that you call."
    ),
    "fused_with_sigmoid": (
        "This is the derivative through a sigmoid as well, with respect to z. A loss's backward ends at ŷ: the "
        "activation that comes before it has its own backward."
    ),
    "operator_precedence": (
        "The formula is computed in another order than it is written on paper: division and multiplication come "
        "before plus and minus, and a function ends where its bracket closes. Look at the brackets."
    ),
    "clipped_too_hard": (
        "Predictions near 0 or 1 give wrong values: they are clipped, or a number is added, too strongly. A "
        "guard against log(0) must be so small that it changes no value that matters."
    ),
    "returns_mean": (
        "A mean or a sum is returned where every element's own value belongs. The result has the shape of ŷ; "
        "averaging is the task of cost."
    ),
    "sum_instead_of_mean": (
        "The cost is summed over the samples and not averaged: it grows with the size of the batch. Look at 1/m "
        "in the formula of J."
    ),
    "mean_over_outputs": (
        "The cost is averaged over the outputs as well. A sample's loss is the sum over its outputs; only "
        "samples are averaged."
    ),
    "wrong_order": (
        "The layers are walked forwards. The gradient starts at the output, so the last layer comes first."
    ),
    "not_chained": (
        "Every layer is handed the same gradient. What one layer's backward returns is what the layer before it needs."
    ),
    "skips_last_layer": (
        "The last layer is left out: its backward is never called. Look at where the walk through the layers starts."
    ),
    "skips_first_layer": (
        "The first layer is left out: its backward is never called. Look at where the walk through the layers ends."
    ),
    "stops_early": (
        "The walk ends after one layer. Look at where the loop ends: at return or break, and how far it is indented."
    ),
    "hardcoded_depth": (
        "The result is right for some numbers of layers only. A net may have any depth: let the list of layers decide."
    ),
    "numeric_instead_of_backprop": GENERAL["numeric_instead_of_backprop"],
    "negated": GENERAL["negated"],
    "swapped_arguments": (
        "ŷ and y are exchanged: the prediction is used where the label belongs. Look at the order of the arguments."
    ),
    "off_by_factor": GENERAL["off_by_factor"],
    "mutates_input": GENERAL["mutates_input"],
    "changes_on_second_call": GENERAL["changes_on_second_call"],
    "returns_none": GENERAL["returns_none"],
    "wrong_type": GENERAL["wrong_type"],
    "wrong_shape": (
        "The result has the wrong shape. Compare with the table of shapes above, and print the shapes of what "
        "you combine."
    ),
    "not_finite": GENERAL["not_finite"],
    "exception": GENERAL["exception"],
}
"""Mistakes with a name: code → what was seen, and what to look at."""

SYMPTOMS: dict[str, str] = {
    **general.SYMPTOMS,
    "wrong_shape": MESSAGES["wrong_shape"],
    "missing_part": (
        "A layer was handed no gradient at all: its backward was not called. Look at which layers your walk reaches."
    ),
    "handed_twice": (
        "A layer's backward is called more than once in a single walk. Each layer is handed its gradient once: keep "
        "what it returns under a name, and print or use that."
    ),
    "gradients_not_kept": (
        "The layer does not hold the dW and db that its own backward has set: your walk changes, replaces or "
        "clears them, or calls backward on a copy of the layer. Only call backward, and hand on what it "
        "returns."
    ),
}
"""What was seen, where no mistake is proved: symptom → words."""
