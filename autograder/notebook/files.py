"""Opens a file that a student handed in: bounded, and never through a link."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from .cells import Remark, Unreadable

MEGABYTE = 10**6
LIMIT_BYTES = 100 * MEGABYTE
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0)  # a pipe must not block


def read_bytes(path: Path, within: Path | None = None, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """The contents of a regular file, as ``opened`` opens it."""
    file, size = opened(path, within, limit_bytes)
    with file:
        return file.read(size)


def opened(path: Path, within: Path | None = None, limit_bytes: int = LIMIT_BYTES) -> tuple[BinaryIO, int]:
    """A regular file and its size.

    ``within`` is where the submissions begin (by default the file's own folder): it is opened as it is, and no
    component below it may be a link. Raises ``Unreadable``: missing, link, not_a_file, no_permission, too_big.
    """
    within = path.parent if within is None else within
    try:
        descriptor = _descend(within, path.relative_to(within).parts)
    except OSError as error:
        raise Unreadable(_why(error, path, within)) from None
    status = os.fstat(descriptor)
    refused = None if stat.S_ISREG(status.st_mode) else Remark("not_a_file")
    if refused is None and status.st_size > limit_bytes:
        sizes = {"megabytes": status.st_size // MEGABYTE, "limit": limit_bytes // MEGABYTE}
        refused = Remark("too_big", sizes)
    if refused is not None:
        os.close(descriptor)
        raise Unreadable(refused)
    return os.fdopen(descriptor, "rb", buffering=0), status.st_size


def _descend(folder: Path, parts: tuple[str, ...]) -> int:
    """Open part after part, each in the folder before it: what was checked is what is read."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for place, part in enumerate(parts):
        inner = os.O_DIRECTORY if place < len(parts) - 1 else 0
        try:
            if part == os.pardir:
                raise OSError(errno.ELOOP, part)
            following = os.open(part, _READ | inner, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = following
    return descriptor


def _why(error: OSError, path: Path, within: Path) -> Remark:
    if error.errno == errno.ELOOP or (error.errno == errno.ENOTDIR and has_link(path, within)):
        return Remark("link")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Remark("missing")
    if error.errno in (errno.ENXIO, errno.ENODEV, errno.EISDIR):
        return Remark("not_a_file")
    return Remark("no_permission", {"why": error.strerror or type(error).__name__})


def has_link(path: Path, within: Path) -> bool:
    """Whether a component of the path below ``within`` is a link."""
    below = path.relative_to(within).parts
    return any(within.joinpath(*below[: end + 1]).is_symlink() for end in range(len(below)))
