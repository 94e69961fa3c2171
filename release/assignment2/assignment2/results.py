"""What a net has learned, told and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assignment2 import plots
from assignment2.blame import blame
from assignment2.errors import say
from assignment2.training import quiet


def results(
    net: Any, X: np.ndarray, y: np.ndarray, costs: Sequence[float], curve: bool = False, boundary: bool = True
) -> None:
    """Print how many samples are on the right side, and draw it; after a training without
    a step, or one that broke, nothing: it has said why.

    curve, boundary: whether to draw the cost, and the decision boundary.
    Never raises: what stops the net's own code is printed.
    """
    if len(costs) == 0 or not np.isfinite(costs[-1]):
        return
    try:
        with quiet():
            said = np.asarray(net.forward(X))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        say(blame(error))
        return
    if not np.isfinite(said).all():
        print("The net has broken: its answers are no finite numbers.")
        return
    print(f"{np.mean((said > 0.5) == y):.0%} of the samples are on the right side")
    if curve:
        plots.cost(costs)
    if boundary:
        plots.decision_boundary(net.forward, X, y)
