"""Moves bytes to and from a process: requests, replies, and what it prints. Nothing that comes is looked at."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.sandbox.errors import Died
from autograder.sandbox.limits import Bytes, Limits
from autograder.sandbox.zygote import Fork
from autograder.worker import wire

_WAIT_MS = 50
_PATIENCE_S = 0.5  # for the rest of a reply
_CHUNK = 1 << 20
_MOST_HEAD = 1 << 20  # bytes of a reply beside its arrays
_MOST_OPENED = 1 << 16  # of these, what is taken apart: it takes many times as much then
ENDED = "ended its own process"
WROTE = "wrote into the line to the grader"


@dataclass(frozen=True)
class Frame:
    """A reply as it came: its place among those to a request, and its bytes."""

    place: int
    head: bytes
    arrays: memoryview


def violation(what: str, why: str = WROTE, outcome: str = "killed") -> Died:
    """What comes is nothing that the worker sends."""
    return Died(outcome, why, f"{WROTE}: {what}")


class Line:
    """The pipes of a process, and what has come and is no whole reply yet."""

    def __init__(self, fork: Fork, limits: Limits, answers: Bytes) -> None:
        self._fork, self.limits, self.answers = fork, limits, answers
        self._printed = 0
        self._come = bytearray()
        for descriptor in (fork.requests, fork.replies, fork.output):
            os.set_blocking(descriptor, False)

    @property
    def half(self) -> bool:
        """Whether something has come that is no whole reply."""
        return bool(self._come)

    def stays_half(self) -> bool:
        """Whether what has come of a reply stays a part of it: a worker whose time is up has written on by then."""
        end = time.monotonic() + _PATIENCE_S
        try:
            while self.half:
                if (size := self._whole()) is not None:
                    del self._come[:size]
                elif time.monotonic() > end:
                    return True
                else:
                    self.move()
        except (Died, wire.WireError):
            pass
        return self.half

    def _whole(self) -> int | None:
        """The bytes of the reply that has come, if it has come whole. Raises WireError."""
        prefix = wire.PREFIX.size
        if len(self._come) < prefix:
            return None
        size = prefix + sum(wire.sizes(bytes(self._come[:prefix]), 1 << 62, 1 << 31))
        return size if len(self._come) >= size else None

    def send(self, parts: Iterator[bytes]) -> None:
        """From now on, these are what ``move`` gives."""
        self._parts, self._unsent = parts, memoryview(b"")
        self._poll = select.poll()
        self._poll.register(self._fork.replies, select.POLLIN)
        self._poll.register(self._fork.output, select.POLLIN)
        self._poll.register(self._fork.requests, select.POLLOUT)

    def move(self) -> None:
        """Wait for a moment, and take and give what can be taken and given. Raises Died."""
        fork, ready = self._fork, dict(self._poll.poll(_WAIT_MS))
        if fork.requests in ready:
            self._unsent = _write(fork.requests, self._unsent or memoryview(next(self._parts, b"")))
            self._unsent = self._unsent or memoryview(next(self._parts, b""))
            if not self._unsent:
                self._poll.unregister(fork.requests)
        if fork.output in ready and not self._drain():
            self._poll.unregister(fork.output)
        if fork.replies in ready:
            part = os.read(fork.replies, _CHUNK)
            if not part:
                raise Died("killed", ENDED)
            self.answers.left -= len(part)
            if self.answers.left < 0:
                raise Died("killed", f"gave answers of more than {self.limits.answers_mib} MiB")
            self._come += part

    def _drain(self) -> bool:
        """What is printed is read, counted and thrown away: during checks it could tell hidden inputs."""
        try:
            part = os.read(self._fork.output, _CHUNK)
        except BlockingIOError:
            return True
        self._printed += len(part)
        if self._printed > self.limits.output_mib << 20:
            raise Died("killed", f"printed more than {self.limits.output_mib} MiB")
        return bool(part)

    def frame(self, place: int, answers: int, share: int) -> Frame | None:
        """One whole reply of so many answers, if it has come. Raises Died.

        It may take one ``share``-th of what the submission has left, so that others' answers have room after it.
        """
        size = wire.PREFIX.size
        if len(self._come) < size:
            return None
        try:
            most = answers * self.limits.reply_mib << 20
            head, arrays = wire.sizes(bytes(self._come[:size]), most, answers * _MOST_HEAD)
            if head > answers * _MOST_OPENED:
                raise wire.TooLarge
        except wire.TooLarge:
            raise Died("killed", f"gave an answer of more than {self.limits.reply_mib} MiB") from None
        except wire.WireError as error:
            raise violation(str(error)) from None
        end = size + head + arrays
        if end - len(self._come) > self.answers.left // share:
            most = self.limits.answers_mib
            raise Died("killed", f"gave a large answer, and all of a notebook's may have {most} MiB")
        if len(self._come) < end:
            return None
        whole, self._come = memoryview(self._come), self._come[end:]
        return Frame(place, bytes(whole[size : size + head]), whole[size + head : end])


def _write(descriptor: int, unsent: memoryview) -> memoryview:
    try:
        return unsent[os.write(descriptor, unsent) :]
    except BlockingIOError:
        return unsent
    except BrokenPipeError:
        raise Died("killed", ENDED) from None
