"""Classes that stand in for a student's others while one exercise is judged. They run in the student's process.

``STAND_INS`` maps a name to a factory: the student's namespace → a class, a subclass of the student's own with the
grader's ``forward`` and ``backward`` (or ``derivative``). Its formulas are made up: none of them answers an exercise.
"""

from __future__ import annotations

import contextlib
import functools
from typing import Any

import numpy as np


def stand_in_loss(namespace: dict[str, Any]) -> type:
    """A loss of every element, of any shape: L(ŷ, y) = 0.7 |ŷ - y| + 0.2 ŷ² + 0.3, homogeneous of no degree."""
    Base: Any = namespace["Loss"]

    class StandInLoss(Base):
        def forward(self, y_hat: Any, y: Any) -> Any:
            return 0.7 * np.abs(y_hat - y) + 0.2 * y_hat**2 + 0.3

    return StandInLoss


def tilted_loss(namespace: dict[str, Any]) -> type:
    """The student's own ``MSELoss``, plus 0.001 (ŷ - a) for predictions of the shape of a: nothing at ŷ = a.

    While its ``backward`` runs, every object of that class is tilted, those that are made there too.
    """
    Base: Any = namespace["MSELoss"]

    class TiltedLoss(Base):
        def __init__(self, a: Any) -> None:
            super().__init__()
            self.tilted_at = a

        def backward(self, y_hat: Any, y: Any) -> Any:
            straight, own, a = Base.forward, Base.__dict__.get("forward"), self.tilted_at

            def forward(loss: Any, y_hat: Any, y: Any) -> Any:
                L = straight(loss, y_hat, y)
                return L + 1e-3 * (y_hat - a) if np.shape(y_hat) == np.shape(a) else L

            Base.forward = forward
            try:
                return super().backward(y_hat, y)
            finally:
                del Base.forward
                if own is not None:
                    Base.forward = own

    return TiltedLoss


def stand_in_activation(namespace: dict[str, Any]) -> type:
    """An activation, of any shape: g(Z) = 0.2 Z³ - 0.5 Z² - 0.8 Z."""
    Base: Any = namespace["Activation"]

    class StandInActivation(Base):
        def forward(self, Z: Any) -> Any:
            self.Z = Z
            return (0.2 * Z**3 - 0.5 * Z**2) - 0.8 * Z

        def derivative(self, Z: Any) -> Any:
            return (0.6 * Z**2 - Z) - 0.8

    return StandInActivation


def stand_in_linear(namespace: dict[str, Any]) -> type:
    """The student's own ``Linear``, whose parameters can be changed in place."""
    Base: Any = namespace["Linear"]

    def set_in_place(self: Any, name: str, value: Any) -> None:
        getattr(self, name)[...] = value

    return type(Base)("Linear", (Base,), {"set_in_place": set_in_place})


class Layer:
    """A layer that is an affine map of its own for each sample, and notes what it is handed.

    ``maps`` holds ``(J, C)`` for each batch size m: J ``(n_out, n_in, m)`` and C ``(n_out, m)``; the output for sample
    k is ``J[:, :, k] A[:, k] + C[:, k]``. ``handed`` is what ``backward`` was given last, ``times`` how often it was,
    ``gradients`` what it sets (any numbers, none where the layer has no parameters), ``was_set`` what it has set.
    """

    def __init__(self, stored_as: str, maps: Any, gradients: dict[str, Any]) -> None:
        self.stored_as, self.gradients = stored_as, gradients
        self.handed: Any = None
        self.times = 0
        self.note: Any = None  # a function, called with what backward is handed
        self.stored: Any = None
        self.was_set: dict[str, Any] = {}
        self.maps = {J.shape[2]: (J, C) for J, C in maps}
        self.n_out, self.n_in, self.m = maps[0][0].shape

    def forward(self, subject: Any, A: Any) -> Any:
        """The affine map of A ``(n_in, m)``, which is stored under the name that the given layers use."""
        J, C = self._map(A, self.n_in)
        self.stored, self.m = A, J.shape[2]
        set_on(subject, self.stored_as, A)
        return np.einsum("oik,ik->ok", J, A) + C

    def backward(self, subject: Any, dA: Any) -> Any:
        """The derivative of the map applied to dA ``(n_out, m)``. Raises ValueError for another shape, once noted."""
        self.handed, self.times = np.array(dA) if isinstance(dA, np.ndarray) else dA, self.times + 1
        if self.note is not None:
            self.note(self.handed)
        J, _ = self._map(dA, self.n_out)
        self.was_set = self.gradients
        for name, value in self.gradients.items():
            set_on(subject, name, np.array(value))
        return np.einsum("oik,ok->ik", J, dA)

    def _map(self, A: Any, n: int) -> tuple[Any, Any]:
        shape = np.shape(A)
        if len(shape) != 2 or shape[0] != n or shape[1] not in self.maps:
            shapes = f"{shape} {(n, self.m)}".replace(", ", ",")
            raise ValueError(f"operands could not be broadcast together with shapes {shapes}")
        return self.maps[shape[1]]


def set_on(subject: Any, name: str, value: Any) -> None:
    """Set an attribute, whatever the student's class makes of that name."""
    try:
        object.__setattr__(subject, name, value)
    except AttributeError:  # a property of the student's class
        subject.__dict__[name] = value


class Acting:
    """While it is entered, instances of the student's own classes act as the layers that are entered for them.

    They are of those classes by every test. Their methods are reached as they always are: by the instance, by the
    class, by the class of one's parents. All other instances are as they were.
    """

    def __init__(self) -> None:
        self.layers: dict[int, tuple[Any, Layer]] = {}
        self.classes: dict[type, None] = {}
        self.replaced: list[tuple[type, str, Any]] = []
        self.acted: dict[tuple[int, str], tuple[Any, Any]] = {}  # by what they stand for, which is kept alive

    def enter(self, cls: type, layer: Layer) -> Any:
        """An instance of the class that acts as the layer. Its ``__init__`` is not run: it is another exercise's."""
        subject: Any = object.__new__(cls)
        self.layers[id(subject)] = subject, layer
        self.classes.update(dict.fromkeys(cls.__mro__[:-1]))
        return subject

    def __enter__(self) -> None:
        for cls in self.classes:
            for name in ("forward", "backward", "__call__"):
                if name in cls.__dict__:
                    original = cls.__dict__[name]
                    self.replaced.append((cls, name, original))
                    setattr(cls, name, self._acted(name, original))

    def __exit__(self, *raised: object) -> None:
        while self.replaced:
            setattr(*self.replaced.pop())

    def _layer(self, subject: Any) -> Layer | None:
        """The layer that an instance acts as: one that was entered, or a copy of it, told by what forward stored."""
        if id(subject) in self.layers:
            return self.layers[id(subject)][1]
        own = getattr(subject, "__dict__", {})
        for entered, layer in self.layers.values():
            stored = own.get(layer.stored_as) if type(subject) is type(entered) else None
            if isinstance(stored, np.ndarray) and np.array_equal(stored, layer.stored):
                return layer
        return None

    def _acted(self, name: str, original: Any) -> Any:
        if (id(original), name) in self.acted:
            return self.acted[id(original), name][1]
        act = Layer.backward if name == "backward" else Layer.forward

        def method(subject: Any, *args: Any, **named: Any) -> Any:
            layer = self._layer(subject)
            if layer is None:
                return original.__get__(subject, type(subject))(*args, **named)
            return act(layer, subject, *args, *named.values())

        with contextlib.suppress(Exception):
            functools.update_wrapper(method, original)
        self.acted[id(original), name] = original, method
        return method


class Net:
    """The student's ``MLP`` around probe layers.

    Built of one list a layer: the name of the notebook's class that it stands in for, its ``maps``, what its
    constructor would set and what its ``backward`` sets, both as lists of names and values. ``handed`` is what each
    layer was handed last in the last step, or None, ``times`` how often; ``sets`` what its ``backward`` then set,
    ``holds`` what is there now; ``stored`` are the arrays that the layers kept in the last ``forward``.
    """

    namespace: dict[str, Any]

    def __init__(self, layers: list[Any]) -> None:
        self.acting = Acting()
        self.acts = [
            Layer("A_prev" if kind == "Linear" else "Z", maps, dict(gradients)) for kind, maps, _, gradients in layers
        ]
        classes = (_layer_class(self.namespace, kind) for kind, *_ in layers)
        self.layers = tuple(map(self.acting.enter, classes, self.acts))
        for layer, (_, _, attributes, _) in zip(self.layers, layers, strict=True):
            for name, value in attributes:
                set_on(layer, name, value)
        with self.acting:
            self.net = self.namespace["MLP"](list(self.layers))

    def forward(self, X: Any) -> Any:
        """The net's ``forward``."""
        with self.acting:
            return self.net.forward(X)

    def backward(self, dA: Any) -> Any:
        """The net's ``backward``, noting what its layers are handed."""
        for act in self.acts:
            act.handed, act.times, act.was_set = None, 0, {}
        with self.acting:
            return self.net.backward(dA)

    @property
    def handed(self) -> list[Any]:
        """Layer by layer, as all that follow."""
        return [act.handed for act in self.acts]

    @property
    def times(self) -> list[int]:
        """How often ``backward`` was called."""
        return [act.times for act in self.acts]

    @property
    def stored(self) -> list[Any]:
        """What the last ``forward`` stored."""
        return [act.stored for act in self.acts]

    @property
    def sets(self) -> list[dict[str, Any]]:
        """What ``backward`` set."""
        return [act.was_set for act in self.acts]

    @property
    def holds(self) -> list[dict[str, Any]]:
        """What is there now, under the same names."""
        return [
            {name: getattr(layer, name, None) for name in act.was_set}
            for layer, act in zip(self.layers, self.acts, strict=True)
        ]


def _layer_class(namespace: dict[str, Any], name: str) -> type:
    """The notebook's class of that name, or ``Activation`` where it is none of the family any more."""
    family: type = namespace["Linear" if name == "Linear" else "Activation"]
    cls = namespace.get(name)
    return cls if isinstance(cls, type) and issubclass(cls, family) else family


def stand_in_net(namespace: dict[str, Any]) -> type:
    """The student's ``MLP`` around probe layers."""
    return type("StandInNet", (Net,), {"namespace": namespace})


STAND_INS = {
    "StandInLoss": stand_in_loss,
    "TiltedLoss": tilted_loss,
    "StandInActivation": stand_in_activation,
    "StandInLinear": stand_in_linear,
    "StandInNet": stand_in_net,
}
