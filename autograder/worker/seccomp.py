"""seccomp: a process gives up all system calls but those that computing needs, for good.

A classic BPF program: an allow-list. Calls that are known and not for students are refused with EPERM; unknown ones
with ENOSYS, so that libc falls back on older ones; calls of a foreign ABI (``int 0x80``, x32) kill the process.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from . import kernel
from .syscalls import AUDIT, NUMBERS


def _op(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALLOWED = _names("""
    read write close fstat newfstatat stat lstat statx lseek mmap mprotect munmap mremap madvise brk msync
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack restart_syscall pread64
    pwrite64 readv writev preadv pwritev access faccessat faccessat2 open openat creat getdents getdents64 readlink
    readlinkat getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate truncate
    fsync fdatasync umask statfs fstatfs pipe pipe2 dup dup2 dup3 select pselect6 poll ppoll epoll_create
    epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 sched_yield sched_getaffinity getcpu nanosleep
    clock_nanosleep clock_gettime clock_getres gettimeofday time times getrusage sysinfo uname getpid getppid gettid
    getuid geteuid getgid getegid getgroups getresuid getresgid getpgrp getpgid getsid getpriority getrlimit
    getrandom getitimer setitimer alarm pause futex futex_waitv set_robust_list get_robust_list rseq set_tid_address
    membarrier arch_prctl exit exit_group wait4 waitid copy_file_range sendfile close_range
""")

# no process, no thread, no signal to another, no socket, no namespace, no key, no shared memory, no new identity
DENIED = _names("""
    clone fork vfork execve execveat kill tgkill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open
    pidfd_send_signal pidfd_getfd socket socketpair connect accept accept4 bind listen sendto recvfrom sendmsg
    recvmsg sendmmsg recvmmsg getsockname getpeername setsockopt getsockopt shutdown ptrace process_vm_readv
    process_vm_writev process_madvise kcmp unshare setns mount umount2 pivot_root chroot mount_setattr move_mount
    open_tree fsopen fsmount fsconfig fspick swapon swapoff sethostname setdomainname setuid setgid setreuid
    setregid setresuid setresgid setfsuid setfsgid setgroups capset setrlimit setpriority sched_setattr
    sched_setscheduler sched_setparam sched_setaffinity ioprio_set setsid setpgid chmod fchmod fchmodat chown fchown
    lchown fchownat utime utimes utimensat futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr
    fremovexattr link linkat symlink symlinkat mknod mknodat memfd_create memfd_secret shmget shmat shmctl shmdt
    msgget msgsnd msgrcv msgctl semget semop semctl semtimedop mq_open mq_unlink bpf perf_event_open userfaultfd
    io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key seccomp landlock_create_ruleset
    landlock_add_rule landlock_restrict_self personality reboot kexec_load kexec_file_load init_module finit_module
    delete_module syslog acct quotactl settimeofday clock_settime clock_adjtime adjtimex iopl ioperm fanotify_init
    inotify_init inotify_init1 name_to_handle_at open_by_handle_at mlock mlock2 mlockall fallocate vmsplice splice
    tee timer_create timerfd_create signalfd4 signalfd sync syncfs vhangup lookup_dcookie nfsservctl ustat sysfs
    modify_ldt mbind set_mempolicy migrate_pages move_pages remap_file_pages
""")

# allowed for these values of one argument: (its index, the values, the refusal)
CHECKED = {
    "ioctl": (1, (0x5401, 0x5413, 0x5450, 0x5451, 0x5421, 0x541B), errno.ENOTTY),  # TCGETS, TIOCGWINSZ, FIO*CLEX, FION*
    "fcntl": (1, (0, 1, 2, 3, 4, 1030, 1032), errno.EPERM),  # DUPFD, GETFD to SETFL, DUPFD_CLOEXEC, GETPIPE_SZ
    "prctl": (0, (3, 15, 16, 39), errno.EPERM),  # GET_DUMPABLE, SET_NAME, GET_NAME, GET_NO_NEW_PRIVS
    "prlimit64": (2, (0,), errno.EPERM),  # new_limit is NULL: reading only
}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # LD|W|ABS, JEQ, JGE, JSET, RET
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_X32 = 0x40000000
_MODE_FILTER = 2

# clone() of a thread (CLONE_THREAD) and of no namespace (CLONE_NEW*)
_A_THREAD = (
    _op(_LOAD, _ARGUMENTS),
    _op(_ANY_BIT, 0x7E020000, 1, 0),
    _op(_ANY_BIT, 0x00010000, 1, 0),
    _op(_RETURN, _ERRNO | errno.EPERM),
    _op(_RETURN, _ALLOW),
)


def program(threads: bool = False, machine: str | None = None) -> bytes:
    """The filter for a machine (this one), as an array of struct sock_filter. Raises KeyError for an unknown one."""
    machine = machine or os.uname().machine
    numbers = NUMBERS[machine]
    code = [_op(_LOAD, _ARCHITECTURE), _op(_EQUAL, AUDIT[machine], 1, 0), _op(_RETURN, _KILL), _op(_LOAD, _NUMBER)]
    if machine == "x86_64":
        code += [_op(_AT_LEAST, _X32, 0, 1), _op(_RETURN, _KILL)]
    if threads:
        code += [_op(_EQUAL, numbers["clone"], 0, len(_A_THREAD)), *_A_THREAD]
    for name, (index, values, refusal) in CHECKED.items():
        if name in numbers:
            body = _one_of(index, values, refusal)
            code += [_op(_EQUAL, numbers[name], 0, len(body)), *body]
    for names, verdict in ((ALLOWED, _ALLOW), (DENIED, _ERRNO | errno.EPERM)):
        for number in sorted(numbers[name] for name in names if name in numbers):
            code += [_op(_EQUAL, number, 0, 1), _op(_RETURN, verdict)]  # jumps are 8 bits: a pair for each
    return b"".join([*code, _op(_RETURN, _ERRNO | errno.ENOSYS)])


def load(filter_program: bytes) -> None:
    """Put the filter on this process. Needs no_new_privs. Raises OSError."""
    code = ctypes.create_string_buffer(filter_program, len(filter_program))
    header = struct.pack("HxxxxxxP", len(filter_program) // 8, kernel.address(code))
    header_buffer = ctypes.create_string_buffer(header, len(header))
    kernel.prctl(kernel.PR_SET_SECCOMP, _MODE_FILTER, kernel.address(header_buffer))


def _one_of(index: int, values: tuple[int, ...], refusal: int) -> list[bytes]:
    """Allow the call where an argument is one of the values: both halves of it, as a pointer's low half may be 0."""
    low, high = _ARGUMENTS + 8 * index, _ARGUMENTS + 8 * index + 4
    last = len(values) + 3
    code = [_op(_LOAD, high), _op(_EQUAL, 0, 0, last - 2), _op(_LOAD, low)]
    code += [_op(_EQUAL, value, len(values) - place, 0) for place, value in enumerate(values)]
    return [*code, _op(_RETURN, _ERRNO | refusal), _op(_RETURN, _ALLOW)]
