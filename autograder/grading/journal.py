"""What has been graded before, kept on disk as it comes: an interrupted run goes on, and what has not changed is not
graded again.

Results are found by content: the bytes of the notebook, and everything else that decides a result. No name of a
student is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sqlite3
import sys
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, Self, get_args, get_origin, get_type_hints

import numpy as np

from autograder import __version__
from autograder.grading.collect import Submission
from autograder.grading.result import Graded
from autograder.notebook.files import has_link

MOST = 200_000  # results that are kept: some 1 GB
_WAIT_S = 30.0  # for another run that is writing
_TABLE = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, used INTEGER NOT NULL, result BLOB NOT NULL)"


def default_path() -> Path:
    """Where results are kept: below XDG_CACHE_HOME, or what stands for it on this system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "autograder" / "results.sqlite"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograder" / "results.sqlite"


def fingerprint(assignment: str, release: str, settings: Any, tier: str) -> str:
    """A digest of all that decides a result beside the notebook: assignment, release, settings, tier, grader, numpy."""
    content = [assignment, release, asdict(settings), tier, __version__, _code(), np.__version__]
    content += [platform.python_version(), platform.machine()]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@cache
def _code() -> str:
    """A digest of the grader's own source, and of the other packages beside it that it imports."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Journal:
    """Results by key; a context manager. What cannot be read or written any more is graded again, never an error.

    ``path`` None keeps nothing; ``failed`` says why nothing is kept, where something should have been.
    """

    def __init__(self, path: Path | None, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self.failed: str | None = None
        self._database: sqlite3.Connection | None = None
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._database = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
            os.chmod(path, 0o600)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def key(self, submission: Submission) -> str | None:
        """What a submission's result is kept under, or None for what is not kept: its file cannot simply be read."""
        if self._database is None or submission.path is None:
            return None
        if has_link(submission.path, submission.within or submission.path.parent):
            return None
        try:
            with open(os.open(submission.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None
        return hashlib.sha256(f"{self.fingerprint} {content} {submission.path.suffix.lower()}".encode()).hexdigest()

    def get(self, key: str | None, submission: Submission) -> Graded | None:
        """The result that was kept, as this submission's."""
        row = self._execute("SELECT result FROM results WHERE key = ?", key) if key else None
        try:
            kept = _rebuilt(Graded, json.loads(zlib.decompress(row[0]))) if row else None
        except (ValueError, TypeError, KeyError, zlib.error):  # torn, or of a version that forgot to say so
            return None
        if kept is None:
            return None
        self._execute("UPDATE results SET used = unixepoch() WHERE key = ?", key)
        reasons, repairs = (*submission.remarks, *kept.reasons), (*submission.repairs, *kept.repairs)
        return replace(kept, student=submission.student, notebook=submission.notebook, reasons=reasons, repairs=repairs)

    def __contains__(self, key: str | None) -> bool:
        return bool(key and self._execute("SELECT 1 FROM results WHERE key = ?", key))

    def put(self, key: str | None, submission: Submission, graded: Graded) -> None:
        """Keep a result, on disk when this returns; a failure of ours is none."""
        if key is None or not graded.exercises:
            return
        own = replace(
            graded,
            student="",
            notebook="",
            reasons=graded.reasons[len(submission.remarks) :],
            repairs=graded.repairs[len(submission.repairs) :],
        )
        encoded = zlib.compress(json.dumps(_plain(own), separators=(",", ":")).encode(), 1)
        self._execute("INSERT OR REPLACE INTO results VALUES (?, unixepoch(), ?)", key, encoded)

    def close(self) -> None:
        """Forget what is too much, the longest unused first, and close the file."""
        if self._database is not None:
            self._execute(
                "DELETE FROM results WHERE key IN (SELECT key FROM results ORDER BY used DESC LIMIT -1 OFFSET ?)", MOST
            )
        if self._database is not None:
            self._database.close()
            self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _execute(self, statement: str, *values: Any) -> Any:
        if self._database is None:
            return None
        try:
            return self._database.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None

    def _give_up(self, error: Exception) -> None:
        """A full disk, another's file: this run keeps nothing more."""
        self.failed = getattr(error, "strerror", None) or str(error)
        if self._database is not None:
            self._database.close()
            self._database = None


def _plain(value: Any) -> Any:
    """Dataclasses, arrays and tuples as JSON has them."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _rebuilt(kind: Any, value: Any) -> Any:
    """The value of that type again. Raises ValueError, TypeError or KeyError where it is none."""
    choices = [choice for choice in get_args(kind) if choice is not NoneType]
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_rebuilt(choices[0], each) for each in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _rebuilt(hints[name], value[name]) for name in hints})
    if len(choices) == 1 and isinstance(choices[0], type) and is_dataclass(choices[0]):
        return _rebuilt(choices[0], value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
