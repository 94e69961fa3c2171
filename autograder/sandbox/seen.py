"""Answers that have come before, to the last bit: they are checked and taken apart once."""

from __future__ import annotations

from autograder.worker.calls import Answer

MOST_BYTES = 2 << 20  # of frames; beyond that all are forgotten
LARGEST = 32 << 10  # of one frame; what is larger is nobody's honest answer, and takes many times as much taken apart


class Seen:
    """Answers to parts of calls by ``key``: the part's number, and a digest of the frame that they came in."""

    def __init__(self) -> None:
        self._answers: dict[bytes, tuple[Answer, ...]] = {}
        self._bytes = 0

    def forget(self) -> None:
        """Take all answers apart anew."""
        self._answers, self._bytes = {}, 0

    def get(self, key: bytes) -> tuple[Answer, ...] | None:
        """The answers of such a frame."""
        return self._answers.get(key)

    def keep(self, key: bytes, answers: tuple[Answer, ...], size: int) -> None:
        """Keep answers that were checked, and say nothing of the notebook that they came from."""
        if size > LARGEST:
            return
        self._bytes += size
        if self._bytes > MOST_BYTES:
            self._answers.clear()
            self._bytes = size
        self._answers[key] = answers
