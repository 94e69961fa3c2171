"""Standard streams that may be missing, closed by their reader, or on a full disk."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable


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


def printed(write: Callable[[], None]) -> OSError | None:
    """Let something be written to stdout, to its end; return what went wrong, after which stdout leads nowhere."""
    try:
        write()
        sys.stdout.flush()
    except SystemExit:  # what rich makes of a broken pipe
        return BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)  # or the interpreter would fail once more as it ends
        os.close(nowhere)
        return error
    return None
