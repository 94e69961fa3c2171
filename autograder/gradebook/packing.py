"""Packages as text, so that a notebook that travels alone can bring them along."""

from __future__ import annotations

import base64
import bz2
import json
from pathlib import Path


def packed(*packages: Path) -> str:
    """All modules of some packages as one line of text: JSON of path → source, compressed by bz2, in base 85.

    bz2 gives the same bytes on every machine. The notebook's first cell unpacks it where there are none beside.
    """
    files = {
        path.relative_to(package.parent).as_posix(): path.read_text("utf-8")
        for package in packages
        for path in sorted(package.rglob("*.py"))
    }
    return base64.b85encode(bz2.compress(json.dumps(files, ensure_ascii=False).encode())).decode()
