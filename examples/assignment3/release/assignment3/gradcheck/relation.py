"""How an answer lies to what is right, where no part, factor or operand tells: rounded, other sums, a sample
without effect, too large here and too small there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gradcheck.compare import agree, differs
from gradcheck.example import Example
from gradcheck.parts import masks
from gradcheck.tolerance import EXACT

Pairs = Sequence[tuple[Example, np.ndarray]]  # the examples, each with the student's numbers, of the right shape


def unfinite(known: Pairs) -> str:
    """Where NaN or infinity stands."""
    bad = [~np.isfinite(answer) for _, answer in known]
    if not any(each.any() for each in bad):
        return ""
    words = next((words for words, where in _common(known) if _same_entries(where, bad)), "")
    kind = "NaN" if any(np.isnan(answer).any() for _, answer in known) else "infinite"
    return f"yours is {kind} {f'where {words}' if words else 'in some places: log and division need a look'}"


def rounded(known: Pairs, wrong: Pairs) -> str:
    """The right values, with fewer digits."""
    for digits in range(4):
        ways = ((np.round, "rounded"), (np.trunc, "cut off"), (np.floor, "rounded down"))
        for way, words in ways:
            made = [way(one.truth * 10**digits + 0.0) / 10**digits for one, _ in wrong]
            if all(np.abs(answer - each).max(initial=0) < EXACT for (_, answer), each in zip(wrong, made, strict=True)):
                to = f"to {digits} digit{'s' if digits > 1 else ''} behind the point" if digits else "to a whole number"
                return f"yours is the right value, {words} {to}"
    return ""


def summed(known: Pairs, wrong: Pairs) -> str:
    """Sums along an axis that are all 0, or all 1, where the answer is right, and are not in the student's."""
    for axis, words in ((0, "column"), (1, "row")):
        for total in (0.0, 1.0):
            sums = [(one.truth.sum(axis), answer.sum(axis)) for one, answer in wrong if one.truth.ndim == 2]
            right, yours = (all(agree(pair[k], 0 * pair[0] + total) for pair in sums) for k in (0, 1))
            if sums and right and not yours:
                return f"every {words} of the right one sums to {total:g}, yours do not"
    return ""


def unheard(known: Pairs, wrong: Pairs) -> str:
    """A sample, of an operand that has one a column, without effect where it should have one."""
    for one, answer in wrong:
        m = one.samples
        if m < 2 or one.right_at is None:
            continue
        for name in one.operands:
            array = one.given[name]
            if np.ndim(array) != 2 or array.shape[1] != m:
                continue
            for k in range(m):
                twice = np.where(np.arange(m) == k, 2.0, 1.0) * array
                again, right = one.asked(**{name: twice}), one.right_at({**one.given, name: twice})
                if again is not None and agree(again, answer) and not agree(right, one.truth):
                    return f"sample {k + 1} of {m} of {name} has no effect on yours"
    return ""


def uneven(known: Pairs, wrong: Pairs) -> str:
    """Too large in one part of the entries and too small in the rest, or too large or too small everywhere."""
    over = [answer > one.truth for one, answer in wrong]
    off = [differs(answer, one.truth) for one, answer in wrong]
    wide = [np.abs(answer) > np.abs(one.truth) for one, answer in wrong]
    sides = [
        (np.concatenate([side[bad] for side, bad in zip(each, off, strict=True)]), words)
        for each, words in ((over, ("large", "small")), (wide, ("far from 0", "near to 0")))
    ]
    for flat, (more, less) in sides:
        if flat.all() or not flat.any():
            return f"every wrong entry of yours is too {more if flat.all() else less}"
    for flat, (more, less) in sides:
        for words, where in _common(wrong):
            inside = np.concatenate([part[bad] for part, bad in zip(where, off, strict=True)])
            if np.array_equal(inside, flat) or np.array_equal(inside, ~flat):
                first, then = (more, less) if np.array_equal(inside, flat) else (less, more)
                return f"yours is too {first} where {words}, too {then} elsewhere"
    return ""


def _common(pairs: Pairs) -> Iterator[tuple[str, list[np.ndarray]]]:
    """Parts that can be said of some example, each with the entries in all of them."""
    found = [dict(masks(one)) for one, _ in pairs]
    for words in dict.fromkeys(words for each in found for words in each):
        nothing = [np.zeros(one.truth.shape, bool) for one, _ in pairs]
        yield words, [each.get(words, none) for each, none in zip(found, nothing, strict=True)]


def _same_entries(where: Sequence[np.ndarray], bad: Sequence[np.ndarray]) -> bool:
    return all(np.array_equal(part, entries) for part, entries in zip(where, bad, strict=True))
