"""Classes that stand in for a student's others while one exercise is judged. They run in the student's process.

``STAND_INS`` maps a name to a factory: the student's namespace → a class, a subclass of the student's own with the
grader's ``forward`` and ``backward`` (or ``derivative``). Its formulas are made up: none of them answers an exercise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

MAX_RECORDS = 400  # calls in one step that a probe net writes down: code that goes on for ever does not fill the memory


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


class _Layer:
    """A layer that is an affine map of its own for each sample, and writes down what it is handed.

    ``maps`` holds ``(J, C)`` for each batch size m: J ``(n_out, n_in, m)`` and C ``(n_out, m)``; the output for sample
    k is ``J[:, :, k] A[:, k] + C[:, k]``. The student's ``__init__`` is not run: it belongs to another exercise.
    """

    def __init__(self, record: Callable[[str, int, Any], None], index: int, maps: Any, W: Any, b: Any) -> None:
        self._record, self._index, self._stored = record, index, None
        self._maps = {J.shape[2]: (J, C) for J, C in maps}
        self._n_out, self._n_in, self._m = maps[0][0].shape
        self._shapes = {name: array.shape for name, array in (("W", W), ("b", b)) if array is not None}
        given = {"W": W, "b": b, "dW": None, "db": None, "n_in": self._n_in, "n_out": self._n_out, "alpha": 0.1}
        for name, value in given.items():
            self._set(name, value)

    def forward(self, A: Any) -> Any:
        """Return the affine map of A ``(n_in, m)``; it is stored under the names that the given layers use."""
        self._record("forward", self._index, A)
        J, C = self._map(A, self._n_in)
        self._stored, self._m = A, J.shape[2]
        self._set("A_prev", A)
        self._set("Z", A)
        return np.einsum("oik,ik->ok", J, A) + C

    __call__ = forward

    def backward(self, dA: Any) -> Any:
        """Return the derivative of ``forward`` applied to dA ``(n_out, m)``. Raises ValueError for another shape."""
        self._record("backward", self._index, dA)
        J, _ = self._map(dA, self._n_out)
        for name, shape in self._shapes.items():
            self._set("d" + name, np.full(shape, 0.5))  # any numbers: the gradient of nothing
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


class _Net:
    """The student's ``MLP`` around probe layers.

    Built of one list a layer: the name of the notebook's class that it stands in for, its ``maps``, ``W`` and ``b`` (or
    None). ``log`` holds ``[kind, index, array]`` of every call that a layer got in the last step, in order; ``stored``
    are the arrays that the layers kept in the last ``forward``.
    """

    namespace: dict[str, Any]

    def __init__(self, layers: list[Any]) -> None:
        self.log: list[list[Any]] = []
        self.stored: list[Any] = [None] * len(layers)
        self.layers = tuple(
            _layer_class(self.namespace, name)(self._record, index, maps, W, b)
            for index, (name, maps, W, b) in enumerate(layers)
        )
        self.net = self.namespace["MLP"](list(self.layers))

    def _record(self, kind: str, index: int, array: Any) -> None:
        if len(self.log) < MAX_RECORDS:
            self.log.append([kind, index, np.array(array) if isinstance(array, np.ndarray) else array])

    def forward(self, X: Any) -> Any:
        """The net's ``forward``, noting what its layers store."""
        self.log.clear()
        out = self.net.forward(X)
        self.stored = [layer._stored for layer in self.layers]
        return out

    def backward(self, dA: Any) -> Any:
        """The net's ``backward``, with a new log."""
        self.log.clear()
        return self.net.backward(dA)


def _layer_class(namespace: dict[str, Any], name: str) -> type:
    """A subclass of the notebook's class of that name, or of ``Activation`` where it is none of the family any more."""
    base, family = namespace.get(name), namespace["Linear" if name == "Linear" else "Activation"]
    if not (isinstance(base, type) and issubclass(base, family)):
        base = family
    return type(base.__name__, (_Layer, base), {})


def stand_in_net(namespace: dict[str, Any]) -> type:
    """The student's ``MLP`` around probe layers."""
    return type("StandInNet", (_Net,), {"namespace": namespace})


STAND_INS = {
    "StandInLoss": stand_in_loss,
    "StandInMSELoss": loss_as_used("MSELoss"),
    "StandInBCELoss": loss_as_used("BCELoss"),
    "StandInActivation": stand_in_activation,
    "StandInNet": stand_in_net,
}
