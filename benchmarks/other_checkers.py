"""What other checks would have said: each takes an exercise and a namespace, and says whether the answer is right.

They stand here as they are used elsewhere, blind spots included, so that a corpus can count them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

Namespace = Mapping[str, Any]
ACTIVATIONS = {
    "sigmoid_derivative": "Sigmoid",
    "tanh_derivative": "Tanh",
    "relu_derivative": "ReLU",
    "leaky_relu_derivative": "LeakyReLU",
}
LOSSES = {"loss_cost": "MSELoss", "mse_loss": "MSELoss", "bce_loss": "BCELoss"}


class Point:
    """One random point: inputs ``(n_in, m)``, everything upstream ``(n_out, m)``, predictions, labels of 0 and 1."""

    def __init__(self, n_in: int, n_out: int, m: int) -> None:
        rng = np.random.default_rng(0)
        self.n_in, self.n_out, self.m = n_in, n_out, m
        self.A_prev = rng.normal(size=(n_in, m))
        self.Z, self.dA = rng.normal(size=(n_out, m)), rng.normal(size=(n_out, m))
        self.y_hat = rng.uniform(0.01, 0.99, (n_out, m))
        self.y = rng.integers(0, 2, (n_out, m)).astype(float)


def allclose_at_one_point(exercise: str, student: Namespace, reference: Namespace) -> bool:
    """``np.allclose`` with the reference's answer at one random point, square shapes, m = 4."""
    square = Point(4, 4, 4)
    pairs = zip(_answers(exercise, student, square), _answers(exercise, reference, square), strict=True)
    return all(np.allclose(answer, truth) for answer, truth in pairs)


def cs231n(exercise: str, student: Namespace, reference: Namespace) -> bool:
    """CS231n's rule: the largest relative error to a central difference (h = 1e-5) of the own forward is below 1e-7."""
    point = Point(6, 5, 10)
    pairs = zip(_answers(exercise, student, point), _measured(exercise, student, reference, point), strict=True)
    return all(_relative_error(answer, truth) < 1e-7 for answer, truth in pairs)


def whole_net(exercise: str, student: Namespace, reference: Namespace) -> bool:
    """The usual course check: all dW of one net against costs 1e-7 up and down; a distance above 2e-7 is wrong."""
    hidden = student[ACTIVATIONS.get(exercise, "ReLU")]()
    loss = student[LOSSES.get(exercise, "BCELoss")]()
    rng = np.random.default_rng(1)
    layers = [student["Linear"](4, 5, rng), student["Linear"](5, 1, rng)]
    net = student["MLP"]([layers[0], hidden, layers[1], student["Sigmoid"]()])
    X, y = rng.normal(size=(4, 10)), rng.integers(0, 2, (1, 10)).astype(float)
    net.backward(loss.backward(net.forward(X), y))
    analytic = np.concatenate([layer.dW.ravel() for layer in layers])
    numeric = [_numeric(lambda: loss.cost(net.forward(X), y), layer.W, 1e-7).ravel() for layer in layers]
    difference = np.linalg.norm(analytic - np.concatenate(numeric))
    difference /= np.linalg.norm(analytic) + np.linalg.norm(np.concatenate(numeric))
    return not difference > 2e-7  # NaN passes, as it does in the notebooks that this stands for


CHECKERS: Mapping[str, Callable[[str, Namespace, Namespace], bool]] = {
    "np.allclose, one point": allclose_at_one_point,
    "CS231n, 1e-7": cs231n,
    "whole net, dW, 2e-7": whole_net,
}


def _answers(exercise: str, classes: Namespace, at: Point) -> list[Any]:
    """What the exercise's methods give at the point, in a fixed order."""
    if exercise == "loss_cost":
        return [classes["MSELoss"]().cost(at.y_hat.copy(), at.y.copy())]
    if exercise in LOSSES:
        loss = classes[LOSSES[exercise]]()
        return [loss.forward(at.y_hat.copy(), at.y.copy()), loss.backward(at.y_hat.copy(), at.y.copy())]
    if exercise in ACTIVATIONS:
        activation = classes[ACTIVATIONS[exercise]]()
        activation.forward(at.Z.copy())
        return [activation.derivative(at.Z.copy())]
    if exercise == "activation_backward":
        activation = classes["Tanh"]()
        activation.forward(at.Z.copy())
        return [activation.backward(at.dA.copy())]
    if exercise == "linear_backward":
        linear = classes["Linear"](at.n_in, at.n_out, np.random.default_rng(2))
        linear.forward(at.A_prev.copy())
        dA_prev = linear.backward(at.dA.copy())
        return [linear.dW, linear.db, dA_prev]
    net, layers = _net(classes, at)
    net.forward(at.A_prev.copy())
    dX = net.backward(at.dA.copy())
    return [*(layer.dW for layer in layers), dX]


def _measured(exercise: str, student: Namespace, reference: Namespace, at: Point) -> Iterator[Any]:
    """The same by central differences of the student's forward; what is no gradient is the reference's."""
    h = 1e-5
    if exercise in LOSSES:
        yield _answers(exercise, reference, at)[0]
        if exercise != "loss_cost":
            loss, y_hat = student[LOSSES[exercise]](), at.y_hat.copy()
            yield _numeric(lambda: np.sum(loss.forward(y_hat.copy(), at.y.copy())), y_hat, h)
    elif exercise in ACTIVATIONS or exercise == "activation_backward":
        activation, Z = student[ACTIVATIONS.get(exercise, "Tanh")](), at.Z.copy()
        upstream = at.dA if exercise == "activation_backward" else 1.0
        yield _numeric(lambda: np.sum(upstream * activation.forward(Z)), Z, h)
    elif exercise == "linear_backward":
        linear, A_prev = student["Linear"](at.n_in, at.n_out, np.random.default_rng(2)), at.A_prev.copy()
        for array, count in ((linear.W, at.m), (linear.b, at.m), (A_prev, 1)):
            yield _numeric(lambda: np.sum(at.dA * linear.forward(A_prev)), array, h) / count
    else:
        (net, layers), X = _net(student, at), at.A_prev.copy()
        for array, count in (*((layer.W, at.m) for layer in layers), (X, 1)):
            yield _numeric(lambda: np.sum(at.dA * net.forward(X)), array, h) / count


def _net(classes: Namespace, at: Point) -> tuple[Any, list[Any]]:
    rng = np.random.default_rng(3)
    layers = [classes["Linear"](at.n_in, at.n_out, rng), classes["Linear"](at.n_out, at.n_out, rng)]
    return classes["MLP"]([layers[0], classes["Tanh"](), layers[1]]), layers


def _numeric(cost: Callable[[], Any], array: np.ndarray, h: float) -> np.ndarray:
    """Central differences of ``cost`` by every entry of the array that it reads."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        old = array[index]
        array[index] = old + h
        plus = cost()
        array[index] = old - h
        gradient[index] = (plus - cost()) / (2 * h)
        array[index] = old
    return gradient


def _relative_error(x: Any, y: Any) -> float:
    return float(np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y))))
