"""Classes that stand in for a student's others while one exercise is judged. They run in the student's process.

``STAND_INS`` maps a name to a factory: the student's namespace → a class, a subclass of the student's own with the
grader's ``forward`` and ``backward`` (or ``derivative``). Its formulas are made up: none of them answers an exercise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np


def stand_in_loss(namespace: dict[str, Any]) -> type:
    """A loss of every element, of any shape: L(ŷ, y) = 0.7 |ŷ - y| + 0.2 ŷ."""
    Base: Any = namespace["Loss"]

    class StandInLoss(Base):
        def forward(self, y_hat: Any, y: Any) -> Any:
            return 0.7 * np.abs(y_hat - y) + 0.2 * y_hat

    return StandInLoss


def loss_as_used(name: str) -> Callable[[dict[str, Any]], type]:
    """The student's own loss; where ``backward`` asks for what ``forward`` stores, ``forward`` is called first.

    In use it always is. It is not called for nothing: a ``forward`` that never ends must cost ``backward`` nothing.
    """

    def stand_in(namespace: dict[str, Any]) -> type:
        Base: Any = namespace[name]

        class StandIn(Base):
            def backward(self, y_hat: Any, y: Any) -> Any:
                arguments = np.array(y_hat), np.array(y)
                if self.__dict__.get("_stores"):
                    self.forward(*arguments)
                self.__dict__["_arguments"] = arguments
                return super().backward(y_hat, y)

            def __getattr__(self, attribute: str) -> Any:  # asked where there is none of that name
                arguments = self.__dict__.pop("_arguments", None)
                if arguments is not None:
                    with contextlib.suppress(Exception):
                        self.forward(*arguments)
                    if attribute in self.__dict__:
                        self.__dict__["_stores"] = True
                        return self.__dict__[attribute]
                raise AttributeError(f"'{name}' object has no attribute '{attribute}'")

        return StandIn

    return stand_in


def stand_in_activation(namespace: dict[str, Any]) -> type:
    """An activation, of any shape: g(Z) = 0.2 Z³ - 0.5 Z² - 0.8 Z; ``seen`` lists what forward was given, in order."""
    Base: Any = namespace["Activation"]

    class StandInActivation(Base):
        def forward(self, Z: Any) -> Any:
            self.Z = Z
            self.__dict__.setdefault("seen", []).append(Z)
            return (0.2 * Z**3 - 0.5 * Z**2) - 0.8 * Z

        def derivative(self, Z: Any) -> Any:
            return (0.6 * Z**2 - Z) - 0.8

    return StandInActivation


class Layer:
    """A layer that is an affine map of its own for each sample, and notes what it is handed in ``handed[index]``.

    ``maps`` holds ``(J, C)`` for each batch size m: J ``(n_out, n_in, m)`` and C ``(n_out, m)``; the output for sample
    k is ``J[:, :, k] A[:, k] + C[:, k]``. The student's ``__init__`` is not run: it belongs to another exercise;
    ``attributes`` are what it would set.
    """

    def __init__(self, handed: list[Any], index: int, maps: Any, attributes: dict[str, Any]) -> None:
        self._handed, self._index, self._stored = handed, index, None
        self._maps = {J.shape[2]: (J, C) for J, C in maps}
        self._n_out, self._n_in, self._m = maps[0][0].shape
        for name, value in attributes.items():
            self._set(name, value)

    def _push(self, name: str, A: Any) -> Any:
        """The affine map of A ``(n_in, m)``, which is stored under the name that the given layers use."""
        J, C = self._map(A, self._n_in)
        self._stored, self._m = A, J.shape[2]
        self._set(name, A)
        return np.einsum("oik,ik->ok", J, A) + C

    def _pull(self, dA: Any) -> Any:
        """The derivative of the map applied to dA ``(n_out, m)``. Raises ValueError for another shape, once noted."""
        self._handed[self._index] = np.array(dA) if isinstance(dA, np.ndarray) else dA
        J, _ = self._map(dA, self._n_out)
        return np.einsum("oik,ok->ik", J, dA)

    def _map(self, A: Any, n: int) -> tuple[Any, Any]:
        shape = np.shape(A)
        if len(shape) != 2 or shape[0] != n or shape[1] not in self._maps:
            shapes = f"{shape} {(n, self._m)}".replace(", ", ",")
            raise ValueError(f"operands could not be broadcast together with shapes {shapes}")
        return self._maps[shape[1]]

    def _set(self, name: str, value: Any) -> None:
        try:
            object.__setattr__(self, name, value)
        except AttributeError:  # a property of the student's class
            self.__dict__[name] = value


class LinearLayer(Layer):
    """In place of a ``Linear``."""

    def forward(self, A_prev: Any) -> Any:
        """Z ``(n_out, m)``, an affine map of A_prev ``(n_in, m)``."""
        return self._push("A_prev", A_prev)

    __call__ = forward

    def backward(self, dZ: Any) -> Any:
        """dA_prev ``(n_in, m)``; dW and db are set, to no gradients."""
        dA_prev = self._pull(dZ)
        self._set("dW", np.full((self._n_out, self._n_in), 0.5))
        self._set("db", np.full((self._n_out, 1), 0.5))
        return dA_prev


class ActivationLayer(Layer):
    """In place of an activation."""

    def forward(self, Z: Any) -> Any:
        """A ``(n, m)``, an affine map of Z ``(n, m)``."""
        return self._push("Z", Z)

    __call__ = forward

    def backward(self, dA: Any) -> Any:
        """dZ ``(n, m)``."""
        return self._pull(dA)


class Net:
    """The student's ``MLP`` around probe layers.

    Built of one list a layer: the name of the notebook's class that it stands in for, its ``maps``, and what its
    constructor would set, as a list of names and values. ``handed`` is what each layer was handed last in the last
    step, or None; ``stored`` are the arrays that the layers kept in the last ``forward``.
    """

    namespace: dict[str, Any]

    def __init__(self, layers: list[Any]) -> None:
        self.handed: list[Any] = [None] * len(layers)
        self.stored: list[Any] = [None] * len(layers)
        self.layers = tuple(
            _layer_class(self.namespace, name)(self.handed, index, maps, dict(attributes))
            for index, (name, maps, attributes) in enumerate(layers)
        )
        self.net = self.namespace["MLP"](list(self.layers))

    def forward(self, X: Any) -> Any:
        """The net's ``forward``, noting what its layers store."""
        out = self.net.forward(X)
        self.stored = [layer._stored for layer in self.layers]
        return out

    def backward(self, dA: Any) -> Any:
        """The net's ``backward``, noting what its layers are handed."""
        self.handed[:] = [None] * len(self.layers)
        return self.net.backward(dA)


def _layer_class(namespace: dict[str, Any], name: str) -> type:
    """A subclass of the notebook's class of that name, or of ``Activation`` where it is none of the family any more."""
    family, layer = (
        (namespace["Linear"], LinearLayer) if name == "Linear" else (namespace["Activation"], ActivationLayer)
    )
    base = namespace.get(name)
    if not (isinstance(base, type) and issubclass(base, family)):
        base = family
    return type(base.__name__, (layer, base), {})


def stand_in_net(namespace: dict[str, Any]) -> type:
    """The student's ``MLP`` around probe layers."""
    return type("StandInNet", (Net,), {"namespace": namespace})


STAND_INS = {
    "StandInLoss": stand_in_loss,
    "StandInMSELoss": loss_as_used("MSELoss"),
    "StandInBCELoss": loss_as_used("BCELoss"),
    "StandInActivation": stand_in_activation,
    "StandInNet": stand_in_net,
}
