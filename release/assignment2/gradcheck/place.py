"""Where an answer is wrong, told from the numbers alone: which axis, factor, sign, operand or entries.

No formula of an answer is needed for that: what is right at the example is known by measuring, and what the student's
code does with other operands is asked of the code itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gradcheck.causes import multiple
from gradcheck.compare import agree, as_numbers, differs
from gradcheck.example import Example
from gradcheck.parts import masks
from gradcheck.quantities import differences, factors
from gradcheck.relation import Pairs, rounded, summed, uneven, unfinite, unheard
from gradcheck.tolerance import EXACT, SAME


def place(symptom: str, examples: Sequence[Example], example: Example) -> str:
    """A sentence that says where the answers are wrong; empty where nothing is found that holds for all of them."""
    if symptom == "wrong_shape":
        return _axis(example)
    if symptom == "changes_on_second_call":
        return f"wrong when it is {example.later_wrong}" if example.later_wrong else ""
    if symptom not in ("wrong_value", "not_finite"):
        return ""
    pairs = [(one, one.numbers) for one in examples if one.error is None]
    known: Pairs = [(one, answer) for one, answer in pairs if answer is not None and answer.shape == one.truth.shape]
    wrong = [(one, answer) for one, answer in known if not agree(answer, one.truth)]
    with np.errstate(all="ignore"):
        if symptom == "not_finite":
            return unfinite(known)
        return next((said for look in LOOKS if wrong and (said := look(known, wrong))), "")


def _axis(example: Example) -> str:
    """Which axis of the right shape is gone, turned or reduced."""
    answer, right = example.numbers, example.truth.shape
    if answer is None:
        return ""
    shape = answer.shape
    names = ("rows (axis 0)", "samples (axis 1)")
    if len(right) == 2 and shape == right[::-1]:
        return "rows and columns are exchanged"
    if len(shape) == len(right) == 2:
        other = [name for name, ours, theirs in zip(names, shape, right, strict=True) if ours != theirs]
        return f"look at the {' and at the '.join(other)}"
    if len(shape) > len(right):
        return f"there are {len(shape)} axes where {len(right)} belong"
    if not shape:
        return "all axes are reduced: one number is left"
    if len(shape) == 1 and len(right) == 2:
        kept = [name for name, length in zip(names, right, strict=True) if length == shape[0]]
        return f"only one axis is left{', that of the ' + kept[0] if len(kept) == 1 else ''}"
    return ""


def _off(pairs: Pairs) -> list[np.ndarray]:
    return [differs(answer, one.truth) for one, answer in pairs]


def _where(known: Pairs, wrong: Pairs) -> str:
    """All that is wrong lies in one part of the entries, and most of that part is wrong; with the sign, if it is that.

    Of several parts the smallest is said.
    """
    off = _off(known)
    if sum(each.sum() for each in off) == sum(each.size for each in off):
        return ""
    found: list[tuple[int, str]] = []
    said = [dict(masks(one)) for one, _ in known]
    for words in said[0]:
        parts = [each.get(words, np.zeros(one.truth.shape, bool)) for each, (one, _) in zip(said, known, strict=True)]
        inside = sum(int(part.sum()) for part in parts)
        if inside == sum(part.size for part in parts):
            continue
        if any((bad & ~part).any() for bad, part in zip(off, parts, strict=True)):
            continue
        if inside > 0 and sum(int((bad & part).sum()) for bad, part in zip(off, parts, strict=True)) >= 0.6 * inside:
            found.append((inside, words))
    if not found:
        return ""
    words = min(found)[1]
    parts = [each.get(words, np.zeros(one.truth.shape, bool)) for each, (one, _) in zip(said, known, strict=True)]
    how = _how([(one.truth[part], answer[part]) for (one, answer), part in zip(known, parts, strict=True)])
    if not how and words in ("the right value is above 0", "the right value is below 0"):
        return ""  # that a wrong formula is right at 0 says nothing
    return f"right everywhere else, {how or 'wrong'} where {words}"


def _how(pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> str:
    truth, answer = (np.concatenate([pair[k].ravel() for pair in pairs]) for k in (0, 1))
    if np.ptp(answer) < EXACT:
        return f"always {answer[0]:.4g}"
    if not truth.any():
        return ""
    ratio = multiple([(truth, answer)])
    if ratio is not None:
        return "of the opposite sign" if abs(ratio + 1) < SAME else f"{ratio:.4g} times too large"
    shift = answer - truth
    return f"off by {shift[0]:.4g}" if np.ptp(shift) < SAME else ""


def _own(known: Pairs, wrong: Pairs) -> str:
    """What the check itself says of the first answer that is wrong."""
    return next((said for one, _ in wrong if one.tells is not None and (said := one.tells(one))), "")


def _operand(known: Pairs, wrong: Pairs) -> str:
    """An operand on which the answer depends otherwise than it should: told by asking again with twice as much."""
    named: dict[str, list[tuple[float | None, float | None]]] = {}
    for one, _ in wrong:
        for name, (answer, truth) in one.doubled.items():
            named.setdefault(name, []).append((_degree(one.numbers, answer), _degree(one.truth, truth)))
    return next((said for name, degrees in named.items() if (said := _grows(name, set(degrees)))), "")


def _grows(name: str, degrees: set[tuple[float | None, float | None]]) -> str:
    """How the answer grows with an operand, where that is otherwise than it should, and the same in all examples."""
    ours, theirs = next(iter(degrees))
    if len(degrees) > 1 or ours == theirs:
        return ""
    if ours == 0:
        return f"{name} has no effect on yours"
    if theirs is None:
        return ""
    if theirs == 0:
        return f"{name} should have no effect on it, and has"
    if ours is None:
        return f"with twice the {name}, the right one becomes {2**theirs:g} times as large, yours does not"
    return f"with twice the {name}, yours becomes {2**ours:g} times as large, the right one {2**theirs:g} times"


def _degree(before: np.ndarray | None, after: np.ndarray | None) -> float | None:
    """The power of 2 by which all entries grew; None where they did not grow alike."""
    if before is None or after is None or before.shape != after.shape or not np.any(before):
        return None
    for degree in (0.0, 1.0, 2.0, 3.0, -1.0, -2.0, 0.5):
        if agree(after, 2.0**degree * before):
            return degree
    return None


def _constant(known: Pairs, wrong: Pairs) -> str:
    """All entries of all answers are one number."""
    entries = np.concatenate([answer.ravel() for _, answer in known])
    return f"yours is {entries[0]:.4g} in every place" if entries.size > 1 and np.ptp(entries) < EXACT else ""


def _unmoved(known: Pairs, wrong: Pairs) -> str:
    """The answer stays what it was wherever other arrays come in for which the right one is another."""
    stays = []
    for one, answer in wrong:
        for later, truth, _ in one.later:
            if np.shape(truth) == one.truth.shape and not agree(np.asarray(truth), one.truth):
                again = as_numbers(later)
                stays.append(again is not None and again.shape == answer.shape and np.array_equal(again, answer))
    return (
        "yours stays the same when other arrays are passed in: is it computed from these?"
        if stays and all(stays)
        else ""
    )


def _sign(known: Pairs, wrong: Pairs) -> str:
    """All that is wrong has the wrong sign; or all, with the sign taken away, is right."""
    pairs = [(answer.ravel(), one.truth.ravel()) for one, answer in wrong]
    answer, truth = (np.concatenate([pair[k] for pair in pairs]) for k in (0, 1))
    if agree(np.abs(answer), np.abs(truth)):
        return "right but for the sign of some entries"
    off = differs(answer, truth)
    if (answer[off] * truth[off] < 0).all():
        return "every wrong entry has the wrong sign"
    never = "below" if (truth >= 0).all() and (answer < -SAME).any() else "above"
    if never == "below" or ((truth <= 0).all() and (answer > SAME).any()):
        return f"some entries of yours are {never} 0, which no right one is"
    return ""


def _turned(known: Pairs, wrong: Pairs) -> str:
    """With another array in the place of one that is passed, all that is wrong would be right."""
    for name in wrong[0][0].passed:
        for words, turn in TURNS:
            if all(agree(one.asked(**{name: turn(one.given[name])}), one.truth) for one, _ in wrong):
                return f"yours would be right with {words.format(name)} in the place of {name}"
    return ""


TURNS: Sequence[tuple[str, Callable[[np.ndarray], np.ndarray]]] = (
    ("−{}", lambda array: -array),
    ("1 − {}", lambda array: 1 - array),
    ("2 {}", lambda array: 2 * array),
    ("half of {}", lambda array: array / 2),
    ("the samples of {} in the opposite order", lambda array: array[..., ::-1]),
)


def _some(known: Pairs, wrong: Pairs) -> str:
    """Some entries are right, others are not: which, in the first example with both."""
    for one, answer in wrong:
        off = _off([(one, answer)])[0]
        if 0 < off.sum() <= off.size // 2:
            entries = ", ".join(str([int(i) for i in index]) for index in np.argwhere(off)[:4])
            return f"only some entries are wrong {one.where}: {entries}{', ...' if off.sum() > 4 else ''}"
    return ""


LOOKS: Sequence[Callable[[Pairs, Pairs], str]] = (
    _own,
    _where,
    _constant,
    _unmoved,
    factors,
    differences,
    _operand,
    _sign,
    rounded,
    summed,
    unheard,
    _turned,
    _some,
    uneven,
)
"""What is looked for, the first thing first."""
