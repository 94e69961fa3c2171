"""How large the gradients of a net are, layer by layer: where they vanish, nothing is learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from assignment2.blame import blame
from assignment2.errors import say
from assignment2.picture import show_figure
from assignment2.plots import BLUE, GREEN, ORANGE
from assignment2.training import quiet


def sizes(net: Any, loss: Any, X: np.ndarray, y: np.ndarray) -> list[float]:
    """One forward and one backward pass; the mean of |dW| of every layer that has weights, the first one first."""
    y_hat = net.forward(X)
    net.backward(loss.backward(y_hat, y))
    return [float(np.abs(layer.dW).mean()) for layer in net.layers if getattr(layer, "dW", None) is not None]


def gradient_flow(nets: Mapping[str, Any], loss: Any, X: np.ndarray, y: np.ndarray) -> None:
    """Draw the sizes of the gradients of several nets, a line each, on a scale of powers of ten.

    nets: by the name that the line gets. Prints what stops a net's own code, in place of a line.
    """
    import matplotlib.pyplot as plt

    flows: dict[str, list[float]] = {}
    with quiet():
        for name, net in nets.items():
            try:
                flows[name] = sizes(net, loss, X, y)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                say(f"{name}: {blame(error)}")
    if not any(flows.values()):
        return
    figure, axes = plt.subplots(figsize=(6, 3.4), layout="constrained")
    for number, (name, flow) in enumerate(flows.items()):
        look: dict[str, Any] = {"color": (ORANGE, BLUE, GREEN)[number % 3], "marker": "o^s"[number % 3]}
        axes.plot(range(1, len(flow) + 1), np.maximum(flow, 1e-12), label=name, **look)
    longest = max(map(len, flows.values()))
    axes.set(
        yscale="log",
        xlabel="Linear layer (1 is next to the input)",
        ylabel="mean of |dW|",
        xticks=range(1, longest + 1),
    )
    axes.legend()
    said = "; ".join(
        f"{name} {flow[0]:.1e} in the first layer, {flow[-1]:.1e} in the last" for name, flow in flows.items()
    )
    show_figure(figure, f"Sizes of the gradients, layer by layer: {said}.")
