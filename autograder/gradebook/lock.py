"""One command at a time writes into a course: another one waits, and says so."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = ".autograder.lock"


@contextmanager
def alone(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the course's folder while the body runs; where another command holds it, ``tell`` so and wait.

    The lock goes with the process, however it ends. Where the file system knows no locks, or nothing can be written,
    nobody waits.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        yield
        return
    try:
        _wait(handle, folder, tell)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, folder: Path, tell: Callable[[str], None]) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell(f"another command is writing into the course {folder.absolute().name}; waiting for its end")
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        return
