"""Every tolerance, by name, with its reason: of the grader and of visible checks.

What honest code differs by was measured on right implementations: guards of 1e-7 in logs and divisions change the
value at ŷ = 0.01 by 1e-5 of it, float32 arithmetic by at most a few 1e-7 of the terms inside, order of summation by
1e-15. The mildest wrong implementation was off by 7.5e-4. ``AGREE`` lies between the two on a logarithmic scale.
"""

from __future__ import annotations

AGREE = 5e-5  # of Expected.scale; above what is the same (2e-5), below what is different (1e-3, on good inputs)
FLOAT32 = 4e-7  # of Expected.inside; a few roundings of float32 (6e-8 each) in terms that cancel
TERMS = 5.0  # the size of what stands inside the entries of a worked example: its numbers are chosen so

PROOF = 1e-6  # of a trial's largest entry; a formula gives the student's own numbers
PROOF_GUARDED = 2e-5  # of the entry; the same where the code has a guard: what counts as the same number
INFORMATIVE = 1e-4  # of a trial's largest entry; a formula further than this from the truth shows itself there

REBOUND = 0.02  # of the largest entry; a forward that is called again with slightly other inputs stores these
EXACT = 1e-9  # of the largest entry; an array is as it was (moved and moved back leaves rounding)
SAME = 1e-4  # relative; one number is another one, where a place or a factor is told and no points depend on it

ROUNDING = 2.0**-53  # half a unit in the last place of float64, relative
ANALYTIC = 45 * ROUNDING  # of the magnitudes; no difference quotient is this good, so nobody this good is suspected
DRIFT = 1e-10  # of the magnitudes; a formula's answer does not move at all when what it does not depend on grows
DRIFTED_AWAY = 1e-2  # of the magnitudes; no lost digits any more, but another answer
ROUGH = 64 * ROUNDING  # of the magnitudes; when inputs move in the last digits, most entries of a formula jump by 7
