"""Which exercise stops a training: the one that raises, or the one that has returned what no other can use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assignment2.errors import sentence

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


def suspect(net: Any, loss: Any, X: np.ndarray, y: np.ndarray) -> str | None:
    """A sentence on the first method that, handed what is right, returns or sets what is not: no array, another shape.

    Takes one step without a change of parameters. None where every method raises nothing and gives what it should.
    """
    try:
        trained = [layer for layer in net.layers if getattr(layer, "dW", None) is not None]
        if found := next(filter(None, map(_set, trained)), None):
            return found  # of the step before: the parameters may be of another shape by now
        handed, A = [], X
        for layer in net.layers:
            handed.append(A)
            A = layer.forward(A)
        dA = loss.backward(A, y)
        found = _unlike(loss, "cost", "returns", loss.cost(A, y), ()) or _unlike(
            loss, "backward", "returns", dA, A.shape
        )
        found = found or _walked(net.layers, handed, dA)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return blame(error)
    return found or _handed_on(net, dA)


def _walked(layers: Sequence[Any], handed: Sequence[np.ndarray], dA: np.ndarray) -> str | None:
    """The first layer on the way back that does not give what it should. ``handed``: what each was handed forward."""
    for layer, came in zip(reversed(layers), reversed(handed), strict=True):
        dA = layer.backward(dA)
        if found := _unlike(layer, "backward", "returns", dA, came.shape) or _set(layer):
            return found
    return None


def _set(layer: Any) -> str | None:
    """Whether the layer's gradients are set to something else than arrays of the parameters' shapes."""
    if not (hasattr(layer, "dW") and hasattr(layer, "db")):
        return None
    n_out, n_in = np.shape(layer.W)
    found = _unlike(layer, "backward", "sets dW to", layer.dW, (n_out, n_in))
    return found or _unlike(layer, "backward", "sets db to", layer.db, (n_out, 1))


def _handed_on(net: Any, dA: np.ndarray) -> str | None:
    """Whether the net's own walk stops, though each layer by itself does not."""
    try:
        net.backward(dA)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        name = EXERCISES["MLP", "backward"]
        return f"Training stops in the exercise {name} (MLP.backward): a layer cannot take its dA. {sentence(error)}"
    return None


def _unlike(owner: Any, method: str, does: str, value: Any, shape: tuple[int, ...]) -> str | None:
    is_number = shape == () and isinstance(value, int | float | np.generic)
    if is_number or (isinstance(value, np.ndarray) and value.shape == shape):
        return None
    names = [cls.__name__ for cls in type(owner).__mro__ if (cls.__name__, method) in EXERCISES]
    where = f" in the exercise {EXERCISES[names[0], method]} ({names[0]}.{method})" if names else ""
    is_value = f"an array of the shape {value.shape}" if isinstance(value, np.ndarray) else _named(value)
    return f"Training stops{where}: it {does} {is_value}, where {_wanted(shape)} belongs."


def _named(value: Any) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"


def _wanted(shape: tuple[int, ...]) -> str:
    return f"an array of the shape {shape}" if shape else "a number"
