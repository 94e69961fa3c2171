"""How a call can end."""

GRADED, SOME_NOT_GRADED, WRONG_CALL, OUR_FAILURE, INTERRUPTED = 0, 1, 2, 3, 130


class WrongCall(Exception):
    """The call itself is wrong: its text says what, where, and what to do."""
