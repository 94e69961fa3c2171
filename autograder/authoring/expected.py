"""What is right, and how near is near enough: both follow from a forward pass of the author's.

A forward pass takes an exercise's inputs (a named tuple of arrays) and holds for complex arrays too: no ``abs``, no
``astype(float)``, comparisons of real parts only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assignment import Expected
from autograder.judge.numeric import vector_jacobian

Forward = Callable[[Any], np.ndarray]


def _ones(inputs: Any) -> np.ndarray:
    return np.ones(())


@dataclass(frozen=True)
class value:
    """The answer is what ``forward`` gives; ``inside``: the magnitudes of terms that cancel in an entry."""

    forward: Forward
    inside: Forward | None = None

    def __call__(self, inputs: Any) -> Expected:
        """What is right for these inputs."""
        answer = np.asarray(self.forward(inputs))
        return Expected(answer, np.abs(answer), None if self.inside is None else self.inside(inputs))


@dataclass(frozen=True)
class gradient:
    """The answer is ∂(Σ V ∗ forward)/∂field, where ``upstream`` gives V (ones by default).

    ``reach`` says how far each entry of the field may be moved, as a multiple of 1e-3, when the student's own forward
    is set against their answer: by 1 where it is not given.
    """

    forward: Forward
    field: str
    upstream: Forward = _ones
    inside: Forward | None = None
    reach: Forward = _ones

    def __call__(self, inputs: Any) -> Expected:
        """What is right for these inputs."""
        x, V = getattr(inputs, self.field), self.upstream(inputs)
        answer = vector_jacobian(lambda moved: self.forward(inputs._replace(**{self.field: moved})), x, V)
        return answer if self.inside is None else Expected(answer.value, answer.scale, self.inside(inputs))


Expectation = Callable[[Any], Expected]
"""What is right for some inputs: mostly a ``value`` or a ``gradient``."""
