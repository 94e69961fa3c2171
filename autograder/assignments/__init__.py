"""The assignments that can be graded, by name."""

from __future__ import annotations

from autograder.assignment import Assignment

NAMES = ("assignment2",)


def find(name: str) -> Assignment:
    """The assignment of that name. Raises KeyError."""
    if name == "assignment2":
        from autograder.assignments.assignment2 import ASSIGNMENT

        return ASSIGNMENT
    raise KeyError(name)
