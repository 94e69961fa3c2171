"""Whether a notebook's classes are those that stand in its cells: none older than its base, no cell that failed."""

from __future__ import annotations

import linecache
import re
import textwrap
from collections.abc import Mapping
from typing import Any

CLASSES = ("Loss", "MSELoss", "BCELoss", "Activation", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "Linear", "MLP")


def stale(names: Mapping[str, Any]) -> list[str]:
    """A sentence for each class that is not the one of its cell, or made from another version than the notebook's."""
    return [said for said in (outdated(names), *(failed(names, name) for name in CLASSES)) if said]


def outdated(names: Mapping[str, Any]) -> str | None:
    """A sentence where a class was made from another version of a class than the notebook's; None where all fit."""
    made: dict[tuple[str, str], list[str]] = {}
    for name in CLASSES:
        if found := _another(names, name):
            made.setdefault(found, []).append(name)
    if not made:
        return None
    said = " and ".join(f"{', '.join(of)} from {version} {base}" for (version, base), of in made.items())
    first = next(base for _, base in made)
    return f"Not made from the class that stands there now: {said}. Run the cells below {first} again."


def _another(names: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    """What a class builds on that is not the class of that name any more: in which way, and the name."""
    made = names.get(name)
    if not isinstance(made, type):
        return None
    for base in made.__mro__[1:]:
        now = names.get(base.__name__)
        if isinstance(now, type) and now is not made and not issubclass(made, now):
            return "an older" if base.__module__ == now.__module__ else "another", base.__name__
    return None


def failed(names: Mapping[str, Any], name: str) -> str | None:
    """A sentence where the class of that name is not the one of its cell: it comes from somewhere else, or the cell was
    run last with an error, so that an older class stands there.

    names: what the notebook has defined; a kernel of IPython keeps there, in ``In``, all that it was asked to run.
    """
    defines = re.compile(rf"^class {re.escape(name)}\b", re.M)
    asked = [source for source in names.get("In") or () if isinstance(source, str) and defines.search(source)]
    home = getattr(names.get(name), "__module__", None)
    if home not in (None, "__main__", "builtins", names.get("__name__")):
        return f"The class {name} comes from {home}, and not from its cell, which counts: run that cell again."
    made = next(filter(defines.search, _sources(names.get(name))), None)
    if not asked or made is None or _lines(asked[-1]) == _lines(made):
        return None
    return (
        f"The cell with the class {name} did not run to its end when you ran it last: the class of before is still "
        "there. Look at what the cell says, mend it, and run it again."
    )


def _lines(source: str) -> list[str]:
    """The lines that are not empty, without what ends them: IPython strips some of a cell."""
    return [line.rstrip() for line in textwrap.dedent(source).splitlines() if line.strip()]


def _sources(cls: Any) -> list[str]:
    """The cells in which the functions of a class were written, as far as they can be looked up."""
    codes = [getattr(value, "__code__", None) for value in vars(cls).values()] if isinstance(cls, type) else []
    return ["".join(linecache.getlines(code.co_filename)) for code in codes if code is not None]
