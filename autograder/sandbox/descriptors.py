"""How many files this process may have open at once: a fresh process of a student needs places for its lines."""

from __future__ import annotations

import sys
from contextlib import suppress

from autograder.sandbox.errors import Refused

LEAST = 40  # the worker moves its lines to numbers from 32 on, above all that a student's code may have open
PLENTY = 256
REMEDY = (
    f"Raise it before the command: ulimit -n {PLENTY} (where the shell refuses this, start a new one: whoever lowered "
    "the limit, or runs the machine, may raise it)."
)


def too_few() -> str | None:
    """A sentence about a limit under which no process can be started, or None.

    Where the limit may be raised without asking anybody, it is.
    """
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= LEAST:
        return None
    most = PLENTY if hard == resource.RLIM_INFINITY else min(hard, PLENTY)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
        soft = max(soft, most)
    if soft >= LEAST:
        return None
    return f"a process may have {soft} files open at once here, and the grader needs {LEAST}"


def refused() -> Refused | None:
    """The refusal to grade under such a limit."""
    few = too_few()
    return None if few is None else Refused(f"No process can be started for students' code: {few}.", REMEDY)
