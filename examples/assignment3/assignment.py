"""Assignment 3, softmax and batch normalisation: its points, its exercises, and the words for mistakes."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring import assignment

from .assignment3.mistakes import MESSAGES
from .batch_norm import batch_norm_exercise
from .softmax import cross_entropy_exercise, softmax_exercise

POINTS = {
    "softmax": {"A": 2},
    "cross_entropy": {"L": 2, "dZ": 2},
    "batch_norm_backward": {"dgamma": 1, "dbeta": 1, "dX": 2},
}

ASSIGNMENT = assignment(
    Path(__file__).parent,
    "assignment3",
    (
        softmax_exercise(POINTS["softmax"]),
        cross_entropy_exercise(POINTS["cross_entropy"]),
        batch_norm_exercise(POINTS["batch_norm_backward"]),
    ),
    MESSAGES,
)
