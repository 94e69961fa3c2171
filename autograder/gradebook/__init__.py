"""nbgrader's own door: its commands, gradebook, formgrader and feedback, with this grader behind them."""

from autograder.gradebook.configure import configure

__all__ = ["configure"]
