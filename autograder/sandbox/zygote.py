"""The grader's end of a zygote: starts it in a tier, asks it for forks, hears how they ended."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from autograder.sandbox import bubblewrap
from autograder.sandbox.compiled import compile_missing
from autograder.sandbox.errors import NoWalls, OurFault
from autograder.sandbox.limits import Limits
from autograder.sandbox.view import STAND_INS, View
from autograder.worker import landlock
from autograder.worker.control import Control

if TYPE_CHECKING:
    from autograder.sandbox.farm import Farm

_START_S = 5.0  # for the first sign of life, which takes a few hundredths of a second
_PATIENCE_S = 20.0  # for what takes a tenth of a second on an idle machine
_FIRST_UID, _UIDS = 61184, 4096  # where systemd, too, takes users that exist for a while only
_SET_IDS = 1 << 6 | 1 << 7  # CAP_SETGID, CAP_SETUID
_THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

_LATER = ("notebook.reading", "notebook.mend", "notebook.read")  # what a student's process loads only when it reads

FORKS = sys.platform == "linux"  # elsewhere a process must not fork once numpy's libraries are loaded


@dataclass(frozen=True)
class Layers:
    """Which walls are asked for; tests take single ones away to see what they hold back."""

    namespaces: bool = True
    landlock: bool = True
    seccomp: bool = True
    own_user: bool = True


TIERS: Mapping[str, Layers] = {
    "A": Layers(own_user=False),
    "A-root": Layers(),
    "B": Layers(namespaces=False),
    "C": Layers(namespaces=False, landlock=False, seccomp=False, own_user=False),
}


def candidates() -> tuple[str, ...]:
    """Tiers with real walls, the best first, that this user and system could have."""
    if sys.platform != "linux":
        return ()
    return ("A-root", "A", "B") if os.geteuid() == 0 else ("A", "B")


@dataclass
class Fork:
    """A living child: how to reach and to kill it."""

    pidfd: int | None
    requests: int
    replies: int
    output: int
    end: dict[str, Any] | None = field(default=None)


class Zygote:
    """A warm process in a sandbox; not ``ready``, it is started only, and ``wait`` is to be called before all else.

    Raises NoWalls where its tier does not hold here, OurFault where what it is to show does not start or answer.
    """

    def __init__(self, view: View, limits: Limits, tier: str, layers: Layers | None = None, ready: bool = True) -> None:
        self.view = view
        self.tier = tier
        self.layers = layers or TIERS[tier]
        self.limits = limits
        self.scratch: int | None = None
        self._warm: set[str] = set()
        self._farm: Farm | None = None
        compile_missing(view.ours.values())
        with self._or_closed():
            if not self.layers.namespaces:
                self._farm = _farm(view)
            self._start(view)
        if ready:
            self.wait()

    @contextmanager
    def _or_closed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.close()
            raise NoWalls(f"it cannot be started here ({error.strerror or error})") from None
        except BaseException:
            self.close()
            raise

    def _start(self, view: View) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.settimeout(_START_S)
        self._control: Control | None = Control(ours)
        with theirs:
            command = self._command(view, theirs.fileno())
            self._process = _started(
                command,
                pass_fds=[theirs.fileno()],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                start_new_session=True,
            )
        self.pid = self._process.pid

    def wait(self) -> None:
        """Until it is ready. Raises what the constructor raises."""
        with self._or_closed():
            try:
                self._receive()
            except OurFault as fault:
                raise NoWalls(str(fault)) from None
            if self._control is not None:
                self._control.socket.settimeout(_PATIENCE_S)
            ready, descriptors = self._receive()
            if "no_walls" in ready:
                raise NoWalls(ready["no_walls"])
            if "ready" not in ready:
                raise OurFault("the warm process does not speak as it should")
            self.scratch = descriptors[0] if descriptors else None

    def _environment(self) -> dict[str, str]:
        """All of it: nothing of the grader's own environment, which may hold tokens."""
        root = str(self._farm.root) if self._farm else bubblewrap.ROOT
        scratch = "/scratch" if self.layers.namespaces else "/"
        return {
            **dict.fromkeys(_THREADS, "1"),
            "PYTHONHOME": f"{root}/python",
            "PYTHONPATH": f"{root}/ours:{root}/packages",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "LD_LIBRARY_PATH": f"{root}/python/lib",
            "HOME": scratch,
            "TMPDIR": bubblewrap.SCRATCH if self.layers.namespaces else "/",
            "MPLCONFIGDIR": str(self._farm.settings) if self._farm else scratch,
            "MPLBACKEND": "Agg",
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
        }

    def _command(self, view: View, control: int) -> list[str]:
        as_root = self.layers.namespaces and self.layers.own_user
        uid = _free_uid() if self.layers.own_user and os.geteuid() == 0 else None
        if as_root and uid is None:
            raise NoWalls("root may not become another user here, as in a user namespace of its own")
        if self._farm:
            uid = uid if self._farm.open_to_all() else None
            if uid is not None:
                self._farm.hand_over(uid)
            python, readable, prefix = str(view.executable), self._farm.readable(), []
        else:
            python, readable = bubblewrap.python(view), bubblewrap.readable(view)
            prefix = bubblewrap.command(view, self._environment(), self.limits.scratch_mib, as_root)
        config = {
            "uid": uid,
            "parent": None if self.layers.namespaces else os.getpid(),  # within, bwrap sees to that
            "forks": FORKS,
            "scratch": bubblewrap.SCRATCH if self.layers.namespaces else None,
            "readable": readable,
            "landlock": self.layers.landlock,
            "seccomp": self.layers.seccomp,
            "threads": self.limits.processes > 0,
            "preload": [*(name for name in view.ours if not name.endswith(".py")), *_LATER],
            "stand_ins": STAND_INS if f"{STAND_INS}.py" in view.ours else None,
        }
        if self.layers.landlock and landlock.version() < landlock.ENOUGH:
            raise NoWalls("the kernel has no Landlock that stops truncating files (Linux 6.2)")
        return [*prefix, python, "-s", "-P", "-m", "worker.start", str(control), json.dumps(config)]

    def fork(self, limits: Mapping[str, int]) -> Fork:
        """A fresh child under these rlimits. Raises OurFault."""
        requests_in, requests = os.pipe()
        replies, replies_out = os.pipe()
        output, output_out = os.pipe()
        theirs = [requests_in, replies_out, output_out]
        try:
            self._send({"fork": {"limits": dict(limits)}}, theirs)
            _, descriptors = self._receive()
        except OurFault:
            for descriptor in (requests, replies, output):
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return Fork(descriptors[0] if descriptors else None, requests, replies, output)

    def warm(self, modules: Sequence[str]) -> None:
        """Load modules once for all forks to come. Raises OurFault."""
        missing = [module for module in modules if module not in self._warm]
        if missing:
            self._send({"warm": missing})
            self._receive()
            self._warm |= set(missing)

    def prepare(self, what: str, frames: Sequence[bytes]) -> list[Any]:
        """Have made ready for all forks to come what the frames hold: ``release``, of which it is told what each cell
        says, packed, or ``calls``. Raises OurFault."""
        with _unnamed() as file:
            file.writelines(frames)
            file.flush()
            self._send({"prepare": what}, [file.fileno()])
            return list(self._receive()[0]["prepared"])

    def ended(self) -> dict[str, Any]:
        """How the child ended: ``exit`` (as of wait) and ``cpu_s``. Raises OurFault."""
        if not FORKS:
            status = self._process.wait(_PATIENCE_S)
            return {"exit": -status if status < 0 else status << 8, "cpu_s": 0.0}
        return self._receive()[0]

    def kill(self) -> None:
        """End the process itself: where there are no forks, this is how a child is killed."""
        self._process.kill()

    @property
    def alive(self) -> bool:
        """It may be asked for a fork."""
        return self._control is not None and self._process.poll() is None

    def close(self) -> None:
        """End it and all that is in its sandbox."""
        control, self._control = getattr(self, "_control", None), None
        if control is not None:
            control.socket.close()
        process = getattr(self, "_process", None)
        if process is not None:
            bubblewrap.end(process)
        if self.scratch is not None:
            os.close(self.scratch)
            self.scratch = None
        if self._farm is not None:
            self._farm.close()

    def _send(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            if self._control is None:
                raise OSError("closed")
            self._control.send(message, descriptors)
        except OSError as error:
            raise OurFault(f"the warm process is gone: {error.strerror or error}") from None

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
        control = self._control
        try:
            if control is None:
                raise OSError("closed")
            message, descriptors = control.receive()
        except TimeoutError:
            patience = control.socket.gettimeout() if control is not None else 0
            raise OurFault(f"the warm process does not answer within {patience:g} s") from None
        except (OSError, ValueError) as error:
            raise OurFault(f"the warm process does not answer: {error}") from None
        if message is None:
            raise OurFault(f"the warm process has ended{self._last_words()}")
        return message, descriptors

    def _last_words(self) -> str:
        """The last line that it has written to stderr; it is given a moment to write it."""
        try:
            said = self._process.communicate(timeout=_START_S)[1].decode("utf-8", "replace").strip()
        except subprocess.TimeoutExpired:
            said = ""
        return f": {said.splitlines()[-1]}" if said else ""


def _unnamed() -> BinaryIO:
    """A file for as long as it is open. Not even the search for a folder that it could lie in leaves anything."""
    if sys.platform == "linux":
        return open(os.memfd_create("prepared"), "w+b")
    import tempfile

    return cast(BinaryIO, tempfile.TemporaryFile())


def _farm(view: View) -> Farm:
    import tempfile

    from autograder.sandbox.farm import Farm

    try:
        return Farm(view)
    except OSError as error:
        place = f" in {tempfile.gettempdir()}" if tempfile.tempdir else ""
        raise NoWalls(f"no folder can be made{place} ({error.strerror or error})") from None


def _started(command: list[str], **how: Any) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, **how)
    except OSError as error:
        raise NoWalls(f"{command[0]} cannot be started ({error.strerror or error})") from None


def _free_uid() -> int | None:
    """A user that nobody is, another one for each process of the grader's; None where root may not become one."""
    import pwd  # not on Windows

    if not _may_change_user():
        return None
    for step in range(_UIDS):
        uid = _FIRST_UID + (os.getpid() + step) % _UIDS
        try:
            pwd.getpwuid(uid)
        except KeyError:
            return uid
    return None


def _may_change_user() -> bool:
    """Root has the capabilities for it, and its user namespace holds the numbers, as it does not after unshare -r."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            effective = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))
        with open("/proc/self/uid_map", encoding="ascii") as uids:
            ranges = [[int(number) for number in line.split()] for line in uids]
    except (OSError, StopIteration, ValueError):
        return True  # who knows: it is tried
    mapped = any(first <= _FIRST_UID and first + count >= _FIRST_UID + _UIDS for first, _, count in ranges)
    return mapped and effective & _SET_IDS == _SET_IDS
