"""What has been graded before, kept on disk as it comes: an interrupted run goes on, and what has not changed is not
graded again.

Results are found by content: the bytes of the notebook, and everything else that decides a result. No name of a
student is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np

from autograder import __version__
from autograder.assignment import Assignment
from autograder.findings import CheckResult, ExerciseResult, Finding
from autograder.grading.collect import Submission
from autograder.grading.grader import Settings
from autograder.grading.result import Graded
from autograder.notebook.cells import Remark, Unreadable
from autograder.notebook.files import opened
from gradcheck import CORE

MOST_BYTES = 2 << 30  # what is kept in all; the longest unused goes first, but nothing of the last day
_A_DAY_S = 24 * 3600
_WAIT_S = 30.0  # for another run that is writing
_CHUNK = 1 << 20
_PYTHON = sys.version.split()[0]
_TELLS = frozenset({"cli", "corpus", "formats", "gradebook", "report", "similarity"})  # what decides nothing
_TABLE = """CREATE TABLE IF NOT EXISTS graded
    (key BLOB NOT NULL, tier TEXT NOT NULL, used INTEGER NOT NULL, result BLOB NOT NULL, PRIMARY KEY (key, tier))"""


def default_path() -> Path | None:
    """Where results are kept: below XDG_CACHE_HOME, or what stands for it on this system; None for who has no home."""
    if cache_home := os.environ.get("XDG_CACHE_HOME"):
        return Path(cache_home, "autograder", "results.sqlite").absolute()
    try:
        home = Path.home()
    except RuntimeError:
        return None
    folder = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return (folder / "autograder" / "results.sqlite").absolute()


def fingerprint(assignment: Assignment, settings: Settings) -> str:
    """A digest of all that decides a result beside the notebook and the tier."""
    machine = [os.uname().machine, shutil.which("bwrap"), os.geteuid()]  # the last two may change the tier
    return _digest([version(assignment), asdict(settings), *machine])


def version(assignment: Assignment) -> str:
    """A digest of what grades: the grader, the assignment with its release and reference, and what they run on."""
    files = [_folder(CORE), _file(assignment.release), _folder(assignment.package), _file(assignment.stand_ins)]
    if assignment.home is not None:  # what lies in folders below it is a course's: the class's work too
        files += [_file(module) for module in sorted(assignment.home.glob("*.py"))]
    files.append(_folder(Path(__file__).parents[1], _TELLS))
    return _digest([assignment.name, *files, __version__, np.__version__, _PYTHON])


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _folder(root: Path, without: frozenset[str] = frozenset()) -> str:
    """A digest of all that lies in a folder, but for what begins with a dot, byte code, and folders of these names."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache")) and name not in without)
        for name in sorted(names):
            path = f"{folder}/{name}"
            if not name.startswith(".") and os.path.isfile(path):
                with open(path, "rb", buffering=0) as file:
                    digest.update(path[len(str(root)) :].encode() + b"\0" + file.read())
    return digest.hexdigest()


class Journal:
    """Results by key and tier; a context manager. What cannot be read or written any more is graded again, never an
    error.

    ``path`` None keeps nothing; ``failed`` says why nothing is kept, where something should have been.
    """

    def __init__(self, path: Path | None, fingerprint: str) -> None:
        self.fingerprint = fingerprint.encode()
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

    @property
    def keeps(self) -> bool:
        """Whether results are kept."""
        return self._database is not None

    def key(self, submission: Submission) -> bytes | None:
        """What a submission's result is kept under, or None for what is not kept: its file cannot simply be read."""
        if self._database is None or submission.path is None:
            return None
        digest = hashlib.sha256(self.fingerprint + submission.path.suffix.lower().encode("utf-8", "surrogatepass"))
        try:
            file, size = opened(submission.path, submission.within)
            with file:
                while size > 0 and (part := file.read(min(size, _CHUNK))):
                    size -= len(part)
                    digest.update(part)
        except (OSError, Unreadable):
            return None
        return digest.digest()

    def tiers(self, key: bytes | None) -> set[str]:
        """The tiers whose results are kept."""
        return {tier for (tier,) in self._execute("SELECT tier FROM graded WHERE key = ?", key)} if key else set()

    def get(self, key: bytes | None, tier: str, submission: Submission) -> Graded | None:
        """The result that was kept, as this submission's."""
        rows = self._execute("SELECT result FROM graded WHERE key = ? AND tier = ?", key, tier) if key else []
        try:
            kept = _unpacked(rows[0][0]) if rows else None
        except (ValueError, TypeError, KeyError, zlib.error):  # torn, or of a version that forgot to say so
            return None
        if kept is None:
            return None
        now = int(time.time())
        self._execute("UPDATE graded SET used = ? WHERE key = ? AND used < ?", now, key, now - _A_DAY_S // 2)
        reasons, repairs = (*submission.remarks, *kept.reasons), (*submission.repairs, *kept.repairs)
        return replace(kept, student=submission.student, notebook=submission.notebook, reasons=reasons, repairs=repairs)

    def put(self, key: bytes | None, tier: str, submission: Submission, graded: Graded) -> bool:
        """Keep a result, and say whether it is on disk: what another try could change is not kept, nor what was read
        from a file that has changed since the key was made."""
        if key is None or not graded.settled or self.key(submission) != key:
            return False
        own = replace(
            graded,
            student="",
            notebook="",
            reasons=graded.reasons[len(submission.remarks) :],
            repairs=graded.repairs[len(submission.repairs) :],
        )
        values = key, tier, int(time.time()), _packed(own)
        self._execute("INSERT OR REPLACE INTO graded VALUES (?, ?, ?, ?)", *values)
        return self.keeps

    def close(self) -> None:
        """Forget what is too much, and close the file."""
        if self._database is not None and self._bytes() > MOST_BYTES:
            self._execute(
                "DELETE FROM graded WHERE used < ? AND used <= (SELECT used FROM graded ORDER BY used LIMIT 1 "
                "OFFSET (SELECT count(*) / 4 FROM graded))",
                int(time.time()) - _A_DAY_S,
            )
        if self._database is not None:
            self._database.close()
            self._database = None

    def _bytes(self) -> int:
        pages, free, size = (self._execute(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size"))
        return (pages[0][0] - free[0][0]) * size[0][0] if pages and free and size else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _execute(self, statement: str, *values: Any) -> list[Any]:
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _give_up(self, error: Exception) -> None:
        """A full disk, another's file: this run keeps nothing more."""
        self.failed = getattr(error, "strerror", None) or str(error)
        if self._database is not None:
            self._database.close()
            self._database = None


def _packed(graded: Graded) -> bytes:
    """What is kept of a result; an exercise is a text of its own, as many submissions share it."""
    content = {
        "exercises": [json.dumps(_exercise(exercise), separators=(",", ":")) for exercise in graded.exercises],
        "reasons": [_plain(vars(remark)) for remark in graded.reasons],
        "repairs": [_plain(vars(remark)) for remark in graded.repairs],
        "sources": _plain(graded.sources),
        "mended": _plain(graded.mended),
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 1)


def _unpacked(packed: bytes) -> Graded:
    """The result again. Raises ValueError, TypeError, KeyError or zlib.error where it is none."""
    content = json.loads(zlib.decompress(packed))
    return Graded(
        "",
        "",
        tuple(map(_exercise_again, content["exercises"])),
        tuple(Remark(**remark) for remark in content["reasons"]),
        tuple(Remark(**remark) for remark in content["repairs"]),
        content["sources"],
        content["mended"],
    )


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    checks = [
        vars(check) if check.finding is None else {**vars(check), "finding": _plain(vars(check.finding))}
        for check in exercise.checks
    ]
    return {"id": exercise.id, "checks": checks}


@lru_cache(1000)
def _exercise_again(text: str) -> ExerciseResult:
    content = json.loads(text)
    checks = content["checks"]
    for check in checks:
        if check["finding"] is not None:
            check["finding"] = Finding(**check["finding"])
    return ExerciseResult(content["id"], tuple(CheckResult(**check) for check in checks))


def _plain(value: Any) -> Any:
    """Arrays, tuples and numpy's numbers as JSON has them."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value
