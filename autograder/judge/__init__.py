"""Numeric truth, comparison, side effects, diagnosis: judges what a subject answers, whatever the assignment."""

from autograder.judge.judge import Judge

__all__ = ["Judge"]
