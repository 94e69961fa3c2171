"""Which walls this machine can put around a student's process: found by building them and trying to get through."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import autograder
from autograder.sandbox import ahead, descriptors
from autograder.sandbox.errors import Died, NoWalls, OurFault, Refused
from autograder.sandbox.limits import Limits
from autograder.sandbox.remedies import remedy
from autograder.sandbox.session import Session
from autograder.sandbox.view import View, view
from autograder.sandbox.zygote import Layers, Zygote, candidates
from autograder.worker.calls import Raised
from autograder.worker.plain import unpack

UNSAFE = "C"
_PROBE_SECONDS = 5.0

# what a probe tries; each line that gets through is told by the exception's text. No file is made for it that would
# stay where the grader is killed: what can be written through walls that do not hold is removed by the probe itself
_PROBE = """
import os, socket, _thread
through = []
def attempt(what, *actions):
    for action in actions:
        try:
            action()
        except BaseException:
            continue
        through.append(what)
        return
def write(path):
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    os.unlink(path)
attempt("reads files", *[lambda path=path: open(path).read() for path in {readable!r}])
attempt("writes files", *[lambda path=path: write(path) for path in {writable!r}])
attempt("lists the system's folders", lambda: os.listdir("/etc"))
attempt("opens sockets", lambda: socket.socket())
attempt("signals other processes", lambda: os.kill({grader}, 0))
if not through:
    attempt("starts threads", lambda: _thread.start_new_thread(int, ()))
    attempt("starts programs", lambda: os.posix_spawn("/bin/true", ["true"], {{}}))
if through:
    raise RuntimeError(", ".join(through))
"""


@dataclass(frozen=True)
class Probe:
    """What came of trying a tier: ``missing`` is None where it holds, else why not."""

    tier: str
    missing: str | None


@cache
def probe(tier: str) -> Probe:
    """Start a zygote in the tier and try its walls from within; told from the first time on."""
    try:
        verified(view(), Limits(), tier).close()
    except OurFault as fault:
        return Probe(tier, str(fault))
    return Probe(tier, None)


def probes() -> Iterator[Probe]:
    """One tier after the other, the best first, up to the first that holds."""
    for tier in candidates():
        tried = probe(tier)
        yield tried
        if tried.missing is None:
            return


_holding: set[str] = set()


def verified(shown: View, limits: Limits, tier: str, layers: Layers | None = None) -> Zygote:
    """A zygote whose walls have been tried, once a tier in this process.

    Raises NoWalls where the tier does not hold, OurFault where what is shown does not run.
    """
    zygote = ahead.taken(shown, limits, tier, layers) or Zygote(shown, limits, tier, layers)
    if tier == UNSAFE or layers is not None or tier in _holding:
        return zygote
    try:
        through = escapes(zygote)
    except OurFault as fault:  # a fork does not come to life: a wall that cannot be put up
        zygote.close()
        raise NoWalls(str(fault)) from None
    except BaseException:
        zygote.close()
        raise
    if through:
        zygote.close()
        raise NoWalls(f"a process in it {through}")
    _holding.add(tier)
    return zygote


def escapes(zygote: Zygote) -> str | None:
    """What a process in the zygote's sandbox can still do of what it must not, or None."""
    canary = f"autograder-canary-{secrets.token_hex(8)}"
    folders = dict.fromkeys([os.environ.get("TMPDIR", "/tmp"), "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")])
    source = _PROBE.format(
        readable=["/etc/passwd", autograder.__file__],
        writable=[os.path.join(folder, canary) for folder in folders],
        grader=os.getpid(),
    )
    session = Session(zygote, Limits(), _PROBE_SECONDS)
    try:
        program: dict[str, object] = {"id": "probe", "source": source, "classes": [], "fallback": None, "mend": False}
        (reply,) = session.exchange("load", 1, [program])
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
    tried = [probe(tier)] if tier else list(probes())
    return tried[-1].tier if tried[-1].missing is None else _unsafe(tier, unsafe, tried)


def start(shown: View, limits: Limits, tier: str | None, unsafe: bool, layers: Layers | None = None) -> Zygote:
    """A zygote in the tier that ``choose`` would say: the first that holds is the one that grades.

    Raises Refused, and OurFault where the walls hold but what was to be shown does not run.
    """
    _refuse(tier, unsafe)
    tried = []
    for candidate in [] if tier == UNSAFE else [tier] if tier else candidates():
        try:
            return verified(shown, limits, candidate, layers)
        except OurFault as fault:
            if not isinstance(fault, NoWalls) and probe(candidate).missing is None:
                raise  # the walls hold: it is what was to be shown that does not run
            tried.append(Probe(candidate, str(fault)))
    return Zygote(shown, limits, _unsafe(tier, unsafe, tried), layers)


def _unsafe(tier: str | None, unsafe: bool, tried: list[Probe]) -> str:
    """No tier that was tried holds. Raises Refused, but where none was asked for and none will do."""
    if unsafe and tier in (None, UNSAFE):
        return UNSAFE
    reasons = " ".join(f"Tier {each.tier}: {each.missing}." for each in tried)
    if tier is not None and (holds := _holds()):
        raise Refused(f"This machine does not give tier {tier}. {reasons}", holds)
    raise Refused(f"This machine gives students' code no real isolation. {reasons}", _what_to_do())


def _holds() -> str | None:
    """A sentence about the best tier of this machine."""
    holding = [tried.tier for tried in probes() if tried.missing is None]
    return f"Tier {holding[0]} holds here: use --tier {holding[0]}, or leave --tier out." if holding else None


def _refuse(tier: str | None, unsafe: bool) -> None:
    """What need not be tried."""
    if sys.platform == "win32":
        raise Refused(autograder.NO_WINDOWS, autograder.IN_PLACE_OF_WINDOWS)
    if (too_few := descriptors.refused()) is not None:
        raise too_few
    if not unsafe and (tier == UNSAFE or (tier is None and not candidates())):
        raise Refused("Without isolation, students' code can read and change all that you can.", _what_to_do())
    if tier not in (None, UNSAFE, *candidates()):
        raise Refused(f"Tier {tier} is not for this user on this system.", _holds() or _what_to_do())


def _what_to_do() -> str:
    return f"{remedy()} (To run it all the same, for code you trust: --unsafe.)"
