"""Signals that ask the command to end: it ends its processes, removes what it has made, and says so."""

from __future__ import annotations

import signal
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
        self.why = "interrupted" if self.status == INTERRUPTED else f"stopped by {name}"


@contextmanager
def stoppable() -> Iterator[None]:
    """Within, the first signal raises ``Stopped`` and others are ignored; what nohup or a shell ignores stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, _stop)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: object) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)
