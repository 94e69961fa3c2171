"""What is the same for the whole class, made ready in the warm process: each child finds it when it is forked.

The release with its cells' compiled code, and the calls that every submission is asked.
"""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import cells, stubs
from .analyse import analyse
from .calls import Call
from .parsed import parsed
from .plain import pack, unpack


@dataclass
class Prepared:
    """``release`` is a ``notebook.release.Release``; ``parts`` are asked by their numbers."""

    release: Any = None
    parts: tuple[tuple[Call, ...], ...] = ()


def calls(parts: Iterable[Any]) -> tuple[tuple[Call, ...], ...]:
    """Parts of calls, as the grader has packed them."""
    return tuple(tuple(unpack(call, Call) for call in part) for part in parts)


def release(text: str, asked: Mapping[str, Any]) -> Any:
    """The release's JSON, and how notebooks are laid onto it: what is remembered at the first is so for all."""
    from notebook.reading import summary
    from notebook.release import Release

    made = Release.of(json.loads(text))
    summary(text.encode(), made, **asked)
    for cell in made.cells:
        if cell.kind == "text":
            continue
        with suppress(SyntaxError):  # a cell with magics
            for identity in {cell.id, cell.name}:
                cells.keep(identity, cell.source)
            stubs.in_source(cell.source)
            _import(parsed(cell.source))
    return made


def said(release: Any) -> list[Any]:
    """What each of its cells of code says, packed."""
    return [pack(analyse(cell.source)) for cell in release.cells if cell.kind != "text"]


def _import(tree: ast.Module) -> None:
    """Load what the cell takes from the standard library."""
    for name in _imported(tree):
        if name.split(".")[0] in sys.stdlib_module_names:
            with suppress(Exception):  # it is loaded to save time
                importlib.import_module(name)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
