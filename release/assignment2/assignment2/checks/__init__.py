"""Visible checks: whether an exercise is right, told at once and in words.

They hold no answers. Gradients are judged by the numeric gradient of the forward pass that the notebook gives; losses,
whose forward pass is an exercise too, by the numbers of worked examples. A yes here is a good sign, no grade.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from assignment2.checks import activations, linear, losses, mlp, page, upstream
from assignment2.checks.comparison import shown
from assignment2.checks.outcome import Outcome, points
from assignment2.checks.verdict import Verdict, charged
from assignment2.errors import say
from assignment2.versions import failed

Names = Mapping[str, Any]

CHECKS: Mapping[str, tuple[str, Callable[..., list[Verdict]]]] = {
    "loss_cost": ("Loss", losses.cost),
    "mse_loss": ("MSELoss", losses.mse),
    "bce_loss": ("BCELoss", losses.bce),
    "activation_backward": ("Activation", upstream.backward),
    "sigmoid_derivative": ("Sigmoid", activations.sigmoid),
    "tanh_derivative": ("Tanh", activations.tanh),
    "relu_derivative": ("ReLU", activations.relu),
    "leaky_relu_derivative": ("LeakyReLU", activations.leaky_relu),
    "linear_backward": ("Linear", linear.backward),
    "mlp_backward": ("MLP", mlp.backward),
}
"""For every exercise the class that it defines, and the check."""

METHODS = (("dW", "db", "dA_prev"), ("gradients", "dX"))
"""The answers of methods that have several."""


def check(grade_id: str, names: Names, show: bool = False) -> Outcome:
    """Check one exercise; what is returned shows itself in a notebook, and its ``repr`` is a number of points.

    grade_id: the exercise, one of ``CHECKS``.
    names: what the notebook has defined, ``globals()``.
    show: whether an example of every answer is shown as well, with its arrays as heat maps and lines to paste.
    Never raises, whatever the student's code does, and prints nothing.
    """
    if show:
        return _shown(check(grade_id, names), grade_id, names)
    absent = _absent(grade_id, names)
    if absent:
        return Outcome([f"✗ There is no class {absent} yet: run the cell that defines it, and look at what it says."])
    older = failed(names, CHECKS[grade_id][0])
    if older:
        return Outcome(page.said(older))
    try:
        found = verdicts(grade_id, names)
        return Outcome([line for verdict in found for line in page.lines(verdict)], points(found))
    except KeyboardInterrupt:
        return Outcome(["✗ The check was interrupted. Where that took long, look for a loop that never ends."])
    except BaseException as error:
        return Outcome(page.not_made(error))


def ready(names: Names, *grade_ids: str) -> bool:
    """Whether these exercises (all, if none is named) pass their checks; prints which ones do not. Never raises."""
    missing = [grade_id for grade_id in grade_ids or CHECKS if not _passes(grade_id, names)]
    for older in filter(None, (failed(names, CHECKS[grade_id][0]) for grade_id in missing)):
        say(older)
    if missing:
        said = "Not right yet, so there is nothing to train: " + ", ".join(missing)
        say(said)
    return not missing


def _passes(grade_id: str, names: Names) -> bool:
    try:
        return (
            _absent(grade_id, names) is None
            and not failed(names, CHECKS[grade_id][0])
            and all(verdict.right for verdict in verdicts(grade_id, names))
        )
    except KeyboardInterrupt:
        raise
    except BaseException:
        return False


def _shown(outcome: Outcome, grade_id: str, names: Names) -> Outcome:
    """The outcome with its examples, as far as they can be shown: the code that is checked may stop anywhere."""
    try:
        return shown(outcome, grade_id, verdicts(grade_id, names))
    except BaseException:
        return outcome


def _absent(grade_id: str, names: Names) -> str | None:
    """The class of the exercise, where the notebook has none of that name."""
    name = CHECKS[grade_id][0]
    return None if isinstance(names.get(name), type) else name


def verdicts(grade_id: str, names: Names) -> list[Verdict]:
    """What is found of each answer of an exercise, as data. Raises what the student's constructor or forward raises."""
    name, run = CHECKS[grade_id]
    with _quiet():
        return charged(run(names[name], names=names), METHODS)


class _Nowhere:
    """A stream that keeps nothing: what student code prints while it is checked."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No warnings and no prints while student code is called again and again."""
    nowhere: Any = _Nowhere()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield
