"""Grades notebooks on numeric gradient checks: see ``python -m autograder --help``."""

__version__ = "0.1.0"
