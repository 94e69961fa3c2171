"""A zygote that is started before all else is loaded: it takes as long as that, and both at once take half."""

from __future__ import annotations

from contextlib import suppress

from autograder.sandbox.errors import OurFault
from autograder.sandbox.limits import Limits
from autograder.sandbox.view import View
from autograder.sandbox.zygote import Layers, Zygote, candidates

_begun: list[Zygote] = []


def begin(shown: View, limits: Limits) -> None:
    """Start one in the best tier that there could be; where that fails, it is told when it is tried again."""
    with suppress(OurFault):
        _begun.extend(Zygote(shown, limits, tier, ready=False) for tier in candidates()[:1])


def taken(shown: View, limits: Limits, tier: str, layers: Layers | None) -> Zygote | None:
    """The one that was started, where it is the one that is wanted; ready, and no longer ours. Raises NoWalls."""
    while _begun:
        zygote = _begun.pop()
        if layers is None and (zygote.view, zygote.limits, zygote.tier) == (shown, limits, tier):
            zygote.wait()
            return zygote
        zygote.close()
    return None


def drop() -> None:
    """End what nobody has taken."""
    while _begun:
        _begun.pop().close()
