"""Whether a notebook's classes are those that stand in its cells: none older than its base, no cell that failed."""

from __future__ import annotations

import ast
import linecache
import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

CLASSES = ("Loss", "MSELoss", "BCELoss", "Activation", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "Linear", "MLP")


def stale(names: Mapping[str, Any]) -> list[str]:
    """A sentence for each class that is not the one of its cell, or made from another version than the notebook's."""
    return [said for said in (outdated(names), *(failed(names, name) for name in CLASSES)) if said]


def outdated(names: Mapping[str, Any]) -> str | None:
    """A sentence where a class was made from another version of a class than the notebook's; None where all fit."""
    made: dict[tuple[str, str], list[str]] = {}
    for name in CLASSES:
        if found := _another(names, names.get(name)):
            made.setdefault(found, []).append(name)
    if not made:
        return None
    said = " and ".join(f"{', '.join(of)} from {version} {base}" for (version, base), of in made.items())
    first = next(base for _, base in made)
    return f"Not made from the class that stands there now: {said}. Run the cells below {first} again."


def of_before(names: Mapping[str, Any], objects: Iterable[Any]) -> list[str]:
    """Sentences on objects whose class has been made again since, or was made from a class that has been."""
    classes = dict.fromkeys(map(type, objects))
    again = [cls.__name__ for cls in classes if cls.__name__ in CLASSES and _was_made_again(names, cls)]
    said = [f"Made with an older {', '.join(again)}: run the cell again that makes the net."] if again else []
    for cls in classes:
        found = _another(names, cls) if cls.__name__ not in CLASSES else None
        if found:
            said.append(f"{cls.__name__} was made from {' '.join(found)}: run its cell again, and the one of the net.")
    return said


def _was_made_again(names: Mapping[str, Any], cls: type) -> bool:
    now = names.get(cls.__name__)
    return isinstance(now, type) and now is not cls and now.__module__ == cls.__module__


def _another(names: Mapping[str, Any], made: Any) -> tuple[str, str] | None:
    """What a class builds on that is not the class of that name any more: in which way, and the name."""
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
    asked = [source for source in map(_body, names.get("In") or ()) if defines.search(source)]
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


def _body(source: Any) -> str:
    """What a cell runs: below a magic at its top, which a kernel keeps as a call with the rest as its last argument."""
    if not isinstance(source, str):
        return ""
    if not source.startswith("get_ipython().run_cell_magic("):
        return source
    try:
        call = ast.parse(source).body[-1].value.args  # type: ignore[attr-defined]
        return str(ast.literal_eval(call[-1]))
    except (SyntaxError, ValueError, AttributeError, IndexError):
        return source


def _lines(source: str) -> list[str]:
    """The lines that are not empty, without what ends them: IPython strips some of a cell."""
    return [line.rstrip() for line in textwrap.dedent(source).splitlines() if line.strip()]


def _sources(cls: Any) -> list[str]:
    """The cells in which the functions of a class were written, as far as they can be looked up."""
    codes = [getattr(value, "__code__", None) for value in vars(cls).values()] if isinstance(cls, type) else []
    return ["".join(linecache.getlines(code.co_filename)) for code in codes if code is not None]
