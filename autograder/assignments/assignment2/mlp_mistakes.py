"""The mistakes of ``MLP.backward``: each is a walk over the layers, and gives what a student's own wrong walk gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from autograder.assignment import Mistake
from autograder.assignments.assignment2.probe_net import ProbeNet
from autograder.worker.calls import Reply
from gradcheck.compare import Fault
from gradcheck.tolerance import PROOF_GUARDED

DEPTHS = range(1, 6)  # that a walk may be written for layer by layer
DEEPEST = 12
NOTED = ("handed", "times", "holds", "sets")  # watched after each backward
GRADED = 1  # the step of a trial that is judged: forward comes before it
_NO_ANSWER = np.empty((0,) * 5)  # of a shape that no answer has

Observed = Callable[[ProbeNet, Sequence[Reply]], Any]


class Walk:
    """A net on which a mistaken ``backward`` is acted out; ``handed`` is what each layer was handed last, or None, and
    ``times`` how often it was."""

    def __init__(self, net: ProbeNet) -> None:
        self.net, self.depth, self.dA = net, net.depth, net.dA
        self.m = net.X.shape[1]
        self.handed: list[np.ndarray | None] = [None] * net.depth
        self.times = [0] * net.depth

    def hand(self, index: int, d: np.ndarray) -> np.ndarray:
        """Hand d to a layer and take what it returns. Raises IndexError and ValueError where a layer would."""
        self.handed[index] = d
        self.times[index] += 1
        J = self.net.layers[index].J
        if d.shape != (J.shape[0], J.shape[2]):
            raise ValueError("operands could not be broadcast together")
        return np.asarray(np.einsum("oik,ok->ik", J, d))

    def chain(self, indices: Iterable[int], d: np.ndarray) -> np.ndarray:
        """Hand d to the first layer, its answer to the second, and so on."""
        for index in indices:
            d = self.hand(index, d)
        return d

    def is_linear(self, index: int) -> bool:
        """Whether that layer stands for a ``Linear``."""
        return self.net.layers[index].kind == "Linear"


def _unchained(forwards: bool, returned: bool | None) -> Callable[[Walk], Any]:
    """Hands the same to every layer; returns what the last one does, or what arrived, or (None) nothing."""

    def walk(net: Walk) -> Any:
        d = net.dA
        for index in range(net.depth) if forwards else reversed(range(net.depth)):
            d = net.hand(index, net.dA)
        return None if returned is None else d if returned else net.dA

    return walk


def _stops(linear_only: bool, forwards: bool) -> Callable[[Walk], Any]:
    """Returns from inside the loop: after the first layer, or after the first ``Linear``."""

    def walk(net: Walk) -> Any:
        d = net.dA
        for index in range(net.depth) if forwards else reversed(range(net.depth)):
            d = net.hand(index, d)
            if net.is_linear(index) or not linear_only:
                break
        return d

    return walk


def _by_hand(indices: Sequence[int]) -> Callable[[Walk], Any]:
    """Names the layers one by one, the last ones perhaps counted from the end."""
    return lambda net: net.chain(indices, net.dA)


def _between(least: int, most: int) -> Callable[[Walk], Any]:
    """Returns nothing where the number of layers is less or more."""
    return lambda net: net.chain(reversed(range(net.depth)), net.dA) if least <= net.depth <= most else None


def _at_most(depth: int, forwards: bool) -> Callable[[Walk], Any]:
    """Walks back over so many layers, the first ones or the last ones, and over all of a net that has less."""

    def walk(net: Walk) -> Any:
        indices = range(net.depth)[:depth] if forwards else range(net.depth)[-depth:]
        return net.chain(reversed(indices), net.dA)

    return walk


def _unpacked(depth: int) -> Callable[[Walk], Any]:
    """Raises where the number of layers is another."""

    def walk(net: Walk) -> Any:
        if net.depth != depth:
            raise ValueError("values to unpack")
        return net.chain(range(depth - 1, -1, -1), net.dA)

    return walk


def _divided(before: bool, linear_only: bool) -> Callable[[Walk], Any]:
    """Divides by m at every layer of a kind, before or after its ``backward``."""

    def walk(net: Walk) -> Any:
        d = net.dA
        for index in reversed(range(net.depth)):
            divisor = net.m if net.is_linear(index) or not linear_only else 1
            d = net.hand(index, d / divisor) if before else net.hand(index, d) / divisor
        return d

    return walk


def _walks() -> Iterator[tuple[str, Sequence[Callable[[Walk], Any]]]]:
    """Each mistake with the walks that make it."""
    yield "wrong_order", [lambda net: net.chain(range(net.depth), net.dA)]
    for forwards in (False, True):
        yield "not_chained", [_unchained(forwards, returned) for returned in (True, False)]
    yield "skips_last_layer", [lambda net: net.chain(range(net.depth - 2, -1, -1), net.dA)]
    yield "skips_first_layer", [lambda net: net.chain(range(net.depth - 1, 0, -1), net.dA)]
    yield "skips_last_layer", [lambda net: net.chain(range(net.depth - 2, 0, -1), net.dA)]  # and the first one
    for linear_only in (False, True):
        for forwards in (False, True):
            yield "stops_early", [_stops(linear_only, forwards)]
    for before in (False, True):
        for linear_only in (False, True):
            yield "extra_mean", [_divided(before, linear_only)]


def _of_one_depth() -> Iterator[tuple[int, Callable[[Walk], Any]]]:
    """Walks that are right for one number of layers, for all up to one or from one on; each with that number."""
    for depth in range(1, DEEPEST):
        yield depth, _at_most(depth, True)
        yield depth, _at_most(depth, False)
    for depth in DEPTHS:
        for k in (0, depth - 1, depth):
            yield depth, _by_hand([i if i < k else i - depth for i in reversed(range(depth))])
        for most in (depth, depth + 1, DEEPEST):
            yield depth, _between(depth, most)
        yield depth, _unpacked(depth)


@dataclass(frozen=True)
class Acted:
    """A walk, acted out: what each layer was handed (the last one first) until it raised, and how often; what it
    returned; what it raised."""

    handed: tuple[np.ndarray | None, ...]
    times: tuple[int, ...]
    returned: Any
    raised: Exception | None


@cache
def _act(walk: Callable[[Walk], Any], net: ProbeNet) -> Acted:
    acted, returned, raised = Walk(net), None, None
    try:
        returned = walk(acted)
    except (IndexError, ValueError) as error:
        raised = error
    return Acted(tuple(reversed(acted.handed)), tuple(reversed(acted.times)), returned, raised)


def _handed_by(walk: Callable[[Walk], Any]) -> Observed:
    """What the walk hands to each layer, if the student's code raises where it does."""

    def observed(net: ProbeNet, replies: Sequence[Reply]) -> Any:
        acted = _act(walk, net)
        if (acted.raised is None) != (replies[GRADED].raised is None):
            return _NO_ANSWER
        return tuple(map(_once, acted.handed, acted.times))

    return observed


def _returned_by(walk: Callable[[Walk], Any]) -> Observed:
    """What the walk returns, if the layers were handed what it hands them: several walks end with the same numbers."""

    def observed(net: ProbeNet, replies: Sequence[Reply]) -> Any:
        acted = _act(walk, net)
        if not _same_calls(handed_gradients(replies[GRADED]), acted.handed):
            return _NO_ANSWER
        if acted.raised is not None:
            raise acted.raised
        return acted.returned

    return observed


def _same_calls(seen: tuple[Any, ...] | None, acted: tuple[np.ndarray | None, ...]) -> bool:
    return seen is not None and len(seen) == len(acted) and all(map(_same, seen, acted))


def _same(seen: Any, acted: np.ndarray | None) -> bool:
    if seen is None or acted is None:
        return seen is acted
    if type(seen) is not np.ndarray or seen.shape != acted.shape:
        return False
    return bool((np.abs(seen - acted) <= PROOF_GUARDED * np.abs(acted).max()).all())


def handed_gradients(reply: Reply) -> tuple[Any, ...] | None:
    """What each layer was handed in its last call, or None where it got none, the last layer first."""
    handed = reply.state.get("handed")
    return tuple(reversed(handed)) if type(handed) is list else None


def gradients_answer(reply: Reply) -> tuple[Any, ...] | None:
    """What each layer was handed, the last layer first; a ``Fault`` where it was more than once, or does not hold what
    it set."""
    handed = handed_gradients(reply)
    noted: list[Any] = [reply.state.get(name) for name in NOTED[1:]]
    if handed is None or not all(isinstance(each, list) and len(each) == len(handed) for each in noted):
        return None
    times, holds, sets = (reversed(each) for each in noted)
    return tuple(map(_with_fault, handed, times, holds, sets))


def _with_fault(handed: Any, times: Any, holds: Any, sets: Any) -> Any:
    if not isinstance(holds, dict) or not isinstance(sets, dict) or set(holds) != set(sets):
        return Fault("gradients_not_kept")
    kept = all(_same(holds[name], value) for name, value in sets.items())
    return _once(handed, times) if kept else Fault("gradients_not_kept")


def _once(handed: Any, times: Any) -> Any:
    return handed if times in (0, 1) else Fault("handed_twice")


def _over(count: Callable[[Any, ProbeNet], int]) -> Callable[[Any, ProbeNet], Any]:
    """An answer, or each layer's, divided by a count."""

    def transform(answer: Any, net: ProbeNet) -> Any:
        if isinstance(answer, tuple):
            return tuple(None if array is None else array / count(array, net) for array in answer)
        return answer / count(answer, net)

    return transform


def _mistakes(check: str, observe: Callable[[Callable[[Walk], Any]], Observed]) -> Iterator[Mistake]:
    """The mistakes of a check; walks that make the same one are its variants."""
    for code, walks in WALKS:
        yield Mistake(code, (check,), variants=tuple(Mistake(code, (check,), observed=observe(one)) for one in walks))
    code = "hardcoded_depth"
    deep = (Mistake(code, (check,), observed=observe(walk), numbers={"depth": n}) for n, walk in OF_ONE_DEPTH)
    yield Mistake(code, (check,), variants=tuple(deep))


WALKS, OF_ONE_DEPTH = tuple(_walks()), tuple(_of_one_depth())
MISTAKES: tuple[Mistake, ...] = (
    *_mistakes("gradients", _handed_by),
    *_mistakes("dX", _returned_by),
    Mistake("returns_none", ("dX",), observed=_returned_by(_unchained(False, None))),
    Mistake("extra_mean", ("gradients", "dX"), transform=_over(lambda answer, net: net.dA.shape[1])),
    Mistake("extra_mean", ("gradients", "dX"), transform=_over(lambda answer, net: net.dA.size)),
    Mistake("extra_mean", ("dX",), transform=_over(lambda answer, net: answer.size)),
)
