"""Calls and answers as values: what is not said of one is empty."""

from __future__ import annotations

from autograder.worker.calls import Analysis, Answer, Raised, Reply


def test_what_is_not_said_is_empty() -> None:
    """An exception without words, an answer that came to its end, a cell that defines nothing."""
    assert Raised("ValueError") == Raised("ValueError", "", None, None)
    assert Answer() == Answer((), None, None, "")
    assert Analysis() == Analysis((), False, (), None)
    assert (Reply(1.0).raised, Reply(1.0).state) == (None, {})
