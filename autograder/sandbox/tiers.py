"""Which walls this machine can put around a student's process: found by building them and trying to get through."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cache

from autograder.sandbox.errors import Died, OurFault, Refused
from autograder.sandbox.limits import Limits
from autograder.sandbox.remedies import remedy
from autograder.sandbox.session import Session
from autograder.sandbox.view import View, view
from autograder.sandbox.zygote import Layers, Zygote
from autograder.worker.calls import Raised
from autograder.worker.plain import unpack

UNSAFE = "C"
_PROBE_SECONDS = 5.0

# what a probe tries; each line that gets through is told by the exception's text
_PROBE = """
import os, socket, threading
through = []
def attempt(what, action):
    try:
        action()
    except BaseException:
        return
    through.append(what)
attempt("reads files", lambda: open({canary!r}).read())
attempt("writes files", lambda: open({canary!r}, "a"))
attempt("lists the system's folders", lambda: os.listdir("/etc"))
attempt("opens sockets", lambda: socket.socket())
attempt("signals other processes", lambda: os.kill({grader}, 0))
if not through:
    attempt("starts threads", lambda: threading.Thread(target=int).start())
    attempt("starts programs", lambda: os.posix_spawn("/bin/true", ["true"], {{}}))
if through:
    raise RuntimeError(", ".join(through))
"""


@dataclass(frozen=True)
class Probe:
    """What came of trying a tier: ``missing`` is None where it holds, else why not."""

    tier: str
    missing: str | None


def candidates() -> tuple[str, ...]:
    """Tiers with real walls, the best first, that this user and system could have."""
    if sys.platform != "linux":
        return ()
    return ("A-root", "A", "B") if os.geteuid() == 0 else ("A", "B")


@cache
def probe(tier: str) -> Probe:
    """Start a zygote in the tier and try its walls from within; told from the first time on."""
    try:
        verified(view(), Limits(), tier).close()
    except OurFault as fault:
        return Probe(tier, str(fault))
    return Probe(tier, None)


_holding: set[str] = set()


def verified(shown: View, limits: Limits, tier: str, layers: Layers | None = None) -> Zygote:
    """A zygote whose walls have been tried, once a tier in this process. Raises OurFault where they do not hold."""
    zygote = Zygote(shown, limits, tier, layers)
    if tier == UNSAFE or layers is not None or tier in _holding:
        return zygote
    try:
        through = escapes(zygote)
    except BaseException:
        zygote.close()
        raise
    if through:
        zygote.close()
        raise OurFault(f"a process in it {through}")
    _holding.add(tier)
    return zygote


def escapes(zygote: Zygote) -> str | None:
    """What a process in the zygote's sandbox can still do of what it must not, or None."""
    limits = Limits()
    with tempfile.NamedTemporaryFile(prefix="autograder-canary-", mode="w") as canary:
        os.chmod(canary.name, 0o666)  # so that it is the walls that keep it, and not its mode
        source = _PROBE.format(canary=canary.name, grader=os.getpid())
        session = Session(zygote, limits, _PROBE_SECONDS)
        try:
            cell: dict[str, object] = {"id": "probe", "source": source, "classes": [], "fallback": None, "mend": False}
            (reply,) = session.exchange("load", 1, [cell])
        except Died as death:
            return death.why
        finally:
            session.close()
    return unpack(reply["raised"], Raised).message if reply["raised"] is not None else None


def choose(tier: str | None, unsafe: bool) -> str:
    """The tier that grading would take: the one asked for, or the best that holds. Raises Refused with what to do."""
    _refuse(tier, unsafe)
    if tier == UNSAFE or not candidates():
        return UNSAFE
    tried = [probe(candidate) for candidate in ([tier] if tier else candidates())]
    return _best(tier, unsafe, [each.tier for each in tried if each.missing is None], tried)


def start(shown: View, limits: Limits, tier: str | None, unsafe: bool, layers: Layers | None = None) -> Zygote:
    """A zygote in the tier that ``choose`` would say, at the cost of starting but one. Raises Refused, OurFault."""
    _refuse(tier, unsafe)
    tried = []
    for candidate in [] if tier == UNSAFE else [tier] if tier else candidates():
        try:
            return verified(shown, limits, candidate, layers)
        except OurFault as fault:
            if probe(candidate).missing is None:  # the walls hold: it is what was to be shown that does not run
                raise
            tried.append(Probe(candidate, str(fault)))
    return Zygote(shown, limits, _best(tier, unsafe, [], tried), layers)


def _best(tier: str | None, unsafe: bool, holding: list[str], tried: list[Probe]) -> str:
    if holding:
        return holding[0]
    if unsafe and tier in (None, UNSAFE):
        return UNSAFE
    reasons = " ".join(f"Tier {each.tier}: {each.missing}." for each in tried)
    raise Refused(f"This machine gives students' code no real isolation. {reasons}", _what_to_do(tier))


def _refuse(tier: str | None, unsafe: bool) -> None:
    """What need not be tried."""
    if sys.platform == "win32":
        raise Refused("Windows has no sandbox that this grader knows.", "Run it in WSL 2, or in a Linux machine.")
    if not unsafe and (tier == UNSAFE or (tier is None and not candidates())):
        raise Refused("Without isolation, students' code can read and change all that you can.", _what_to_do(None))
    if tier not in (None, UNSAFE, *candidates()):
        raise Refused(
            f"Tier {tier} is not for this user on this system.", f"Possible: {', '.join((*candidates(), UNSAFE))}."
        )


def _what_to_do(tier: str | None) -> str:
    other = "Or leave the tier to the grader." if tier else "To run it all the same, for code you trust: --unsafe."
    return f"{remedy()} {other}"
