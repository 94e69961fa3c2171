"""IPython's own syntax → plain Python, with as many lines: what Jupyter runs must not be a syntax error here.

What a magic does to Python code is kept (``%%time``), programs are left out (``!pip``), and of all others the shell
that stands for the kernel is asked (``worker/shell.py``), as a notebook may have magics of its own.
This is done line by line and in linear time, as IPython's transformer, which parses the cell again for each magic,
could be kept busy by a cell that is made for it; the tests hold this module against it.
"""

from __future__ import annotations

import json
import re

from .outline import LONG

_ANY = re.compile(
    r"^[ \t]*(?:[%!?,;/]|>>>|In \[\d+\]:)|\?[ \t]*(?:#.*)?$|=[ \t]*[%!]|\A(?:[ \t]*\n)*[ \t]+\S",
    re.MULTILINE,
)
_RUNS_PYTHON = frozenset({"time", "capture", "prun", "memit", "mprun", "lprun", "snakeviz", "scalene", "wandb"})
_OTHER_LANGUAGES = re.compile(
    r"%%(?:bash|sh|script|cmd|html|HTML|svg|SVG|javascript|js|latex|markdown|perl|ruby|python[23]?|pypy|R)\b"
)
_PROMPTS = (
    (re.compile(r">>> ?"), re.compile(r"^(?:>>>|\.\.\.)(?: |$)")),
    (re.compile(r"In \[\d+\]: ?"), re.compile(r"^(?:In \[\d+\]: ?|\s*\.{3,}: ?)")),
)
_ESCAPED = re.compile(r"[%!?,;/]")
_TIMED = re.compile(r"%(?:time|prun)\s+(?!-)(\S.*)")
_TARGETS = re.compile(r"[\w.,*\[\]'\" \t]+")
_HELP = re.compile(r"\s*%{0,2}(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?\d+\])*\?\??\s*(?:#.*)?$")
_CALL = re.compile(r"([,;/])\s*((?!\d)[\w.]+)[ \t]+(\S.*)")  # IPython's shorthands for a call
_AUTOMAGIC = re.compile(  # a cell of one line needs no percent sign, where with none it could not be Python
    r"\s*(?:timeit|time|prun|run|pip|conda|cd|ls|cat|mkdir|rm|cp|mv|env|set_env|matplotlib|pylab|load_ext|reload_ext"
    r"|config|store|precision|xdel|xmode)[ \t]+(?!(?:in|is|and|or|not|if|for)\b)(?:-\w+[ \t]+)*[\w~'\"{][^\n]*\s*"
)
_MAGIC = re.compile(r"%(?!%)\s*([A-Za-z_][\w.]*)[ \t]*(.*)")
_CELL_MAGIC = re.compile(r"%%([A-Za-z_][\w.]*)[ \t]*(.*)")
_CAPTURE = re.compile(r"%%capture\s+(?:--?[\w-]+\s+)*([A-Za-z_]\w*)")
_LEX = re.compile(r"\"\"\"|'''|\"|'|#|[([{]|[)\]}]|\\.")


def plain(source: str, solution: bool = False) -> str:
    """The cell as Python. A solution cell keeps its body under any ``%%`` line: its class is what it is there for."""
    if len(source) <= LONG and _AUTOMAGIC.fullmatch(source):
        source = "%" + source.lstrip()
    if len(source) > LONG or not _ANY.search(source):
        return source
    lines = _dedented(_without_prompts(source.split("\n")))
    for first in (n for n, line in enumerate(lines) if line.strip()):
        if not lines[first].startswith("%%"):
            break
        if not solution and lines[first][2:].split(" ", 1)[0].strip() not in _RUNS_PYTHON:
            return _asked(lines, first)
        captured = _CAPTURE.match(lines[first])
        lines[first] = f"{captured[1]} = get_ipython().kept" if captured else ""
    return "\n".join(_Lines().convert(lines))


def _asked(lines: list[str], first: int) -> str:
    """A cell that is a magic's, in one line, and as many empty ones as it had more."""
    magic = _CELL_MAGIC.match(lines[first])
    if magic is None or _OTHER_LANGUAGES.match(lines[first]):
        return "\n" * (len(lines) - 1)
    body = "\n".join(lines[first + 1 :]) + "\n"
    call = f"get_ipython().run_cell_magic({magic[1]!r}, {magic[2].rstrip()!r}, {body!r})"
    return "\n" * first + call + "\n" * (len(lines) - 1 - first)


def _without_prompts(lines: list[str]) -> list[str]:
    first = next((line for line in lines if line.strip()), "")
    for start, prompt in _PROMPTS:
        if start.match(first):
            return [prompt.sub("", line) for line in lines]
    return lines


def _dedented(lines: list[str]) -> list[str]:
    """Jupyter runs a cell that is indented as a whole."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return [line.removeprefix(indent) for line in lines] if indent else lines


class _Lines:
    """Walks through the lines, and knows where a statement begins: not within brackets, texts and continued lines."""

    def __init__(self) -> None:
        self.quote = ""
        self.depth = 0
        self.continued = False

    def convert(self, lines: list[str]) -> list[str]:
        converted: list[str] = []
        escaped = False  # the rest of a magic's line
        for line in lines:
            begins = not (self.quote or self.depth or self.continued)
            if escaped:
                converted.append("")
                escaped = line.endswith("\\")
                continue
            replaced = _replacement(line) if begins else None
            if replaced is not None:
                converted.append(replaced)
                escaped = line.endswith("\\")
                continue
            converted.append(line)
            self._follow(line)
        return converted

    def _follow(self, line: str) -> None:
        for match in _LEX.finditer(line):
            token = match[0]
            if self.quote:
                if token.startswith(self.quote):
                    self.quote = ""
            elif token[0] in "\"'":
                self.quote = token
            elif token == "#":
                break
            elif token in "([{":
                self.depth += 1
            elif token in ")]}":
                self.depth = max(0, self.depth - 1)
        self.continued = line.endswith("\\")
        if len(self.quote) == 1 and not self.continued:
            self.quote = ""  # a text that was never closed ends with its line


def _replacement(line: str) -> str | None:
    """What stands in for a line that is IPython's alone; None where it is Python."""
    bare = line.lstrip()
    if _ESCAPED.match(bare) or _HELP.match(line):
        return _indent(line) + (_python(bare) or "pass")
    left, _, right = line.partition("=")
    magic = right.lstrip()
    if not magic.startswith(("%", "!")) or not _TARGETS.fullmatch(left):
        return None
    return f"{left}= {_python(magic) or 'get_ipython().getoutput()'}"


def _python(magic: str) -> str | None:
    """A line magic as the Python that it runs, or as a question to the shell; None for programs and help."""
    timed = _TIMED.match(magic)
    if timed:
        return timed[1]
    call = _CALL.match(magic)
    if call:
        words = call[3].split() if call[1] != ";" else [call[3]]
        return f"{call[2]}({', '.join(words if call[1] == '/' else map(json.dumps, words))})"
    found = _MAGIC.match(magic) if not _HELP.match(magic) else None
    return f"get_ipython().run_line_magic({found[1]!r}, {found[2].rstrip()!r})" if found else None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
