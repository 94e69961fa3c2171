"""What a forked child gives up, for good, before a line of a student's runs. Each layer holds without the others."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from . import kernel, landlock, seccomp

if sys.platform != "win32":  # which the grader refuses with a sentence
    import resource

# files of the system that code may use: they hold and keep nothing
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

_LINUX = sys.platform == "linux"
_STACK_BYTES = 64 << 20


@dataclass(frozen=True)
class Layers:
    """What ``prepare`` made ready in the zygote, once, for every child: None where the layer is off."""

    ruleset: int | None
    filter: bytes | None


def prepare(
    readable: Sequence[str], scratch: Sequence[str], use_landlock: bool, use_seccomp: bool, threads: bool
) -> Layers:
    """Make the layers ready. Raises OSError where the kernel lacks one that is wanted."""
    if _LINUX:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # nobody of the same user traces the zygote
    rules = landlock.ruleset([*readable, *scratch], scratch, DEVICES) if use_landlock else None
    return Layers(rules, seccomp.program(threads) if use_seccomp else None)


def become(uid: int) -> None:
    """Give up root for a user of one's own, for good. Raises OSError."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def drop_capabilities() -> None:
    """Give up every capability, also the right to gain one; where there are none this changes nothing."""
    for capability in range(64):
        with suppress(OSError):  # beyond the last one, or none to drop
            kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
    version_3, this_process, no_capabilities = 0x20080522, 0, bytes(24)
    numbers = seccomp.NUMBERS.get(os.uname().machine, {})
    if "capset" in numbers:
        kernel.syscall(numbers["capset"], struct.pack("=II", version_3, this_process), no_capabilities)


def confine(layers: Layers, limits: Mapping[str, int], parent: int) -> None:
    """Limits first, then Landlock, then seccomp, which forbids all of this. Raises OSError, ValueError."""
    if _LINUX:
        kernel.die_with(parent)
    _limit(limits)
    if layers.ruleset is not None:
        landlock.restrict(layers.ruleset)
        os.close(layers.ruleset)
    if layers.filter is not None:
        seccomp.load(layers.filter)


def _limit(limits: Mapping[str, int]) -> None:
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": limits["cpu_s"],
        "RLIMIT_FSIZE": limits["file_mib"] << 20,
        "RLIMIT_NOFILE": limits["descriptors"],
        "RLIMIT_NPROC": limits["processes"] and limits["processes"] + 2,  # the zygote and the child itself
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": 64,
        "RLIMIT_STACK": _STACK_BYTES,
        "RLIMIT_AS": limits["memory_mib"] << 20,
    }
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None:  # not on this system
            continue
        hard = resource.getrlimit(number)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:  # soft is hard: a signal that can be caught would only tell the student's code to hurry
            resource.setrlimit(number, (bound, bound))
        except (OSError, ValueError):
            if _LINUX:  # macOS knows limits that it does not let anyone set
                raise
