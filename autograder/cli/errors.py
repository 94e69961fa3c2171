"""What is wrong with a call."""


class WrongCall(Exception):
    """The call itself is wrong: its text says what, where, and what to do."""
