"""Whether a notebook's classes are those that stand in its cells: none older than its base, no cell that failed."""

from __future__ import annotations

import linecache
import re
from collections.abc import Mapping
from typing import Any

BASES = {
    "MSELoss": "Loss",
    "BCELoss": "Loss",
    "Sigmoid": "Activation",
    "Tanh": "Activation",
    "ReLU": "Activation",
    "LeakyReLU": "Activation",
}


def outdated(names: Mapping[str, Any]) -> str | None:
    """A sentence where a class was made from an older version of its base class; None where all fit together."""
    pairs = [(name, base) for name, base in BASES.items() if _is_older(names, name, base)]
    if not pairs:
        return None
    made = " and ".join(
        f"{', '.join(name for name, base in pairs if base == b)} from an older {b}"
        for b in dict.fromkeys(dict(pairs).values())
    )
    return f"Made before you changed what they build on: {made}. Run the cells below {pairs[0][1]} again."


def _is_older(names: Mapping[str, Any], name: str, base: str) -> bool:
    made, now = names.get(name), names.get(base)
    return isinstance(made, type) and isinstance(now, type) and not issubclass(made, now)


def failed(names: Mapping[str, Any], name: str) -> str | None:
    """A sentence where the cell that defines a class was run last with an error, so that an older class stands there.

    names: what the notebook has defined; a kernel of IPython keeps there, in ``In``, all that it was asked to run.
    """
    defines = re.compile(rf"^class {re.escape(name)}\b", re.M)
    asked = [source for source in names.get("In") or () if isinstance(source, str) and defines.search(source)]
    made = next(filter(defines.search, _sources(names.get(name))), None)
    if not asked or made is None or asked[-1].split() == made.split():
        return None
    return (
        f"The cell with the class {name} did not run to its end when you ran it last: the class of before is still "
        "there. Look at what the cell says, mend it, and run it again."
    )


def _sources(cls: Any) -> list[str]:
    """The cells in which the functions of a class were written, as far as they can be looked up."""
    codes = [getattr(value, "__code__", None) for value in vars(cls).values()] if isinstance(cls, type) else []
    return ["".join(linecache.getlines(code.co_filename)) for code in codes if code is not None]
