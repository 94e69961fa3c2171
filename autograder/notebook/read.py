"""Path → document: reads what was handed in, bounded, whatever it is, or says what is wrong with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import archive, script
from .cells import Remark, Unreadable
from .document import Document, from_json
from .files import LIMIT_BYTES, read_bytes
from .slim import slim
from .text import as_utf8, decode

_MOST_VALUES = 3_000_000  # brackets and commas that are left once outputs are dropped: about 300 MB of Python objects
_LONGEST_INT = 400  # digits; Python refuses to convert more than 4,300, and no notebook has any use for them
_NOTHING = " \t\r\n\0"
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_FORMATS = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a word processor's document"),
    (b"\xd0\xcf\x11\xe0", "a word processor's document"),
    (b"version https://git-lfs", "a pointer of Git LFS, without the contents"),
)


def read_notebook(
    path: Path, *, within: Path | None = None, name: str = "", limit_bytes: int = LIMIT_BYTES
) -> Document:
    """Read a notebook, a script exported from one, or a zip with one (named ``name``) in it; what it is, its contents
    tell.

    No component of ``path`` below ``within`` (by default its folder) may be a link. Raises ``Unreadable`` with a reason
    that a person can act on, and nothing else.
    """
    return read(read_bytes(path, within, limit_bytes), name=name, limit_bytes=limit_bytes)


def read(data: bytes, *, name: str = "", limit_bytes: int = LIMIT_BYTES) -> Document:
    """The same for bytes."""
    repairs: tuple[Remark, ...] = ()
    if data.startswith(archive.SIGNATURE):
        data, unpacked = archive.notebook_in(data, name, limit_bytes)
        repairs = (unpacked,)
    try:
        document = _read_text(data)
    except (RecursionError, MemoryError) as error:
        code = "too_deep" if isinstance(error, RecursionError) else "too_complex"
        raise Unreadable(Remark(code)) from None
    return replace(document, repairs=(*repairs, *document.repairs))


def _read_text(data: bytes) -> Document:
    if not data.strip(_NOTHING.encode()):
        raise Unreadable(Remark("empty"))
    for signature, what in _FORMATS:
        if data.startswith(signature):
            raise Unreadable(Remark("other_format", {"what": what}))
    data, recoded = as_utf8(data)
    text, decoded = decode(slim(data))
    text = text.lstrip(_NOTHING)
    if text.startswith("<") and not _CONFLICT.match(text):
        raise Unreadable(Remark("html"))
    if text[:1] in ("{", "["):
        document = _from_json_text(text, data)
    elif _CONFLICT.search(text):
        raise Unreadable(_conflict(text))
    elif script.is_script(text):
        document = script.from_script(text)
    else:
        raise Unreadable(Remark("not_json", {"line": 1}))
    return replace(document, repairs=(*recoded, *decoded, *document.repairs))


def _from_json_text(text: str, data: bytes) -> Document:
    if sum(map(text.count, "[{,")) > _MOST_VALUES:
        raise Unreadable(Remark("too_complex"))
    try:
        value, end = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(_diagnosis(text, error, data)) from None
    except ValueError:
        raise Unreadable(Remark("not_json", {"line": 1})) from None
    document = from_json(value)
    if text[end:].strip(_NOTHING):
        return replace(document, repairs=(Remark("trailing"), *document.repairs))
    return document


def _int(digits: str) -> int:
    return int(digits) if len(digits) <= _LONGEST_INT else 0


_DECODER = json.JSONDecoder(parse_int=_int)


def _diagnosis(text: str, error: json.JSONDecodeError, data: bytes) -> Remark:
    if _CONFLICT.search(text):
        return _conflict(text)
    if error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip(_NOTHING)):
        return Remark("truncated")
    return Remark("not_json", {"line": _line_in_file(error, data)})


def _line_in_file(error: json.JSONDecodeError, data: bytes) -> int:
    """The line of the file as it is: the outputs, which were dropped, are counted too."""
    try:
        _DECODER.raw_decode(data.decode("utf-8", "replace").lstrip("\0"))
    except json.JSONDecodeError as whole:
        return whole.lineno
    except (ValueError, RecursionError, MemoryError):
        pass
    return error.lineno


def _conflict(text: str) -> Remark:
    found = _CONFLICT.search(text)
    return Remark("conflict_markers", {"line": 1 + text.count("\n", 0, found.start() if found else 0)})


def as_document(notebook: Document | Mapping[str, Any]) -> Document:
    """What was read here, or a notebook that another program holds as JSON. Raises ``Unreadable``."""
    return notebook if isinstance(notebook, Document) else from_json(notebook)
