"""Where students' code runs: a process of its own behind walls, forked from a warm one.

with Sandbox(package, stand_ins) as sandbox:
    session = sandbox.session(cpu_s)
    replies = session.exchange(op, count, content)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograder.sandbox.errors import Died, OurFault, Refused
from autograder.sandbox.limits import Limits

if TYPE_CHECKING:
    from autograder.sandbox.doctor import Description, describe
    from autograder.sandbox.warm import Sandbox

__all__ = ["Description", "Died", "Limits", "OurFault", "Refused", "Sandbox", "describe"]

_LATER = {
    "Description": "doctor",
    "describe": "doctor",
    "Sandbox": "warm",
}


def __getattr__(name: str) -> Any:
    """Loaded when first asked for: a process may be started before (``ahead.py``), and they take as long as that."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
