"""A student's cell as HTML: its lines numbered, its syntax coloured, the lines to look at marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from autograder.formats.escape import markup
from autograder.report.words import printable

LONGEST = 20_000  # characters that are shown
_PLAIN = re.compile(r'<span class="y-(?:n|p|o|bp|nb|w)">([^<]*)</span>')  # what has no colour of its own


def code(source: str, marked: Collection[int] = (), label: str = "Your cell") -> Iterator[str]:
    """The cell; ``marked`` are the numbers of lines, from 1."""
    rows = _rows(source, marked)
    yield f'<pre class="code" tabindex="0" role="region" aria-label="{markup(label)}"><code>{rows}</code></pre>'


def _rows(source: str, marked: Collection[int]) -> str:
    rows = []
    for number, line in enumerate(highlighted(source[:LONGEST]), 1):
        here = number in marked
        words = '<span class="skip">Look at this line: </span>' if here else ""
        rows.append(f'<span class="row{" marked" if here else ""}" data-n="{number}">{words}{line}</span>')
    return "".join(rows)  # each is a block: a line break between them would be one more line


def highlighted(source: str) -> list[str]:
    """The lines as HTML. What is no printable character is written as an escape."""
    lines = [printable(line.replace("\t", "    ")) for line in source.replace("\r\n", "\n").split("\n")]
    lexer, formatter = _highlighter()
    from pygments import highlight

    made = _PLAIN.sub(r"\1", highlight("\n".join([*lines, ""]), lexer, formatter))
    return made.removesuffix("\n").split("\n")


@cache
def _highlighter() -> tuple[Any, Any]:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True, classprefix="y-")
