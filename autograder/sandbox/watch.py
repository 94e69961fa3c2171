"""Keeps the clock of a process: what it uses is charged, whatever comes or does not come from it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from autograder.sandbox.errors import Died
from autograder.sandbox.limits import Budget, Limits


class Watch:
    """Charges the time of a process to ``budgets``, and counts its files.

    ``scratch`` is the folder that it may write to, a descriptor, or None.
    """

    def __init__(self, pidfd: int | None, scratch: int | None, limits: Limits) -> None:
        self._clock, self._scratch, self.limits = _cpu_clock(pidfd), scratch, limits
        self._free = os.fstatvfs(scratch).f_ffree if scratch is not None else 0
        self.budgets: tuple[Budget, ...] = ()
        self._cpu_s = self._wall_s = 0.0

    def turns(self) -> Iterator[None]:
        """Whoever waits for the process does so in a loop over these: none is begun once a limit is reached.

        Raises Died.
        """
        self._cpu_s, self._wall_s = self._used_cpu_s(), time.monotonic()
        while True:
            yield
            self._charge()

    def _charge(self) -> None:
        """The time since the last turn."""
        cpu, wall = self._used_cpu_s(), time.monotonic()
        for budget in self.budgets:
            budget.charge(cpu - self._cpu_s, wall - self._wall_s)
        self._cpu_s, self._wall_s = cpu, wall
        for budget in self.budgets:
            if budget.spent:
                raise Died("timed_out", budget.why)
        if self._scratch is not None and self._free - os.fstatvfs(self._scratch).f_ffree > self.limits.files:
            raise Died("killed", f"made more than {self.limits.files} files")

    @property
    def spent(self) -> Budget | None:
        """The first budget of which nothing is left."""
        return next((budget for budget in self.budgets if budget.spent), None)

    def _used_cpu_s(self) -> float:
        if self._clock is None:
            return 0.0
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # it is gone: what it used last is told by the zygote
            return self._cpu_s


def _cpu_clock(pidfd: int | None) -> int | None:
    """The clock of a process's processor time, from its number as this process sees it; see clock_getcpuclockid(3)."""
    if pidfd is None:
        return None
    try:
        if os.readlink("/proc/self") != str(os.getpid()):  # a /proc of another process namespace: other numbers
            return None
        with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as info:
            pid = next(int(line.split()[1]) for line in info if line.startswith("Pid:"))
        clock = (~pid << 3) | 2
        time.clock_gettime(clock)
    except (OSError, StopIteration, ValueError):
        return None
    return clock
