"""Grades notebooks on numeric gradient checks: see ``python -m autograder --help``."""

__version__ = "0.1.0"

# how a call of the command can end; see docs/grades-json.md
GRADED, SOME_NOT_GRADED, WRONG_CALL, OUR_FAILURE, INTERRUPTED = 0, 1, 2, 3, 130
