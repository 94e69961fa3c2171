"""A zip in place of a notebook: the notebook in it, bounded."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable

from .cells import Remark, Unreadable
from .files import MEGABYTE

SIGNATURE = b"PK\x03\x04"
_MOST_FILES = 10_000
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # these decompress within bounded memory


def notebook_in(data: bytes, name: str, limit_bytes: int) -> tuple[bytes, Remark]:
    """The bytes of the one notebook in a zip, and a remark that says so; one called ``name`` is preferred.

    Raises ``Unreadable``: zip_damaged, zip_without_notebook, zip_of_several, too_big.
    """
    if data.count(_ENTRY) > _MOST_FILES:
        raise Unreadable(Remark("zip_damaged", {"why": f"more than {_MOST_FILES} files"}))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _choose(archive.infolist(), name)
            return _read(archive, entry, limit_bytes), Remark("zip", {"file": entry.filename})
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable(Remark("zip_damaged", {"why": type(error).__name__})) from None


def _choose(entries: Iterable[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    notebooks = [entry for entry in entries if _is_notebook(entry.filename)]
    named = [entry for entry in notebooks if _last(entry.filename).lower() == name.lower()]
    found = named or notebooks
    if not found:
        raise Unreadable(Remark("zip_without_notebook"))
    if len(found) > 1:
        raise Unreadable(Remark("zip_of_several", {"count": len(found)}))
    return found[0]


def _is_notebook(filename: str) -> bool:
    parts = filename.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return parts[-1].lower().endswith(".ipynb") and not hidden


def _last(filename: str) -> str:
    return filename.replace("\\", "/").rsplit("/", 1)[-1]


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit_bytes: int) -> bytes:
    """What is in the entry, never more than the limit, whatever size its head claims."""
    if entry.compress_type not in _METHODS or entry.flag_bits & 1:
        raise Unreadable(Remark("zip_damaged", {"why": "encrypted, or compressed in a rare way"}))
    with archive.open(entry) as file:
        data = file.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        sizes = {"megabytes": max(len(data), entry.file_size) // MEGABYTE, "limit": limit_bytes // MEGABYTE}
        raise Unreadable(Remark("too_big", sizes))
    return data
