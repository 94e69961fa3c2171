"""Classes that stand in for a student's others while one exercise is judged. They run in the student's process.

``STAND_INS`` maps a name to a factory: the student's namespace → a class, a subclass of the student's own with the
grader's ``forward`` and ``backward`` (or ``derivative``). Its formulas are made up: none of them answers an exercise.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def stand_in_loss(namespace: dict[str, Any]) -> type:
    """A loss of every element, of any shape: L(ŷ, y) = 0.7 |ŷ - y| + 0.2 ŷ."""
    Base: Any = namespace["Loss"]

    class StandInLoss(Base):
        def forward(self, y_hat: Any, y: Any) -> Any:
            return 0.7 * np.abs(y_hat - y) + 0.2 * y_hat

    return StandInLoss


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


STAND_INS = {
    "StandInLoss": stand_in_loss,
    "StandInActivation": stand_in_activation,
}
