"""Grades notebooks on numeric gradient checks: see ``python -m autograder --help``."""

__version__ = "0.2.0"

NO_WINDOWS = "Windows has no sandbox that this grader knows."
IN_PLACE_OF_WINDOWS = "Run it in WSL 2, or in a Linux machine."

# how a call of the command can end; see docs/grades-json.md
GRADED, SOME_NOT_GRADED, WRONG_CALL, OUR_FAILURE, INTERRUPTED = 0, 1, 2, 3, 130
