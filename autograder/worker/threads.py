"""Threads as a notebook's cells find them, where none can be started: each runs when it is waited for, or when its
cell ends.

So the same cells give the same answers. One that would wait for ever ends there; one that nobody waits for, as a
spinner beside the work, is cut off soon.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

_MOST = 1000  # that are ready
_PATIENCE_S = 0.25  # for a thread that nobody waits for


class _Ends(BaseException):
    """Ends a thread that waits for what never comes, or has had its time."""


_ready: list[threading.Thread] = []  # started, and not yet run
_running: list[threading.Thread] = []  # each waits for the one after it
_original_wait = threading.Condition.wait


def install() -> None:
    """Put these in place of the real ones, for what is imported and what will be."""
    thread: Any = threading.Thread
    thread.start, thread.join, thread.is_alive = _start, _join, _is_alive
    condition: Any = threading.Condition
    condition.wait = _wait
    queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[misc,attr-defined]


def finish() -> None:
    """A cell has ended: its threads go on, for a moment."""
    end = time.monotonic() + _PATIENCE_S
    while _ready and (left := end - time.monotonic()) > 0:
        _run(_ready[0], left)
    _ready.clear()


def _start(self: threading.Thread) -> None:
    if self._started.is_set():  # type: ignore[attr-defined]
        raise RuntimeError("threads can only be started once")
    if len(_ready) >= _MOST:
        raise RuntimeError("can't start new thread")
    self._started.set()  # type: ignore[attr-defined]
    self._ident = threading.get_ident()  # type: ignore[attr-defined]
    _ready.append(self)


def _join(self: threading.Thread, timeout: float | None = None) -> None:
    if not self._started.is_set():  # type: ignore[attr-defined]
        raise RuntimeError("cannot join thread before it is started")
    if self in _running:
        raise RuntimeError("cannot join current thread")
    if self in _ready:
        _run(self, timeout)


def _is_alive(self: threading.Thread) -> bool:
    if self in _ready:
        _run(self, _PATIENCE_S)
    return self in _running


def _run(thread: threading.Thread, patience_s: float | None = None) -> None:
    _ready.remove(thread)
    _running.append(thread)
    active: dict[int, threading.Thread] = threading._active  # type: ignore[attr-defined]
    before = active.get(threading.get_ident())
    active[threading.get_ident()] = thread
    try:
        with _cut_off_after(patience_s):
            thread.run()
    except (_Ends, SystemExit):
        pass
    except Exception:
        threading.excepthook(threading.ExceptHookArgs([*sys.exc_info(), thread]))
    finally:
        _running.remove(thread)
        if before is not None:
            active[threading.get_ident()] = before


@contextlib.contextmanager
def _cut_off_after(seconds: float | None) -> Iterator[None]:
    """Raise ``_Ends`` in what takes longer, but where the student's code has an alarm of its own."""
    if seconds is None or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def end(*_: Any) -> None:
        raise _Ends

    handler = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)


def _wait(self: threading.Condition, timeout: float | None = None) -> bool:
    """Others run first; where there are none, nothing comes any more."""
    if _ready:
        saved = self._release_save()  # type: ignore[attr-defined]
        try:
            _run(_ready[0], timeout)
        finally:
            self._acquire_restore(saved)  # type: ignore[attr-defined]
        return True
    if timeout is not None:
        return _original_wait(self, timeout)
    if _running:
        raise _Ends
    raise RuntimeError("waits for what never comes")
