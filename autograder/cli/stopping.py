"""Signals that ask the command to end: it ends its processes, removes what it has made, and says so."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from autograder import INTERRUPTED

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stopped(BaseException):
    """One of ``SIGNALS`` has come; ``status`` is the exit status that shells expect for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number
        name = signal.Signals(number).name
        self.advice = ""  # a sentence on how to go on
        self.why = "interrupted" if self.status == INTERRUPTED else f"stopped by {name}"


@contextmanager
def at_once() -> Iterator[None]:
    """Within, Ctrl-C ends the process as SIGTERM does, without a word: what is half loaded turns an exception into
    another, or cannot be loaded again."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def stoppable() -> Iterator[None]:
    """Within, the first signal raises ``Stopped`` and others are ignored; what nohup or a shell ignores stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    told, sys.unraisablehook = sys.unraisablehook, _unraisable
    try:
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, _stop)
        yield
    finally:
        sys.unraisablehook = told
        for number, handler in before.items():
            signal.signal(number, handler)


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """A signal that came where Python lets nothing be raised, in a callback say, comes again a moment later."""
    if not isinstance(unraisable.exc_value, Stopped):
        sys.__unraisablehook__(unraisable)
        return
    number = unraisable.exc_value.status - 128
    signal.signal(number, _stop)
    again = threading.Timer(0.01, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()


def _stop(number: int, frame: object) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)
