"""Where a walk through an MLP goes wrong, as its visible check tells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assignment2.checks.mlp import _where
from gradcheck.example import Example

HANDED = np.arange(12.0).reshape(3, 2, 2) + 1


@pytest.mark.parametrize(
    ("order", "handed", "lost", "said"),
    [
        ([2, 1, 0], HANDED, [], "every layer is handed the right gradient: look at what is returned"),
        ([2, 1], HANDED, [], "of the 3 layers the walk reaches 3, 2"),
        ([0, 1, 2], HANDED, [], "of the 3 layers the walk reaches 1, 2, 3"),
        ([], HANDED, [], "of the 3 layers the walk reaches none"),
        (
            [2, 1, 0],
            HANDED * np.array([5, 5, 1]).reshape(3, 1, 1),
            [],
            "the first wrong one on the way back is what layer 2 of 3 is handed",
        ),
        (
            [2, 1, 0],
            HANDED,
            [0, 2],
            "when the walk has ended, these layers do not hold the dW or db that their backward has set: 1, 3",
        ),
    ],
)
def test_where_a_walk_goes_wrong(order: list[int], handed: Any, lost: list[int], said: str) -> None:
    """What it leaves behind, which layers it reaches, what they are handed, what comes back."""
    given = {"lost": lost, "handed": (handed, HANDED), "depth": 3, "calls": [(index, None) for index in order]}
    assert _where(Example("here", HANDED, answer=HANDED + 1.5, given=given)) == said
