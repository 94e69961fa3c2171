"""Signals that ask a process to end: it ends its own processes, removes what it has made, and says so."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from autograder import INTERRUPTED

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_IMPORT = "<frozen importlib._bootstrap>"  # the file that Python names for its own code that imports
_AGAIN_S = 0.01
_coming: list[threading.Timer] = []  # a signal that comes again


class Stopped(BaseException):
    """One of ``SIGNALS`` has come; ``status`` is the exit status that shells expect for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number
        name = signal.Signals(number).name
        self.advice = ""  # a sentence on how to go on
        self.why = "interrupted" if self.status == INTERRUPTED else f"stopped by {name}"


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
        _forget()
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = told


def behind(error: BaseException | None) -> Stopped | None:
    """The signal that an error comes from: one that was raised while things were being ended, say."""
    while error is not None and not isinstance(error, Stopped):
        error = error.__context__
    return error


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """A signal that came where Python lets nothing be raised, in a callback say, comes again a moment later."""
    error = unraisable.exc_value
    if isinstance(error, Stopped):
        number = error.status - 128
        signal.signal(number, _stop)
        _again(number)
    elif unraisable.object is not None or not isinstance(error, OSError):  # else a second signal, ignored just in time
        sys.__unraisablehook__(unraisable)


def _stop(number: int, frame: FrameType | None) -> None:
    if _imports(frame):
        _again(number)
        return
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)


def _imports(frame: FrameType | None) -> bool:
    """Whether something is being imported: a C extension would turn the exception into an ImportError of its own."""
    while frame is not None and frame.f_code.co_filename != _IMPORT:
        frame = frame.f_back
    return frame is not None


def _again(number: int) -> None:
    _forget()
    timer = threading.Timer(_AGAIN_S, os.kill, (os.getpid(), number))
    timer.daemon = True
    _coming.append(timer)
    timer.start()


def _forget() -> None:
    while _coming:
        _coming.pop().cancel()
