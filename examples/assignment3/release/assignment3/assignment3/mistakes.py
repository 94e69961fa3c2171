"""The words for mistakes, in the order that decides between formulas with the same numbers."""

MESSAGES = {
    "missing_mean": "The sum over the samples is never divided by their number. Parameters' gradients are means.",
    "extra_mean": (
        "This is divided by the number of samples. A gradient that is handed on belongs to each sample's own loss."
    ),
    "wrong_axis": (
        "The sum runs along the wrong axis. Samples are columns: axis 0 goes over classes, axis 1 over samples."
    ),
    "sum_over_everything": (
        "All entries together sum to 1. Every column is a sample of its own, and has to sum to 1 itself."
    ),
    "not_normalised": "These are exponentials only: divide each column by its sum, so that it sums to 1.",
    "mean_instead_of_sum": "This divides by the column's mean. Divide by its sum, so that every column sums to 1.",
    "no_exponential": (
        "Scores are divided by their sum. Take e to the power of the scores first, which is always positive."
    ),
    "sigmoid_instead": (
        "This is the sigmoid, entry by entry. In softmax the scores of one column compete: look at its sum."
    ),
    "wrong_sign": "The largest score gets the smallest probability. Look at the sign in the exponent.",
    "returns_log": "This is the logarithm of the probabilities. The text asks for the probabilities themselves.",
    "missing_minus": "The loss is negative. ln of a probability is below zero; the minus makes a loss of it.",
    "returns_mean": "One number for the batch. The text asks for a loss a sample, of shape (1, m).",
    "lost_keepdims": "A dimension is lost. Look at keepdims: arrays keep two dimensions here, always.",
    "not_summed": "The entries are not summed over the classes. Every sample has one loss.",
    "binary_terms": "The term with 1 - Y belongs to yes-or-no labels. Here only the label's own class counts.",
    "wrong_log_base": "This is a logarithm of another base. ln is np.log.",
    "gradient_of_softmax_input": (
        "This is the derivative with respect to the probabilities. Go one step further, through softmax to Z."
    ),
    "labels_dropped": "The labels play no part. Where the label is 1, a higher score lowers the loss.",
    "scores_instead_of_softmax": "Scores are set against labels. Set probabilities against them: softmax of Z.",
    "extra_factor": (
        "One slope too many: softmax and logarithm together are simpler than either alone. Derive the two at once."
    ),
    "input_instead_of_normed": "X is used where the normalised values belong. gamma multiplies those.",
    "output_instead_of_normed": (
        "The output Y is used where the normalised values belong. gamma multiplies those, before beta."
    ),
    "statistics_held_constant": (
        "Mean and variance are taken for constants. They depend on X too: two more paths lead back to it."
    ),
    "gamma_dropped": "gamma is missing. It multiplies the normalised values, so it multiplies their gradient as well.",
    "mean_path_only": "The path through the variance is missing. sigma depends on X as well.",
    "variance_path_only": (
        "The path through the mean is missing. Adding the same to all samples changes nothing: dX sums to 0."
    ),
    "not_divided_by_std": "The division by the standard deviation is missing: forward divides, so backward does too.",
}
