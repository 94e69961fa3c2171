"""Trying something out in a cell that must not stop the notebook."""

from __future__ import annotations

import ast
import functools
import linecache
import re
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

from assignment2.errors import WIDTH, broken, say, sentence

MOST = 10
"""How many parts of a tuple or a list are shown."""


def attempt(work: Callable[[], Any], name: str | None = None) -> None:
    """Call ``work`` and print what it is, what it returns, and its shape; where it raises, print that in a sentence.

    work: usually a lambda. name: what to call it; without one, the lambda's own text.
    Meant for cells that try something which may not be written yet: the cells below them still run.
    """
    name = name or _text(work)
    if not callable(work):
        say("What is tried is a function: write attempt(lambda: ...), with your code in place of the dots.")
        return
    try:
        value = work()
        sign, said = " =" if _is_value(value) else ":", _shown(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a SystemExit, or one of the student's own, too
        sign, said = ":", broken(sentence(error))
    if name is None:
        print(said)
    elif "\n" in said or len(name) + len(said) > WIDTH:
        print(f"{name}{sign}\n{textwrap.indent(said, '    ')}")
    else:
        print(f"{name}{sign} {said}")


def draw(work: Callable[[], Any]) -> None:
    """Call ``work``, which draws or prints by itself; where it raises, print that in a sentence."""
    try:
        work()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a SystemExit, or one of the student's own, too
        say(sentence(error))


def told(work: Callable[..., None]) -> Callable[..., None]:
    """Wrap a function that builds, trains and draws: what it raises is printed as a sentence."""

    @functools.wraps(work)
    def run(*args: Any, **options: Any) -> None:
        draw(lambda: work(*args, **options))

    return run


def _shown(value: Any) -> str:
    """A value as text: arrays with their shape, no minus before a zero."""
    if value is None:
        return "nothing came back (None). No return, or not set yet?"
    if isinstance(value, float | np.floating):
        return str(float(value) + 0.0)
    if isinstance(value, str):
        return f"{value!r}, a text"
    if isinstance(value, tuple | list):
        parts = "".join(f"\n[{number}] {_part(part)}" for number, part in enumerate(value[:MOST]))
        return f"a {type(value).__name__} of {len(value)}{parts}"
    if not isinstance(value, np.ndarray):
        return str(value)
    plain = value + 0.0 if value.dtype.kind == "f" else value
    kind = ", not of numbers" if value.dtype.kind in "OUS" else ""
    return f"{np.array2string(plain, precision=4, max_line_width=WIDTH)}   shape {value.shape}{kind}"


def _is_value(value: Any) -> bool:
    return value is not None and not isinstance(value, tuple | list)


def _part(value: Any) -> str:
    """One part of a tuple or a list."""
    if value is None:
        return "None"
    if isinstance(value, tuple | list):
        whole = re.sub(r"-(0\.0?)(?!\d)", r"\1", repr(value))
        short = len(whole) < WIDTH // 2 and "\n" not in whole
        return f"{f'{whole}, ' if short else ''}a {type(value).__name__} of {len(value)}"
    said = _shown(value)
    return said.replace("\n", "\n    ")


def _text(work: Callable[[], Any]) -> str | None:
    """The body of a lambda as it stands in its cell; None where that cannot be told for sure."""
    code = getattr(work, "__code__", None)
    if code is None or code.co_name != "<lambda>":
        return None
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except (SyntaxError, ValueError):
        return None
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno]
    return ast.unparse(found[0].body) if len(found) == 1 else None
