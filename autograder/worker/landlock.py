"""Landlock: a process gives up all files but those it names, for good (Linux 5.13 and later)."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from contextlib import suppress

from . import kernel

# the same numbers on every architecture
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # flag of create_ruleset: tell the version instead
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << i for i in range(6))
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV  # what a rule about a file may hold

READ = _READ_FILE | _READ_DIR  # never EXECUTE: execve is dead even without seccomp
SCRATCH = READ | _WRITE_FILE | _TRUNCATE | _MAKE_REG | _MAKE_DIR | _REMOVE_FILE | _REMOVE_DIR | _REFER
DEVICE = _READ_FILE | _WRITE_FILE

ENOUGH = 3  # the first version that stops truncate()


def version() -> int:
    """The kernel's Landlock version, 0 where it has none."""
    try:
        return kernel.syscall(_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def ruleset(read: Iterable[str], scratch: Iterable[str], devices: Iterable[str]) -> int:
    """A descriptor for ``restrict``: all that is not beneath these paths will be out of reach. Raises OSError.

    Rules hold on to the folder itself, not to its name: a folder that is made anew is out of reach.
    """
    abi = version()
    handled = (1 << 13) - 1
    handled |= (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0) | (_IOCTL_DEV if abi >= 5 else 0)
    network = 0b11 if abi >= 4 else 0  # binding and connecting TCP: handled and never allowed
    scoped = 0b11 if abi >= 6 else 0  # abstract sockets of others, signals to others
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    rules = kernel.syscall(_CREATE_RULESET, struct.pack("QQQ", handled, network, scoped)[:size], size, 0)
    os.set_inheritable(rules, False)
    for paths, rights in ((read, READ), (scratch, SCRATCH), (devices, DEVICE)):
        for path in paths:
            with suppress(FileNotFoundError):
                _allow(rules, path, rights & handled)
    return rules


def _allow(rules: int, path: str, rights: int) -> None:
    target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            rights &= _OF_FILES
        kernel.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, target), 0)
    finally:
        os.close(target)


def restrict(rules: int) -> None:
    """Give up everything else, for this process. Needs no_new_privs. Raises OSError."""
    kernel.syscall(_RESTRICT_SELF, rules, 0)
