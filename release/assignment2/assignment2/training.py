"""Training that says in a sentence why it stops: a class of before, a layer, an exercise, a rate."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from assignment2.blame import blame, suspect
from assignment2.errors import say
from assignment2.versions import of_before, stale
from assignment2.widths import layers, misfit


def explained(train: Callable[..., list[float]]) -> Callable[..., list[float]]:
    """Wrap a function ``train(net, loss, X, y, ...)``: what stops it is printed as a sentence, without warnings.

    Returns a function with the same arguments. It returns the costs, an empty list where training could not run.
    """

    @functools.wraps(train)
    def run(net: Any, loss: Any, X: np.ndarray, y: np.ndarray, *args: Any, **options: Any) -> list[float]:
        names = getattr(train, "__globals__", {})
        old = " ".join([*stale(names), *of_before(names, [loss, net, *layers(net)])])
        costs: list[float] = []
        with quiet():
            try:
                trouble = misfit(net, X, y)
                if trouble is None:
                    costs = train(net, loss, X, y, *args, **options)
            except KeyboardInterrupt:
                trouble = "Stopped by hand. The net keeps what it has learned so far."
            except BaseException as error:  # a SystemExit, or one of the student's own, too
                # what is older may hold the stub that has been written since
                trouble = old or suspect(net, loss, X, y) or blame(error)
        if trouble is not None:
            say(trouble)
            return []
        for said in filter(None, (old, diverged(costs))):
            say(said)
        return costs

    return run


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No warnings of Python or numpy."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def diverged(costs: Sequence[float]) -> str | None:
    """A sentence where the cost ended in no number, or higher than it began; else None."""
    if len(costs) == 0:
        return None
    finite = np.isfinite(np.asarray(costs, dtype=float))
    if not finite[0]:
        return (
            "Before the first step the cost is no finite number: look at what the net says. Cross-entropy takes "
            "predictions between 0 and 1, so the last layer is a Sigmoid."
        )
    if not finite.all():
        return (
            f"At step {int(np.argmin(finite))} the cost was no finite number any more: the steps were too large. "
            "Try a smaller rate."
        )
    if costs[-1] > 1.05 * costs[0]:
        return f"The cost rose from {costs[0]:.2f} to {costs[-1]:.2f}: the steps are too large. Try a smaller rate."
    return None
