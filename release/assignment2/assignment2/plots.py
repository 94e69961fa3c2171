"""Pictures. matplotlib is imported only when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from assignment2.picture import show_figure
from assignment2.training import quiet

BLUE, ORANGE, GREEN, GREY = "#0072b2", "#d55e00", "#009e73", "#666666"
"""Colours that the colour-blind can tell apart (Okabe and Ito)."""


def activation(*layers: Any, low: float = -4.0, high: float = 4.0) -> None:
    """Draw activations, a panel each: their measured slope, and over it what ``derivative`` gives, or why nothing."""
    import matplotlib.pyplot as plt

    columns = min(2, len(layers))
    rows = -(-len(layers) // 2)
    size = (8, 2.7 * rows) if columns > 1 else (6, 3.2)
    figure, grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
    with quiet():
        for axes, layer in zip(grid.flat, layers, strict=False):
            _activation(axes, layer, np.linspace(low, high, 400).reshape(1, -1))
    names = ", ".join(type(layer).__name__ for layer in layers)
    show_figure(figure, f"{names}: the curve, its measured slope, and over it your derivative where it is written.")


def _activation(axes: Any, layer: Any, z: np.ndarray) -> None:
    """One panel."""
    h = 1e-5
    slope = (layer.forward(z + h) - layer.forward(z - h)) / (2 * h)
    axes.plot(z[0], layer.forward(z)[0], color=GREY, label="g(z)")
    axes.plot(z[0], slope[0], color=BLUE, linewidth=5, alpha=0.35, label="its slope, measured")
    yours = _curve(layer.derivative, z)
    if isinstance(yours, str):
        axes.plot([], [], color=ORANGE, linestyle="--", label=f"your derivative: {yours}")
    else:
        axes.plot(z[0], yours, color=ORANGE, linestyle="--", label="your derivative")
    axes.axhline(0, color=GREY, linewidth=0.5)
    axes.set(xlabel="z", title=type(layer).__name__)
    axes.legend(fontsize="small")


def losses(*of: Any) -> None:
    """Draw losses and what their ``backward`` gives over predictions from 0 to 1, or why there is nothing."""
    import matplotlib.pyplot as plt

    y_hat = np.linspace(0.02, 0.98, 200).reshape(1, -1)
    figure, axes = plt.subplots(len(of), 2, figsize=(8, 3 * len(of)), layout="constrained", squeeze=False)
    for row, loss in zip(axes, of, strict=True):
        for label, color, style in ((1, BLUE, "-"), (0, ORANGE, "--")):
            y = np.full(y_hat.shape, float(label))
            for panel, function in zip(row, (loss.forward, loss.backward), strict=True):
                curve = _curve(function, y_hat, y)
                if isinstance(curve, str):
                    _write(panel, curve)
                else:
                    panel.plot(y_hat[0], curve, color=color, linestyle=style, label=f"y = {label}")
                    panel.legend()
        row[0].set(title=f"{type(loss).__name__}: forward", xlabel="ŷ", xlim=(0, 1))
        row[1].set(title=f"{type(loss).__name__}: backward", xlabel="ŷ", xlim=(0, 1))
        row[1].axhline(0, color=GREY, linewidth=0.5)
    names = ", ".join(type(loss).__name__ for loss in of)
    show_figure(figure, f"{names}: left the loss over the prediction, right its slope, for the labels 1 and 0.")


def cost(costs: Sequence[float]) -> None:
    """Draw the cost at every step of a training; without a step, say so."""
    import matplotlib.pyplot as plt

    values = np.asarray(costs, dtype=float)
    if not np.isfinite(values).any():
        print("There is no cost to draw: nothing was trained.")
        return
    figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
    axes.plot(values, color=BLUE)
    axes.set(xlabel="step", ylabel="cost J", ylim=(0, None))
    show_figure(figure, f"The cost falls from {values[0]:.3f} to {values[-1]:.3f} in {len(values)} steps.")


def loss_surface(cost_at: Callable[[float, float], float], path: Sequence[tuple[float, float]]) -> None:
    """Draw the cost over two parameters, w and b, as lines of one height, and a path of gradient descent over it;
    without a step, say so."""
    import matplotlib.pyplot as plt

    if len(path) == 0:
        print("There is no way to draw: nothing was trained.")
        return
    steps = np.asarray(path, dtype=float)
    w, b = np.linspace(-1, 5, 60), np.linspace(-4, 4, 60)
    with quiet():
        height = np.array([[cost_at(across, up) for across in w] for up in b])
    figure, axes = plt.subplots(figsize=(6, 3.8), layout="constrained")
    lines = axes.contourf(w, b, height, levels=16, cmap="cividis")
    axes.plot(*steps.T, "o-", color="white", markeredgecolor="black", markersize=4, linewidth=1)
    axes.set(xlabel="w", ylabel="b")
    plt.colorbar(lines, ax=axes, label="cost J")
    show_figure(
        figure, f"The cost over w and b, a valley; {len(steps) - 1} steps against the gradient lead down into it."
    )


def decision_boundary(net: Callable[[np.ndarray], np.ndarray], X: np.ndarray, y: np.ndarray) -> None:
    """Draw samples in the plane, X (2, m) and y (1, m), over what the net says of every point."""
    import matplotlib.pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap

    edge = 1.1 * np.abs(X).max()
    line = np.linspace(-edge, edge, 120)
    across, up = np.meshgrid(line, line)
    with quiet():
        said = np.asarray(net(np.stack([across.ravel(), up.ravel()]))).reshape(across.shape)
    if not np.isfinite(said).all():
        print("There is no boundary to draw: the net's answers are no finite numbers.")
        return
    figure, axes = plt.subplots(figsize=(4.8, 4.2), layout="constrained")
    colors = LinearSegmentedColormap.from_list("labels", [ORANGE, "white", BLUE])
    shades = axes.contourf(across, up, said, levels=np.linspace(0, 1, 11), cmap=colors, alpha=0.5)
    axes.contour(across, up, said, levels=[0.5], colors="black", linewidths=1)
    for label, color, marker in ((0, ORANGE, "o"), (1, BLUE, "^")):
        inside = y[0] == label
        axes.scatter(
            X[0, inside],
            X[1, inside],
            s=16,
            color=color,
            marker=marker,
            edgecolors="white",
            linewidths=0.4,
            label=f"y = {label}",
        )
    axes.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    axes.legend(loc="upper right")
    plt.colorbar(shades, ax=axes, label="ŷ")
    show_figure(
        figure, "The samples in the plane, over what the net says of every point; a line where it says one half."
    )


def _curve(function: Callable[..., Any], z: np.ndarray, *args: Any) -> np.ndarray | str:
    """What a student's function gives over z, (1, n), as (n,); where that is no curve, a few words why."""
    try:
        answer = function(z.copy(), *args)
        if answer is None:
            return "nothing came back"
        values = np.asarray(answer, dtype=float)
    except NotImplementedError:
        return "not written yet"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a SystemExit, or one of the student's own, too
        return f"no curve ({type(error).__name__})"
    return values[0] if values.shape == z.shape else f"no curve (shape {values.shape} for {z.shape})"


def _write(axes: Any, text: str) -> None:
    """Write a few words into a panel that stays empty, once."""
    if not axes.texts:
        axes.text(0.5, 0.55, text, transform=axes.transAxes, ha="center", va="bottom", color=GREY)
