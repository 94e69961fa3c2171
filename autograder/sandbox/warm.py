"""A process of its own behind walls for whoever asks, forked from a warm one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.sandbox.errors import Died, OurFault
from autograder.sandbox.limits import Budget, Bytes, Limits
from autograder.sandbox.session import Session
from autograder.sandbox.tiers import start, verified
from autograder.sandbox.view import view
from autograder.sandbox.zygote import FORKS, Layers, Zygote

TIRED_S = 1.0  # of what takes a few milliseconds


class Sandbox:
    """One warm process for as many submissions as one likes, one at a time.

    ``package`` is the folder of the answer-free package that students import, ``stand_ins`` a module with
    ``STAND_INS: name → factory(namespace) → class``. ``tier`` asks for one by name (else the best), ``unsafe`` permits
    none at all. Raises Refused where there is no isolation, OurFault where the sandbox does not start.
    """

    def __init__(
        self,
        package: Path | None,
        stand_ins: Path | None,
        limits: Limits | None = None,
        tier: str | None = None,
        unsafe: bool = False,
        layers: Layers | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._layers = layers
        self._view = view(package, stand_ins)
        self._zygote: Zygote | None = start(self._view, self.limits, tier, unsafe, layers)
        self.tier = self._zygote.tier
        self._warmed: list[str] = []
        self._useless: set[str] = set()
        self._frames: dict[str, tuple[bytes, ...]] = {}
        self._spare: Session | None = None  # was asked once, and is as fresh as any

    def once(self, op: str, content: Any, blob: Iterable[bytes], limits: Limits, time: Budget) -> Any:
        """The one answer to a request that a fresh process works at, in which nothing of a student's runs.

        What it has hardly tired is the next ``session``. Raises Died where it reaches these limits, OurFault.
        """
        self._drop_spare()
        session = self.session(limits.submission_cpu_s, limits=limits)
        before, session.budgets = replace(time), (time,)
        try:
            (value,) = session.exchange(op, 1, content, blob)
        except Died as death:
            if death.doubtful:
                raise OurFault(f"the worker fails at {op}") from None
            raise
        self._spare = session
        if max(before.cpu_s - time.cpu_s, before.wall_s - time.wall_s) > TIRED_S:
            self._drop_spare()
        return value

    def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.close()

    def session(self, cpu_left_s: float, answers: Bytes | None = None, limits: Limits | None = None) -> Session:
        """A fresh process, in which nothing of a student's has run; a zygote that fails is replaced once.

        Raises OurFault.
        """
        if limits is None and self._spare is not None and self._zygote is not None and self._zygote.alive:
            spare, self._spare = self._spare, None
            spare.renew(self.limits, answers)
            return spare
        self._drop_spare()
        try:
            return Session(self._living(), limits or self.limits, cpu_left_s, answers)
        except OurFault:
            self.close()
            return Session(self._living(), limits or self.limits, cpu_left_s, answers)

    def warm(self, module: str) -> None:
        """Have a module loaded in the warm process, for all from here on."""
        if module in self._useless:
            return
        if module not in self._warmed:
            self._drop_spare()  # the warm process hears nothing while there is another one
            self._warmed.append(module)
        try:
            self._living().warm(self._warmed)
        except OurFault:  # it is loaded to save time, and nobody's points hang on it
            self._warmed.remove(module)
            self._useless.add(module)
            self.close()

    def make_ready(self, what: str, frames: Iterable[bytes]) -> list[Any]:
        """Have made ready in the warm process, for all from here on, what the frames hold: see ``Zygote.prepare``.

        Raises OurFault.
        """
        self._drop_spare()
        zygote = self._living()
        self._frames[what] = tuple(frames)
        return zygote.prepare(what, self._frames[what])

    def close(self) -> None:
        """End the warm process."""
        self._drop_spare()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _living(self) -> Zygote:
        if self._zygote is None or not self._zygote.alive:
            self.close()
            self._zygote = verified(self._view, self.limits, self.tier, self._layers)
            if self._warmed and FORKS:
                self._zygote.warm(self._warmed)
            for what, frames in self._frames.items():
                self._zygote.prepare(what, frames)
        return self._zygote
