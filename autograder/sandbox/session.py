"""One child of the zygote, from fork to end: requests go in, replies stream out, limits are kept."""

from __future__ import annotations

import math
import os
import select
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any

from autograder.sandbox.errors import Died, OurFault
from autograder.sandbox.limits import Budget, Limits
from autograder.sandbox.zygote import Zygote
from autograder.worker import wire

_TICK_S = 0.05
_BROKEN = 70  # how the worker ends when it fails; a student's code can end like this, too
_PATIENCE_S = 20.0  # with a fresh process on a busy machine
_CHUNK = 1 << 20
_MOST_HEAD = 1 << 20  # bytes of a reply beside its arrays
_MOST_OPENED = 1 << 16  # of these, what is taken apart: it takes many times as much then
_SHARE = 8
ENDED = "ended its own process"


@dataclass(frozen=True)
class Frame:
    """A reply as it came: its place among those to a request, and its bytes."""

    place: int
    head: bytes
    arrays: bytes


@dataclass(frozen=True)
class Part:
    """A reply of several answers. With the same ``key`` replies say the same; ``open`` tells what, or raises Died.

    ``size`` is about what it takes in memory when it is open: lists in its head take much more than they are long.
    """

    key: bytes
    size: int
    open: Callable[[], Any]


class Bytes:
    """What a submission may still answer, in all of its processes together, and whether one of them ended as it might
    not on another day: by the clock, or for want of the system's memory."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.by_chance = False


class Session:
    """A fresh process. Raises OurFault where it does not come to life."""

    def __init__(self, zygote: Zygote, limits: Limits, cpu_left_s: float, answers: Bytes | None = None) -> None:
        self._zygote = zygote
        self._limits = limits
        self._answers = answers or Bytes(limits.answers_mib << 20)
        self._cpu_limit_s = math.ceil(min(cpu_left_s, 1e6)) + 1  # whole seconds; the exact limit is kept by the tick
        self._fork = zygote.fork(
            {
                "cpu_s": self._cpu_limit_s,
                "memory_mib": limits.memory_mib,
                "file_mib": limits.file_mib,
                "descriptors": limits.descriptors,
                "processes": limits.processes,
            }
        )
        self._clock = _cpu_clock(self._fork.pidfd)
        self._requests = 0
        self._printed = 0
        self._buffer = bytearray()
        self._files = os.fstatvfs(zygote.scratch).f_ffree if zygote.scratch is not None else 0
        self.budgets: tuple[Budget, ...] = ()
        for descriptor in (self._fork.requests, self._fork.replies, self._fork.output):
            os.set_blocking(descriptor, False)
        self.alive = True
        self._cpu_s, self._wall_s = self._used_cpu_s(), time.monotonic()
        self._greet()

    def renew(self, limits: Limits, answers: Bytes | None) -> None:
        """Go on under the limits of what comes next."""
        self._limits, self._answers = limits, answers or Bytes(limits.answers_mib << 20)

    def _greet(self) -> None:
        """One round trip before anything of a student's: what fails here fails through no code of theirs."""
        self.budgets = (Budget(_PATIENCE_S, _PATIENCE_S, "it is too slow"),)
        charged, self._answers = self._answers, Bytes(_MOST_HEAD)  # also where the submission has nothing left
        try:
            for _ in self.exchange("hello", 1):
                pass
        except Died as death:
            raise OurFault(f"a fresh process {death.why}") from None
        finally:
            self._answers = charged

    def exchange(self, op: str, count: int, content: Any = None, blob: Iterable[bytes] = ()) -> Iterator[Any]:
        """Send one request and yield its ``count`` replies as they come, under ``budgets``, which may change between.

        ``content`` is a plain value, or one that is encoded already; the bytes of ``blob`` follow it. Raises Died,
        after which the session is closed.
        """
        try:
            for frame in self._replies(self._request(op, content, blob), count):
                yield self._opened(frame)
        except Died as death:
            raise self._explained(death) from None

    def parts(self, op: str, content: Any, sizes: Sequence[int]) -> Iterator[Part]:
        """The same for parts of several answers each, ``sizes`` tells of how many: replies that are still to be
        opened."""
        try:
            for frame in self._replies(self._request(op, content, ()), len(sizes), sizes):
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
        encoded = content if type(content) is bytes else wire.encode(content)
        return chain([wire.encode({"n": self._requests, "op": op}) + encoded], blob)

    def _opened(self, frame: Frame) -> Any:
        """What a reply says. Raises Died where it is none."""
        try:
            reply = wire.decode(frame.head, frame.arrays)
        except wire.WireError as error:
            raise _violation(str(error)) from None
        if type(reply) is not dict or set(reply) != {"n", "i", "value"}:
            raise _violation("no reply")
        if reply["n"] != self._requests or reply["i"] != frame.place:
            raise _violation("a reply to another question")
        return reply["value"]

    def _replies(self, parts: Iterator[bytes], count: int, sizes: Sequence[int] = ()) -> Iterator[Frame]:
        fork, got, unsent = self._fork, 0, memoryview(b"")
        self._cpu_s, self._wall_s = self._used_cpu_s(), time.monotonic()
        poll = select.poll()
        poll.register(fork.replies, select.POLLIN)
        poll.register(fork.output, select.POLLIN)
        poll.register(fork.requests, select.POLLOUT)
        while True:
            while (
                got < count
                and (frame := self._frame(got, sizes[got] if sizes else 1, _SHARE if sizes else 1)) is not None
            ):
                got += 1
                self._tick()
                yield frame
            if got == count:
                if self._buffer:
                    raise _violation("bytes that nobody has asked for")
                return
            unsent = self._move(poll, unsent, parts)
            self._tick()

    def _move(self, poll: select.poll, unsent: memoryview, parts: Iterator[bytes]) -> memoryview:
        """Wait for a moment, and take and give what can be taken and given; returns what is still to be sent."""
        fork, ready = self._fork, dict(poll.poll(_TICK_S * 1000))
        if fork.requests in ready:
            unsent = _write(fork.requests, unsent or memoryview(next(parts, b"")))
            if not unsent and not (unsent := memoryview(next(parts, b""))):
                poll.unregister(fork.requests)
        if fork.output in ready and not self._drain():
            poll.unregister(fork.output)
        if fork.replies in ready:
            part = os.read(fork.replies, _CHUNK)
            if not part:
                raise Died("killed", ENDED)
            self._answers.left -= len(part)
            if self._answers.left < 0:
                raise Died("killed", f"gave answers of more than {self._limits.answers_mib} MiB")
            self._buffer += part
        return unsent

    def _frame(self, place: int, answers: int, share: int) -> Frame | None:
        """One whole reply from the buffer, of so many answers; nothing of it has been looked at.

        It may take one ``share``-th of what the submission has left, so that others' answers have room after it.
        """
        size = wire.PREFIX.size
        if len(self._buffer) < size:
            return None
        try:
            head, arrays = wire.sizes(
                bytes(self._buffer[:size]), answers * self._limits.reply_mib << 20, answers * _MOST_HEAD
            )
            if head > answers * _MOST_OPENED:
                raise wire.TooLarge
            end = size + head + arrays
            if end - len(self._buffer) > self._answers.left // share:
                raise Died(
                    "killed", f"gave a large answer, and all of a notebook's may have {self._limits.answers_mib} MiB"
                )
            if len(self._buffer) < end:
                return None
            with memoryview(self._buffer) as whole:
                frame = Frame(place, bytes(whole[size : size + head]), bytes(whole[size + head : end]))
        except wire.TooLarge:
            raise Died("killed", f"gave an answer of more than {self._limits.reply_mib} MiB") from None
        except wire.WireError as error:
            raise _violation(str(error)) from None
        del self._buffer[:end]
        return frame

    def _tick(self) -> None:
        """Charge the time since the last tick; end the process where a limit is reached."""
        cpu, wall = self._used_cpu_s(), time.monotonic()
        for budget in self.budgets:
            budget.charge(cpu - self._cpu_s, wall - self._wall_s)
        self._cpu_s, self._wall_s = cpu, wall
        for budget in self.budgets:
            if budget.spent:
                self._answers.by_chance |= budget.cpu_s > 0
                begun = "wrote into the line to the grader: half an answer" if self._buffer else None
                raise Died("timed_out", budget.spent, begun)
        if self._zygote.scratch is not None:
            files = self._files - os.fstatvfs(self._zygote.scratch).f_ffree
            if files > self._limits.files:
                raise Died("killed", f"made more than {self._limits.files} files")

    def _drain(self) -> bool:
        """What is printed is read, counted and thrown away: during checks it could tell hidden inputs."""
        try:
            part = os.read(self._fork.output, _CHUNK)
        except BlockingIOError:
            return True
        self._printed += len(part)
        if self._printed > self._limits.output_mib << 20:
            raise Died("killed", f"printed more than {self._limits.output_mib} MiB")
        return bool(part)

    def _used_cpu_s(self) -> float:
        if self._clock is None:
            return 0.0
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # it is gone: what it used last is told by the zygote
            return self._cpu_s

    def _explained(self, death: Died) -> Died:
        """Close, and see from how the process ended what the end of its replies meant."""
        end = self.close()
        if death.why != ENDED or end is None:
            return death
        status, cpu_s = end["exit"], end["cpu_s"]
        if not os.WIFSIGNALED(status):
            if self._buffer:
                return _violation("half an answer", ENDED)
            return Died(death.outcome, death.why, doubtful=os.WEXITSTATUS(status) == _BROKEN)
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_s >= self._cpu_limit_s - 1):
            return Died("timed_out", self.budgets[-1].why)
        if number == signal.SIGSYS:
            return Died("killed", "was stopped", "made a system call in a way that no Python program does")
        if number == signal.SIGXFSZ:
            return Died("killed", f"wrote a file of more than {self._limits.file_mib} MiB")
        if number == signal.SIGKILL:
            self._answers.by_chance = True
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


def _violation(what: str, why: str = "wrote into the line to the grader") -> Died:
    return Died("killed", why, f"wrote into the line to the grader: {what}")


def _write(descriptor: int, unsent: memoryview) -> memoryview:
    try:
        return unsent[os.write(descriptor, unsent) :]
    except BlockingIOError:
        return unsent
    except BrokenPipeError:
        raise Died("killed", ENDED) from None


def _cpu_clock(pidfd: int | None) -> int | None:
    """The clock of a process's processor time, from its number as this process sees it; see clock_getcpuclockid(3)."""
    if pidfd is None:
        return None
    try:
        if os.readlink("/proc/self") != str(os.getpid()):  # a /proc of another process namespace: other numbers
            return None
        with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as info:
            pid = next(int(line.split()[1]) for line in info if line.startswith("Pid:"))
        clock = (~pid << 3) | 2
        time.clock_gettime(clock)
    except (OSError, StopIteration, ValueError):
        return None
    return clock
