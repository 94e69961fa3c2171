"""How a damage is entered: a function on a right notebook, with the outcome that it must have."""

from __future__ import annotations

from collections.abc import Callable

from corpus.damaged.notebooks import Notebook, Outcome

DAMAGES: dict[str, tuple[Callable[[Notebook], Notebook], Outcome]] = {}


def damage(score: float = 20.0, reasons: str = "", repairs: str = "") -> Callable[..., Callable[[Notebook], Notebook]]:
    """Register a function on a right notebook under its name, with the outcome that it must have."""

    def register(function: Callable[[Notebook], Notebook]) -> Callable[[Notebook], Notebook]:
        DAMAGES[function.__name__] = (function, Outcome(score, tuple(reasons.split()), tuple(repairs.split())))
        return function

    return register
