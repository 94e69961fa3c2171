"""Magics that measure Python by running it, as ``%timeit``: here once, as nobody looks at what was measured."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Mapping
from typing import Any

# their options; those with a colon take a value
OPTIONS = {
    "time": "",
    "timeit": "n:r:p:v:tcqo",
    "prun": "l:s:T:D:rq",
    "memit": "r:t:i:co",
    "lprun": "f:m:s:T:D:u:z:r",
    "mprun": "f:T:rc",
    "snakeviz": "f:h:p:tr",
}
_OPTION = re.compile(r"-(?:-[\w-]+[ \t]*|([A-Za-z])[ \t]*)")
_VALUE = re.compile(r"\S+[ \t]*")


class TimeitResult:
    """What ``%timeit -o`` gives, of one run."""

    def __init__(self, seconds: float) -> None:
        self.best = self.worst = self.average = seconds
        self.stdev = self.compile_time = 0.0
        self.loops = self.repeat = 1
        self.timings = self.all_runs = [seconds]


def statement(name: str, line: str) -> tuple[str, set[str]]:
    """The Python of a magic's line, and the options before it."""
    given: set[str] = set()
    at = 0
    while found := _OPTION.match(line, at):
        letter = found[1] or ""
        if letter and letter not in OPTIONS[name]:
            break
        given.add(letter)
        at = found.end()
        if f"{letter}:" in OPTIONS[name] and letter and (value := _VALUE.match(line, at)):
            at = value.end()
    return line[at:], given


def timeit(setup: str, source: str, names: Mapping[str, Any]) -> TimeitResult:
    """Run both in a function of their own: what they bind, nobody else sees."""
    tree = ast.parse("def inner():\n    pass")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = ast.parse(f"{setup}\n{source}").body or function.body
    scope = dict(names)
    exec(compile(tree, "<cell of a cell>", "exec", dont_inherit=True), scope)
    begin = time.perf_counter()
    scope["inner"]()
    return TimeitResult(max(time.perf_counter() - begin, 1e-9))
