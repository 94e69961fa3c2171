"""Training that says in a sentence why it stops: a class of before, a layer, an exercise, a rate."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from assignment2.errors import say, sentence
from assignment2.versions import outdated
from assignment2.widths import misfit

EXERCISES = {
    ("Loss", "cost"): "loss_cost",
    ("MSELoss", "forward"): "mse_loss",
    ("MSELoss", "backward"): "mse_loss",
    ("BCELoss", "forward"): "bce_loss",
    ("BCELoss", "backward"): "bce_loss",
    ("Activation", "backward"): "activation_backward",
    ("Sigmoid", "derivative"): "sigmoid_derivative",
    ("Tanh", "derivative"): "tanh_derivative",
    ("ReLU", "derivative"): "relu_derivative",
    ("LeakyReLU", "derivative"): "leaky_relu_derivative",
    ("Linear", "backward"): "linear_backward",
    ("MLP", "backward"): "mlp_backward",
}
"""Where each exercise is written: class and method."""


def explained(train: Callable[..., list[float]]) -> Callable[..., list[float]]:
    """Wrap a function ``train(net, loss, X, y, ...)``: what stops it is printed as a sentence, without warnings.

    Returns a function with the same arguments. It returns the costs, an empty list where training could not run.
    """

    @functools.wraps(train)
    def run(net: Any, loss: Any, X: np.ndarray, y: np.ndarray, *args: Any, **options: Any) -> list[float]:
        old = outdated(getattr(train, "__globals__", {}))
        costs: list[float] = []
        with quiet():
            try:
                trouble = misfit(net, X, y)
                if trouble is None:
                    costs = train(net, loss, X, y, *args, **options)
            except KeyboardInterrupt:
                trouble = "Stopped by hand. The net keeps what it has learned so far."
            except (Exception, SystemExit) as error:
                trouble = old or blame(error)  # what is older may hold the stub that has been written since
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


def blame(error: BaseException) -> str:
    """Which exercise an error comes from, and what it says."""
    place = _exercise(error)
    if place is None:
        return f"Training stops: {sentence(error)}"
    grade_id, method = place
    return f"Training stops in the exercise {grade_id} ({method}): {sentence(error)}"


def _exercise(error: BaseException) -> tuple[str, str] | None:
    """The innermost method of an exercise that was running: its grade_id, and its name."""
    found, trace = None, error.__traceback__
    while trace is not None:
        code, owner = trace.tb_frame.f_code, trace.tb_frame.f_locals.get("self")
        for cls in type(owner).__mro__:
            method = vars(cls).get(code.co_name)
            if getattr(method, "__code__", None) is code and (cls.__name__, code.co_name) in EXERCISES:
                found = EXERCISES[cls.__name__, code.co_name], f"{cls.__name__}.{code.co_name}"
        trace = trace.tb_next
    return found


def diverged(costs: Sequence[float]) -> str | None:
    """A sentence where the cost ended in no number, or higher than it began; else None."""
    if len(costs) == 0:
        return None
    finite = np.isfinite(np.asarray(costs, dtype=float))
    if not finite.all():
        return (
            f"At step {int(np.argmin(finite))} the cost was no finite number any more: the steps were too large. "
            "Try a smaller rate."
        )
    if costs[-1] > 1.05 * costs[0]:
        return f"The cost rose from {costs[0]:.2f} to {costs[-1]:.2f}: the steps are too large. Try a smaller rate."
    return None
