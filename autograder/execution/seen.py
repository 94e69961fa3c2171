"""Answers that have come before, to the last bit: they are checked and taken apart once."""

from __future__ import annotations

from autograder.worker.calls import Answer

MOST_BYTES = 4 << 20  # of replies, by their sizes; beyond that the oldest are forgotten
LARGEST = 192 << 10  # of one; what is larger is nobody's honest answer, and takes many times as much taken apart


class Seen:
    """Answers to parts of calls by ``key``: the part's number, and a digest of the frame that they came in."""

    def __init__(self) -> None:
        self._answers: dict[bytes, tuple[tuple[Answer, ...], int]] = {}  # with their sizes, the last used last
        self._bytes = 0

    def forget(self) -> None:
        """Take all answers apart anew."""
        self._answers, self._bytes = {}, 0

    def get(self, key: bytes) -> tuple[Answer, ...] | None:
        """The answers of such a frame."""
        found = self._answers.pop(key, None)
        if found is None:
            return None
        self._answers[key] = found
        return found[0]

    def keep(self, key: bytes, answers: tuple[Answer, ...], size: int) -> None:
        """Keep answers that were checked, and say nothing of the notebook that they came from."""
        if size > LARGEST:
            return
        self._bytes += size - self._answers.pop(key, ((), 0))[1]
        self._answers[key] = answers, size
        while self._bytes > MOST_BYTES:
            self._bytes -= self._answers.pop(next(iter(self._answers)))[1]
