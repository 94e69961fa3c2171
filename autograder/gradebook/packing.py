"""The package as text, so that a notebook that travels alone can bring it along."""

from __future__ import annotations

import base64
import bz2
import json
from pathlib import Path


def packed(package: Path) -> str:
    """All modules of a package as one line of text: JSON of path → source, compressed by bz2, in base 85.

    bz2 gives the same bytes on every machine. The notebook's first cell unpacks it where there is no package beside.
    """
    files = {
        str(path.relative_to(package).as_posix()): path.read_text("utf-8") for path in sorted(package.rglob("*.py"))
    }
    return base64.b85encode(bz2.compress(json.dumps(files, ensure_ascii=False).encode())).decode()
