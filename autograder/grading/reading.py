"""Has a file read and mended in the bounded process, where whatever it holds can cost the grader nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from autograder.execution import Runner
from autograder.notebook.cells import Mended, Remark, Unreadable
from autograder.notebook.files import LIMIT_BYTES as FILE_BYTES
from autograder.notebook.files import opened
from autograder.notebook.reading import LIMIT_BYTES, told
from autograder.sandbox import Died

_CHUNK = 1 << 20


class Reader:
    """Lays files onto one release. ``exercises`` maps each grade_id to its classes; ``keep``: with mended notebooks."""

    def __init__(self, release: Path, exercises: Mapping[str, tuple[str, ...]], keep: bool) -> None:
        self.release = release.read_text(encoding="utf-8")
        self.asked: Mapping[str, Any] = {
            "exercises": {exercise: list(classes) for exercise, classes in exercises.items()},
            "name": release.name,
            "limit_bytes": FILE_BYTES,
            "keep": keep,
        }

    def read(self, runner: Runner, path: Path, within: Path | None = None) -> Mended:
        """The file, mended. Raises ``Unreadable``, also where it does not end within its limits; ``OurFault``."""
        file, size = opened(path, within)
        with file:
            try:
                return told(runner.read({**self.asked, "size": size}, _parts(file, size), LIMIT_BYTES))
            except Died as death:
                raise Unreadable(Remark("not_read", {"why": death.why})) from None
            except ValueError:
                raise Unreadable(Remark("too_complex")) from None


def _parts(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The file, piece by piece; of one that has become shorter since, blanks."""
    while size > 0:
        part = file.read(min(_CHUNK, size)) or b"\0" * min(_CHUNK, size)
        size -= len(part)
        yield part
