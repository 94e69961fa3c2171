"""Every tolerance of the judge, by name, with its reason.

What honest code differs by was measured on right implementations: guards of 1e-7 in logs and divisions change the value at
ŷ = 0.01 by 1e-5 of it, float32 arithmetic by at most a few 1e-7 of the terms inside, order of summation by 1e-15. The
mildest wrong implementation was off by 7.5e-4. A limit between the two, on a logarithmic scale, is ``AGREE``.
"""

from __future__ import annotations

AGREE = (
    5e-5  # of Expected.scale: above what is the same (2e-5), below what is different (1e-3, on well-conditioned inputs)
)
FLOAT32 = 4e-7  # of Expected.inside: a few roundings of float32 (6e-8 each) in terms that cancel

PROOF = 1e-6  # of an entry's scale: a formula gives the student's own numbers
PROOF_GUARDED = 2e-5  # the same, for code with a guard: what counts as the same number
INFORMATIVE = 1e-3  # of the scale: a formula that is further than this from the truth shows itself at a point

EXACT = 1e-9  # of the largest entry: an array that was passed in is as it was (moved and moved back leaves rounding)

ROUNDING = 2.0**-53  # half a unit in the last place of float64, relative
ANALYTIC_ERROR = 45 * ROUNDING  # of the scale: no difference quotient is this good, so nobody this good is suspected
ROUGH = 64 * ROUNDING  # of the scale: a formula's answer is smoother than this when its inputs move in the last digits
