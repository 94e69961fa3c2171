"""Linux's own calls that Python has no function for, through ctypes."""

from __future__ import annotations

import ctypes
import os
import signal

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38


def syscall(number: int, *args: int | bytes | None) -> int:
    """Make a system call; bytes are passed as a pointer to them. Raises OSError."""
    # ints must be made long by hand: ctypes would pass 32 bits of them
    result: int = _libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def prctl(option: int, *args: int) -> None:
    """Make a prctl call. Raises OSError."""
    four = [ctypes.c_ulong(a) for a in (*args, 0, 0, 0, 0)[:4]]
    if _libc.prctl(ctypes.c_int(option), *four) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")


def die_with(parent: int) -> None:
    """End this process when its parent, whose number it was handed, ends or has already ended."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def address(buffer: ctypes.Array[ctypes.c_char]) -> int:
    """Where a buffer lies in memory, for structures that hold pointers."""
    return ctypes.addressof(buffer)
