"""One child of the zygote, from fork to end: requests go in, replies stream out, limits are kept."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any

from autograder.sandbox.errors import Died, OurFault
from autograder.sandbox.limits import Budget, Bytes, Limits
from autograder.sandbox.line import ENDED, Frame, Line, violation
from autograder.sandbox.watch import Watch
from autograder.sandbox.zygote import Zygote
from autograder.worker import wire

_BROKEN = 70  # how the worker ends when it fails; a student's code can end like this, too
_PATIENCE_S = 20.0  # with a fresh process on a busy machine
_HELLO = 1 << 20  # bytes that it may say then
_SHARE = 8
_SMALL = 1 << 16  # bytes of a request that are copied rather than sent by themselves


@dataclass(frozen=True)
class Part:
    """A reply of several answers. With the same ``key`` replies say the same; ``open`` tells what, or raises Died.

    ``size`` is about what it takes in memory when it is open: lists in its head take much more than they are long.
    """

    key: bytes
    size: int
    open: Callable[[], Any]


class Session:
    """A fresh process. Raises OurFault where it does not come to life."""

    def __init__(self, zygote: Zygote, limits: Limits, cpu_left_s: float, answers: Bytes | None = None) -> None:
        self._zygote = zygote
        self._cpu_limit_s = math.ceil(min(cpu_left_s, 1e6)) + 1  # whole seconds; the exact limit is the watch's
        self._fork = zygote.fork(
            {
                "cpu_s": self._cpu_limit_s,
                "memory_mib": limits.memory_mib,
                "file_mib": limits.file_mib,
                "descriptors": limits.descriptors,
                "processes": limits.processes,
            }
        )
        self._requests = 0
        self.alive = True
        self._watch = Watch(self._fork.pidfd, zygote.scratch, limits)
        self._line = Line(self._fork, limits, Bytes(_HELLO))  # also where the submission has nothing left
        self._greet()
        self.renew(limits, answers)

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """What is charged with the time that passes."""
        return self._watch.budgets

    @budgets.setter
    def budgets(self, budgets: tuple[Budget, ...]) -> None:
        self._watch.budgets = budgets

    def renew(self, limits: Limits, answers: Bytes | None) -> None:
        """Go on under the limits of what comes next."""
        self._watch.limits = self._line.limits = limits
        self._line.answers = answers or Bytes(limits.answers_mib << 20)

    def _greet(self) -> None:
        """One round trip before anything of a student's: what fails here fails through no code of theirs."""
        self.budgets = (Budget(_PATIENCE_S, _PATIENCE_S, "it is too slow"),)
        try:
            for _ in self.exchange("hello", 1):
                pass
        except Died as death:
            raise OurFault(f"a fresh process {death.why}") from None

    def exchange(self, op: str, count: int, content: Any = None, blob: Iterable[bytes] = ()) -> Iterator[Any]:
        """Send one request and yield its ``count`` replies as they come, under ``budgets``, which may change between.

        ``content`` is a plain value, or one that is encoded already; the bytes of ``blob`` follow it. Raises Died,
        after which the session is closed.
        """
        try:
            for frame in self._replies(self._request(op, content, blob), [1] * count):
                yield self._opened(frame)
        except Died as death:
            raise self._explained(death) from None

    def parts(self, op: str, content: Any, sizes: Sequence[int]) -> Iterator[Part]:
        """The same for parts of several answers each, ``sizes`` tells of how many: replies that are still to be
        opened."""
        try:
            for frame in self._replies(self._request(op, content, ()), sizes, _SHARE):
                begin = wire.beginning({"n": self._requests, "i": frame.place}, "value")
                whole = frame.head.startswith(begin)
                digest = sha256(memoryview(frame.head)[len(begin) :])
                digest.update(frame.arrays)
                size = 4 * len(frame.head) + len(frame.arrays)
                yield Part(digest.digest() if whole else b"", size, partial(self._open, frame))
        except Died as death:
            raise self._explained(death) from None

    def _open(self, frame: Frame) -> Any:
        try:
            return self._opened(frame)
        except Died as death:
            raise self._explained(death) from None

    def _request(self, op: str, content: Any, blob: Iterable[bytes]) -> Iterator[bytes]:
        self._requests += 1
        begin, encoded = wire.encode({"n": self._requests, "op": op}), content
        if type(content) is not bytes:
            encoded = wire.encode(content)
        return chain([begin + encoded] if len(encoded) < _SMALL else [begin, encoded], blob)

    def _opened(self, frame: Frame) -> Any:
        """What a reply says. Raises Died where it is none."""
        try:
            reply = wire.decode(frame.head, frame.arrays)
        except wire.WireError as error:
            raise violation(str(error)) from None
        if type(reply) is not dict or set(reply) != {"n", "i", "value"}:
            raise violation("no reply")
        if reply["n"] != self._requests or reply["i"] != frame.place:
            raise violation("a reply to another question")
        return reply["value"]

    def _replies(self, request: Iterator[bytes], sizes: Sequence[int], share: int = 1) -> Iterator[Frame]:
        """Replies of so many answers each; whatever is waited for, the clock runs. Raises Died."""
        line, turns = self._line, self._watch.turns()
        line.send(request)
        next(turns)
        for place, size in enumerate(sizes):
            while (frame := line.frame(place, size, share)) is None:
                line.move()
                next(turns)
            yield frame
        if line.half:
            raise violation("bytes that nobody has asked for")

    def _explained(self, death: Died) -> Died:
        """Close, and see from how the process ended what the end of its replies meant."""
        answers = self._line.answers
        timed_out = death.outcome == "timed_out" and (spent := self._watch.spent) is not None
        half = timed_out and self._line.stays_half()
        end = self.close()
        if timed_out and spent is not None:
            answers.by_chance |= spent.cpu_s > 0
            return violation("half an answer", death.why, death.outcome) if half else death
        if death.why != ENDED or end is None:
            return death
        status, cpu_s = end["exit"], end["cpu_s"]
        if not os.WIFSIGNALED(status):
            if self._line.half:
                return violation("half an answer", ENDED)
            return Died(death.outcome, death.why, doubtful=os.WEXITSTATUS(status) == _BROKEN)
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_s >= self._cpu_limit_s - 1):
            return Died("timed_out", self.budgets[-1].why)
        if number == signal.SIGSYS:
            return Died("killed", "was stopped", "made a system call in a way that no Python program does")
        if number == signal.SIGXFSZ:
            return Died("killed", f"wrote a file of more than {self._line.limits.file_mib} MiB")
        if number == signal.SIGKILL:
            answers.by_chance = True
            return Died("killed", "was stopped by the system, as when memory runs out")
        return Died("killed", f"crashed ({signal.Signals(number).name})")

    def close(self) -> dict[str, Any] | None:
        """Kill what is left; returns how it ended, None where the zygote cannot tell. Closing again does nothing."""
        if not self.alive:
            return None
        self.alive = False
        if self._fork.pidfd is None:
            self._zygote.kill()
        else:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._fork.pidfd, signal.SIGKILL)
        try:
            return self._zygote.ended()
        except OurFault:
            self._zygote.close()  # a new one is started for the next
            return None
        finally:
            for descriptor in (self._fork.requests, self._fork.replies, self._fork.output, self._fork.pidfd):
                if descriptor is not None:
                    os.close(descriptor)
