"""Standard streams that may be missing, closed by their reader, or on a full disk."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from autograder import GRADED, OUR_FAILURE, SOME_NOT_GRADED
from autograder.report.printable import said


def complete() -> list[str]:
    """Open what is missing of the three standard streams on nothing, and return what was: a file or a socket that is
    opened later must not be taken for one of them."""
    missing = []
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest that is free: this one
        if getattr(sys, name) is None:
            missing.append(name)
            stream = open(descriptor, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
    return missing


def forgive() -> None:
    """A terminal that cannot show a sign shows another."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")


def tell(words: str) -> None:
    """Say it on stderr, if anybody is there to hear it."""
    with suppress(OSError):
        print(said(f"autograder: {words}"), file=sys.stderr, flush=True)


def printed(write: Callable[[], None]) -> OSError | None:
    """Let something be written to stdout, to its end; return what went wrong, after which stdout leads nowhere."""
    try:
        write()
        sys.stdout.flush()
    except SystemExit:  # what rich makes of a broken pipe
        return BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    except OSError as error:
        _lead_nowhere(1)
        return error
    return None


def ended(status: int) -> int:
    """The exit status, once all is written: where the interpreter has to find that it cannot be, it ends with 120."""
    lost = printed(lambda: None)
    try:
        sys.stderr.flush()
    except OSError:
        _lead_nowhere(2)
    if lost is None or isinstance(lost, BrokenPipeError) or status not in (GRADED, SOME_NOT_GRADED):
        return status
    tell(f"not everything could be printed ({lost.strerror}).")
    return OUR_FAILURE


def _lead_nowhere(descriptor: int) -> None:
    """Or the interpreter would fail once more as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
