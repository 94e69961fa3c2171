"""The filter of system calls, run here by an interpreter of its own, for each architecture."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.worker import seccomp
from autograder.worker.syscalls import AUDIT, NUMBERS

ALLOW, KILL = "allow", "kill"
MACHINES = sorted(NUMBERS)


def verdict(machine: str, number: int, *args: int, audit: int | None = None, threads: bool = False) -> str | int:
    """What the kernel would say to a call: allow, kill, or the errno."""
    data = struct.pack(
        "<iIQ6Q",
        number - (1 << 32) if number >> 31 else number,
        audit or AUDIT[machine],
        0,
        *(*args, 0, 0, 0, 0, 0, 0)[:6],
    )
    program = seccomp.program(threads, machine)
    operations = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, operand = operations[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, operand)
        elif code == 0x06:
            return {0x7FFF0000: ALLOW, 0x80000000: KILL}.get(operand, operand & 0xFFFF)
        else:
            test = {0x15: accumulator == operand, 0x35: accumulator >= operand, 0x45: bool(accumulator & operand)}[code]
            at += if_true if test else if_false


@pytest.mark.parametrize("machine", MACHINES)
def test_computing_is_allowed(machine: str) -> None:
    """Memory, files that are open or that Landlock permits, clocks, waiting, ending."""
    for name in [
        "read",
        "write",
        "mmap",
        "munmap",
        "brk",
        "openat",
        "futex",
        "clock_gettime",
        "getrandom",
        "exit_group",
        "rt_sigreturn",
    ]:
        assert verdict(machine, NUMBERS[machine][name]) == ALLOW, name


@pytest.mark.parametrize("machine", MACHINES)
def test_reaching_out_is_refused(machine: str) -> None:
    """No process, thread, signal, socket, namespace, trace, key, filter, or new identity."""
    for name in [
        "clone",
        "execve",
        "kill",
        "tgkill",
        "socket",
        "connect",
        "bind",
        "sendto",
        "ptrace",
        "process_vm_readv",
        "unshare",
        "setns",
        "mount",
        "bpf",
        "keyctl",
        "seccomp",
        "io_uring_setup",
        "memfd_create",
        "shmget",
        "setuid",
        "setrlimit",
        "perf_event_open",
        "userfaultfd",
        "pidfd_open",
        "linkat",
        "symlinkat",
        "fchmodat",
        "personality",
        "landlock_restrict_self",
    ]:
        assert verdict(machine, NUMBERS[machine][name]) == errno.EPERM, name


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("number", [435, 437, 452, 500, 1000, 100000])
def test_the_unknown_does_not_exist(machine: str, number: int) -> None:
    """clone3, openat2 and all that is newer than this filter: libc falls back on older calls."""
    assert verdict(machine, number) == errno.ENOSYS


def test_calls_of_another_kind_kill() -> None:
    """The 32-bit table and x32 give the same numbers another meaning."""
    for machine, other in (("x86_64", 0x40000003), ("x86_64", AUDIT["aarch64"]), ("aarch64", 0x40000028)):
        assert verdict(machine, NUMBERS[machine]["read"], audit=other) == KILL
    assert verdict("x86_64", 0x40000000 | NUMBERS["x86_64"]["read"]) == KILL
    assert verdict("x86_64", 0xFFFFFFFF) == KILL


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("prctl", (15,), ALLOW),
        ("prctl", (1,), errno.EPERM),  # PR_SET_PDEATHSIG
        ("prctl", (4, 1), errno.EPERM),  # PR_SET_DUMPABLE
        ("prctl", (22,), errno.EPERM),  # PR_SET_SECCOMP
        ("prctl", (15 | 1 << 32,), errno.EPERM),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), errno.ENOTTY),  # TIOCSTI
        ("fcntl", (1, 3), ALLOW),
        ("fcntl", (1, 8, 1), errno.EPERM),  # F_SETOWN
        ("fcntl", (1, 1031, 1 << 20), errno.EPERM),  # F_SETPIPE_SZ
        ("prlimit64", (0, 7, 0), ALLOW),
        ("prlimit64", (0, 7, 1), errno.EPERM),
        ("prlimit64", (0, 7, 1 << 32), errno.EPERM),  # a pointer whose low half is 0
    ],
)
def test_some_calls_depend_on_an_argument(machine: str, name: str, args: tuple[int, ...], expected: str | int) -> None:
    """Both halves of an argument count."""
    assert verdict(machine, NUMBERS[machine][name], *args) == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_are_allowed_where_a_limit_says_so_and_processes_never(machine: str) -> None:
    """clone() with CLONE_THREAD and without a new namespace."""
    clone, thread = NUMBERS[machine]["clone"], 0x3D0F00
    assert verdict(machine, clone, thread) == errno.EPERM
    assert verdict(machine, clone, thread, threads=True) == ALLOW
    assert verdict(machine, clone, 17, threads=True) == errno.EPERM
    assert verdict(machine, clone, thread | 0x10000000, threads=True) == errno.EPERM  # CLONE_NEWUSER


def test_every_name_of_the_filter_has_a_number() -> None:
    """A call that is spelt wrong would be neither allowed nor refused."""
    known = set(NUMBERS["x86_64"]) | set(NUMBERS["aarch64"])
    assert {*seccomp.ALLOWED, *seccomp.DENIED, *seccomp.CHECKED} == known
    assert not set(seccomp.ALLOWED) & set(seccomp.DENIED)
