"""Byte code of what a student's process imports: it can write none itself, and would compile it all at every start."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

_32 = 0xFFFF_FFFF


def compile_missing(folders: Iterable[Path]) -> None:
    """Compile what has changed since it was compiled, where byte code may be written at all."""
    if sys.dont_write_bytecode:
        return
    stale = [source for folder in folders for source in _sources(os.fspath(folder)) if _is_stale(source)]
    if stale:
        import py_compile

        for source in stale:
            try:
                py_compile.compile(source, quiet=2)
            except OSError:  # a folder of root's: it is compiled at every start
                return


def _sources(folder: str) -> Iterable[str]:
    for inside, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(inside, name) for name in names if name.endswith(".py"))


def _is_stale(source: str) -> bool:
    """Whether Python would compile it again: its byte code begins with time and size of the source."""
    try:
        with open(cache_from_source(source), "rb") as file:
            magic, flags, *of_source = struct.unpack("<4sIII", file.read(16))
        now = os.stat(source)
    except (OSError, struct.error):
        return True
    return magic != MAGIC_NUMBER or (flags == 0 and of_source != [int(now.st_mtime) & _32, now.st_size & _32])
