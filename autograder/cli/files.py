"""What stands on the command line, checked before anything is graded: files to write, numbers."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from autograder.cli.errors import WrongCall
from autograder.grading.collect import Submission
from autograder.report.document import write


def writable(json: Path | None, out: Path | None, submissions: Sequence[Submission]) -> list[Path]:
    """The files to write, each tried beforehand: a class is not graded to find the disk read-only.

    Raises WrongCall for what cannot be written, and for a file that is a submission itself.
    """
    files = []
    if json is not None:
        if json.is_dir():
            raise WrongCall(f"--json {json}: this is a folder; name a file in it")
        if json.exists() and any(s.path is not None and json.samefile(s.path) for s in submissions if s.path):
            raise WrongCall(f"--json {json}: this is a submission, and would be overwritten; name another file")
        _try_to_write(json, f"--json {json}")
        files.append(json)
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongCall(f"--out {out}: cannot make this folder ({error.strerror}); name another") from None
        _try_to_write(out / "grades.json", f"--out {out}")
        files.append(out / "grades.json")
    return files


class Saving:
    """Writes files whatever becomes of the others: ``failed`` says of each that could not be written why, in words."""

    def __init__(self) -> None:
        self.failed: dict[Path, str] = {}

    def save(self, file: Path, made: Callable[[], bytes | Iterable[bytes]]) -> bool:
        """Write one, and say whether it could be: the place may have become unwritable since it was tried."""
        try:
            write(file, made())
        except OSError as error:
            self.failed[file] = f"{file}: cannot write there ({error.strerror}); name another place"
        except WrongCall as error:  # of what cannot be said in this file's format
            self.failed[file] = str(error)
        return file not in self.failed

    def end(self) -> None:
        """Raise WrongCall where a file could not be written."""
        if self.failed:
            raise WrongCall(" ".join(self.failed.values()))


def is_stdout(file: Path) -> bool:
    """Standard output, where it is no file of its own: it is written to last, as nobody may be reading."""
    return str(file) in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1") and not file.is_file()


def _try_to_write(file: Path, argument: str) -> None:
    if file.exists() and not file.is_file():  # a device or a pipe: nothing is tried on it
        allowed = not file.is_dir() and os.access(file, os.W_OK)
        if not allowed:
            raise WrongCall(f"{argument}: cannot write there; name another place")
        return
    import tempfile  # which takes time to load

    try:
        tempfile.TemporaryFile(dir=file.resolve().parent).close()  # where the system can, one without a name
    except OSError as error:
        raise WrongCall(f"{argument}: cannot write there ({error.strerror}); name another place") from None


def path(text: str) -> Path:
    """A path that is not empty."""
    if not text:
        raise argparse.ArgumentTypeError("a name is needed")
    return Path("/dev/stdout" if text == "-" else text)


def points(text: str) -> float:
    """A number of points."""
    number = float(text)
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError("a number of points is needed")
    return number


def seed(text: str) -> int:
    """A number from 0 on, for argparse."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text}: a seed is a number from 0 on")
    return number


def at_least_one(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
