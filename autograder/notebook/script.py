"""A Python script in place of a notebook, as File → Save and Export → Executable Script makes it."""

from __future__ import annotations

import re
from itertools import pairwise

from .cells import Remark
from .document import Document, SourceCell, bounded, clean
from .outline import masked

_MARK = re.compile(
    r"^#(?:[ \t]?%%+(?P<title>(?:[ \t\[].*)?)| In\s?\[[ \d*]*\]:| <codecell>| COMMAND -+)[ \t]*$", re.MULTILINE
)
_PROSE = re.compile(r"\[(?:markdown|md)\]|^\s*md\s*$")
_PYTHON = re.compile(r"^(?:class \w+.*:|def \w+\(.*|import \w+|from \w+ import )", re.MULTILINE)
_TOP = re.compile(r"^(?:class\s|@)")
_NAME = "the script"


def is_script(text: str) -> bool:
    """Whether a text looks like Python rather than like anything else."""
    return _MARK.search(text) is not None or _PYTHON.search(text) is not None


def from_script(text: str) -> Document:
    """The cells of a script: between its marks (``# In[3]:``, ``# %%``), or where it has none, a cell for each
    class."""
    text = clean(text)
    marks = [(m.start(), m.end(), _PROSE.search(m["title"] or "") is not None) for m in _MARK.finditer(text)]
    bounded(len(marks))
    if marks:
        starts = [(0, 0, False), *marks]
        ends = [start for start, _, _ in marks] + [len(text)]
        pieces = [(end, text[end:stop], prose) for (_, end, prose), stop in zip(starts, ends, strict=True)]
    else:
        pieces = [(start, piece, False) for start, piece in _by_class(text)]
        bounded(len(pieces))
    cells = tuple(
        SourceCell(number, "markdown" if prose else "code", piece, offset=text.count("\n", 0, at), name=_NAME)
        for number, (at, piece, prose) in enumerate(pieces, 1)
    )
    return Document(cells, (Remark("script"),))


def _by_class(text: str) -> list[tuple[int, str]]:
    """Cut before every class at the margin, and after its body, so that what follows a class is a cell of its own."""
    lines, plain = _lines(text), [line.removesuffix("\n") for line in _lines(masked(text))]
    cuts, inside, decorated = [0], False, False
    for number, line in enumerate(plain):
        margin = bool(line) and not line[0].isspace() and line[0] not in ")]}"
        if margin and _TOP.match(line):
            if not decorated:
                cuts.append(number)
            decorated, inside = line.startswith("@"), not line.startswith("@")
        elif margin:
            if inside:
                cuts.append(number)
            decorated = inside = False
    bounds = sorted({*cuts, len(lines)})
    lengths = [0]
    for line in lines:
        lengths.append(lengths[-1] + len(line))
    return [(lengths[a], "".join(lines[a:b])) for a, b in pairwise(bounds)]


def _lines(text: str) -> list[str]:
    """Cut where Python ends a line, and nowhere else."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
