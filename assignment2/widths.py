"""Whether the widths of a net's layers fit together, and its last one the labels: else which layer does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from assignment2.errors import sentence


class _Misfit(Exception):
    """Says which layer does not fit."""


def layers(net: Any) -> Iterator[Any]:
    """The layers of a net, those of a net within it too; none where it is no net."""
    inside = getattr(net, "layers", None)
    for layer in inside if isinstance(inside, list | tuple) else ():
        yield layer
        yield from layers(layer)


def misfit(net: Any, X: np.ndarray, y: np.ndarray) -> str | None:
    """A sentence that names the layer whose width does not fit; None where X runs through to the shape of y."""
    if isinstance(net, type) or not isinstance(getattr(net, "layers", None), list | tuple):
        return "The first argument of train is no net: it is made with MLP([...]), a list of layers."
    try:
        A, _ = _through(net, X, "the input X", "")
    except _Misfit as found:
        return str(found)
    if A.shape != y.shape:
        return f"The net ends with the shape {A.shape}, but the labels y have {y.shape}: change the last layer's width."
    return None


def _through(net: Any, A: np.ndarray, before: str, number: str) -> tuple[np.ndarray, str]:
    """What a net makes of A, layer by layer, those of a net within it too, and what it is called. Raises _Misfit."""
    for place, layer in enumerate(net.layers, 1):
        at, kind = f"{number}{place}", type(layer).__name__
        if isinstance(layer, type):
            raise _Misfit(
                f"Layer {at} is the class {layer.__name__}, no layer: write {layer.__name__}(...), with brackets."
            )
        if not callable(getattr(layer, "forward", None)):
            raise _Misfit(f"Layer {at} is of type {kind} and has no forward: it is no layer.")
        if isinstance(getattr(layer, "layers", None), list | tuple):
            A, before = _through(layer, A, before, f"{at}.")
            continue
        W = getattr(layer, "W", None)
        if isinstance(W, np.ndarray) and W.ndim == 2 and W.shape[1] != A.shape[0]:
            n_out, n_in = W.shape
            raise _Misfit(
                f"Layer {at}, {kind}({n_in}, {n_out}), takes {n_in} numbers for each sample, but {before} has "
                f"{A.shape[0]}. Make it {kind}({A.shape[0]}, {n_out}), or change what stands before it."
            )
        try:
            A = layer.forward(A)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise _Misfit(f"Layer {at}, {kind}: its forward stops. {sentence(error)}") from None
        if not isinstance(A, np.ndarray):
            raise _Misfit(f"Layer {at}, {kind}: its forward returns no array.")
        before = f"layer {at} ({kind})"
    return A, before
