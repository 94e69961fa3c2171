"""What a cell defines, told from its text: no parser of ours ever meets a student's source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gradcheck.stub import says_nothing

_LITERAL = re.compile(  # no group is possessive: Python before 3.11.5 goes wrong there
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*(?:"""|\\?\Z)'
    r"|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*(?:'''|\\?\Z)"
    r'|"(?:[^"\\\n]++|\\.)*"?|\'(?:[^\'\\\n]++|\\.)*\'?|#[^\n]*+',
    re.DOTALL,
)
_TOP = re.compile(r"^(?:class|def|async def)\s+(\w+)", re.MULTILINE)
_CLASS = re.compile(r"^[ \t]*class\s+\w", re.MULTILINE)
_IMPORTS = re.compile(r"^(?:import|from|class|def|async def)\s", re.MULTILINE)
_PROSE = re.compile(r"\s*%%(?:markdown|html|latex|svg|javascript|js)\b")
_CONFLICT = re.compile(r"^[ \t]*(?:<{7}|>{7})(?: |$)", re.MULTILINE)
MOST = 150_000  # characters of a cell that are looked into: all cells of a release merged into one are fewer
LONG = 200_000  # characters; a cell beyond is compared and run as it is
_ENDS = re.compile(r"\b(?:return|raise|yield|pass)\b")


def masked(source: str) -> str:
    """The source with blanks in place of comments and of all that is within quotation marks; lines stay where they
    are."""
    return _LITERAL.sub(lambda match: "\n" * match[0].count("\n"), source)


def essence(source: str) -> str:
    """The source without comment lines, blank lines and trailing blanks: what two cells are compared by."""
    if len(source) > LONG:
        return source.strip()
    lines = (line.rstrip() for line in source.split("\n"))
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))


def conflict(source: str) -> int | None:
    """The first line with a mark that git leaves where two versions were not merged."""
    found = _CONFLICT.search(source[:MOST])
    return 1 + source.count("\n", 0, found.start()) if found else None


def holds_code(source: str) -> bool:
    """Whether there is anything but comments and text: a string that stands alone, or a cell of prose, is none."""
    return not _PROSE.match(source) and bool(masked(source[:MOST]).strip())


def defined(source: str) -> set[str]:
    """The classes and functions that a cell defines at the margin."""
    source = source[:MOST]
    return set(_TOP.findall(masked(source))) if _TOP.search(source) else set()


def imports_or_defines(source: str) -> bool:
    """Whether later cells may need this one."""
    return _IMPORTS.search(source) is not None


def is_indented(source: str) -> bool:
    """Whether the first line of code is indented: then the cell is the rest of another one."""
    if not source.startswith((" ", "\t", "\n", "#")):
        return False
    return essence(source[:MOST]).startswith((" ", "\t"))


def begins_class(source: str) -> bool:
    """Whether a class statement stands anywhere at the beginning of a line."""
    return _CLASS.search(source[:MOST]) is not None


@lru_cache(maxsize=256)
def _header(name: str, margin: bool) -> re.Pattern[str]:
    indent = "" if margin else r"[ \t]*"
    return re.compile(rf"^{indent}class\s+{re.escape(name)}\b", re.MULTILINE)


@lru_cache(maxsize=256)
def _alias(name: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(name)}\s*=\s*(\w+)[ \t]*(?:#.*)?$", re.MULTILINE)


def home(source: str, name: str) -> str | None:
    """The class statement that gives a name its class: its own, or that of ``name = Other`` in the same cell."""
    source = source[:MOST]
    if name not in source:
        return None
    if _header(name, True).search(source) and _header(name, True).search(masked(source)):
        return name
    alias = _alias(name).search(source)
    return alias[1] if alias and _header(alias[1], True).search(masked(source)) else None


def may_define(source: str, name: str) -> bool:
    """The same less strictly: also within a block, an indented cell, or by any assignment."""
    return bool(name in source and (_header(name, False).search(source) or re.search(rf"^{name}\s*=", source, re.M)))


def extends_itself(source: str, name: str) -> bool:
    """Whether what is bound to a name is made of what another cell has bound to it: ``class X(Base, X)``,
    ``Old = X; class X(Old)``, ``class Mine(X): ...; X = Mine``."""
    source = masked(source[:MOST])
    bound = _binding(name).search(source)
    return bound is not None and re.search(rf"\b{re.escape(name)}\b", source[: bound.start()] + bound[1]) is not None


@lru_cache(maxsize=256)
def _binding(name: str) -> re.Pattern[str]:
    """A class statement, with its bases, or an assignment."""
    return re.compile(rf"^(?:class\s+{re.escape(name)}\b|{re.escape(name)}\s*=(?!=))(.*)$", re.MULTILINE)


def unanswered(source: str, name: str) -> tuple[str, ...]:
    """The methods of a class whose body is the stub's line and no more."""
    lines = _block(source, name)
    methods = [match[1] for line in lines if (match := re.match(r"\s+def\s+(\w+)", line))]
    return tuple(method for method in methods if not any(_says_something(body) for body in _bodies(lines, method)))


def answered(source: str, name: str, methods: Iterable[str]) -> int:
    """How many of the methods have a body that is more than a stub or ``pass``."""
    lines = _block(source, home(source, name) or name)
    return sum(any(_says_something(body) for body in _bodies(lines, method)) for method in methods)


def ends_early(source: str, name: str, methods: Iterable[str]) -> bool:
    """Whether the class breaks off: one of the methods is not there, or has no end."""
    lines = _block(source, home(source, name) or name)
    bodies = [list(_bodies(lines, method)) for method in methods]
    return any(not found or not _ENDS.search(" ".join(found[-1])) for found in bodies)


def _block(source: str, name: str) -> list[str]:
    """The masked lines of a class as it is defined last; where there is no such class, all lines."""
    lines = masked(source[:MOST]).split("\n")
    header = _header(name, True)
    start = next((number for number in reversed(range(len(lines))) if header.match(lines[number])), None)
    if start is None:
        return lines
    after = range(start + 1, len(lines))
    end = next((n for n in after if lines[n] and not lines[n][0].isspace() and lines[n][0] not in ")]}"), len(lines))
    return lines[start:end]


def _bodies(lines: Sequence[str], method: str) -> Iterable[list[str]]:
    """The statements, line by line, of everything that is given a method's name."""
    for number, line in enumerate(lines):
        if re.match(rf"\s*{method}\s*=[^=]", line):
            yield ["return"]
        header = re.match(rf"(\s*)(?:async\s+)?def\s+{method}\b", line)
        if header:
            body = [line]
            for following in lines[number + 1 :]:
                if following.strip() and len(following) - len(following.lstrip()) <= len(header[1]):
                    break
                body.append(following)
            yield _statements("\n".join(body))


def _statements(function: str) -> list[str]:
    """What follows the signature, which ends at the first colon outside of brackets."""
    depth = 0
    for place, character in enumerate(function):
        depth += (character in "([{") - (character in ")]}")
        if character == ":" and depth == 0:
            return [line.strip() for line in function[place + 1 :].split("\n") if line.strip()]
    return []


def _says_something(statements: Sequence[str]) -> bool:
    return not all(map(says_nothing, statements))
