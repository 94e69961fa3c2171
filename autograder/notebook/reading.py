"""Bytes → a bounded summary: what goes on in the student's process before anything of theirs runs, and how it is told.

The file is read, laid onto the release and mended in there, under limits of time and memory; the grader takes back
cells, repairs and reasons, and for the gradebook the mended notebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .cells import Cell, Mended, Remark, Unreadable
from .release import Release
from .remarks import first

LIMIT_BYTES = 8 << 20  # of a summary; the release's has 80 kB
_MOST_TEXT = 300  # characters of what a remark is filled with
_KINDS = ("solution", "given", "own")
_MARKUP = re.compile(r"[^\w .,:;()/%+'-]|::+")
_PYTHON = re.compile(r"(?:3\.\d{1,2})?")
_CODE = re.compile(r"[a-z_]{1,40}")


def summary(
    data: bytes, release: Release, exercises: Mapping[str, Any], name: str, limit_bytes: int, keep: bool
) -> bytes:
    """Read and mend; ``keep``: with the mended notebook. Raises nothing for whatever the bytes are."""
    from .mend import mend  # the grader needs neither; the warm process has loaded both
    from .read import read

    try:
        document = read(data, name=name, limit_bytes=limit_bytes)
        names = {exercise: tuple(classes) for exercise, classes in exercises.items()}
        mended = mend(document, release, names)
        told = _encoded(
            {
                "cells": [[cell.id, cell.kind, cell.source, cell.label, cell.fallback] for cell in mended.cells],
                "repairs": _remarks(mended.repairs),
                "reasons": _remarks(mended.reasons),
                "notebook": mended.notebook if keep else {},
                "python": mended.python,
            }
        )
        if len(told) <= LIMIT_BYTES:
            return told
        remark = Remark("too_complex")
    except Unreadable as unreadable:
        remark = unreadable.remark
    except (RecursionError, MemoryError):
        remark = Remark("too_complex")
    return _encoded({"unreadable": _remarks((remark,))[0]})


def told(text: str | bytes) -> Mended:
    """What a summary says. Raises ``Unreadable`` where it says so, ValueError where it is none."""
    try:
        found = json.loads(text)
        if set(found) == {"unreadable"}:
            raise Unreadable(_remark(found["unreadable"]))
        cells = tuple(_cell(*cell) for cell in found["cells"])
        repairs, reasons = (tuple(map(_remark, found[key])) for key in ("repairs", "reasons"))
        notebook, python = found["notebook"], found["python"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"no summary of a notebook ({type(error).__name__})") from None
    if type(notebook) is not dict or type(python) is not str or not _PYTHON.fullmatch(python):
        raise ValueError("no summary of a notebook")
    return Mended(cells, repairs, reasons, notebook, python)


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, default=dict).encode("ascii")


def _remarks(remarks: tuple[Remark, ...]) -> list[Any]:
    """Codes and details, the first of many."""
    return [[each.code, {key: _short(value) for key, value in each.details.items()}] for each in first(remarks)]


def _short(value: Any) -> Any:
    """A detail without markup and without what a CI takes for a command."""
    return value if isinstance(value, int) else _MARKUP.sub("?", str(value)[:_MOST_TEXT])


def _remark(value: Any) -> Remark:
    code, details = value
    if not _CODE.fullmatch(code) or not all(type(each) in (int, str) for each in details.values()):
        raise ValueError
    return Remark(code, details)


def _cell(identity: str, kind: Any, source: str, label: str, fallback: str | None) -> Cell:
    texts = (identity, source, label, *([] if fallback is None else [fallback]))
    if kind not in _KINDS or not all(type(text) is str for text in texts):
        raise ValueError
    return Cell(identity, kind, source, label, fallback)
