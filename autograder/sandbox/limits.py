"""What one submission may use, and what of it is left."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, MiB and counts; the defaults are those of docs/grades-json.md."""

    exercise_cpu_s: float = 10.0
    exercise_wall_s: float = 20.0
    submission_cpu_s: float = 60.0
    submission_wall_s: float = 120.0
    memory_mib: int = 1024  # of address space
    output_mib: int = 16  # printed, of one submission
    file_mib: int = 16  # of one file
    files: int = 1000  # that exist at once
    scratch_mib: int = 32  # of all files
    descriptors: int = 64
    processes: int = 0  # threads beside its own; new processes there are none
    reply_mib: int = 2  # of arrays in one reply; honest ones have a few kB
    answers_mib: int = 6  # of all that one submission answers; honest ones have 150 kB

    def __post_init__(self) -> None:
        """Raises ValueError for a limit under which nothing can run."""
        for name in ("exercise_cpu_s", "exercise_wall_s", "submission_cpu_s", "submission_wall_s"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0 seconds")
        for name, least in (("memory_mib", 256), ("descriptors", 16), ("reply_mib", 1), ("output_mib", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}")


@dataclass
class Budget:
    """Time that is left for something, of processor and by the clock.

    ``why`` tells its end: the same for both, as which of them ends first depends on what else the machine does.
    """

    cpu_s: float
    wall_s: float
    why: str

    def charge(self, cpu_s: float, wall_s: float) -> None:
        """Take off what has been used."""
        self.cpu_s -= cpu_s
        self.wall_s -= wall_s

    @property
    def spent(self) -> str | None:
        """Why nothing is left, or None."""
        return self.why if self.cpu_s <= 0 or self.wall_s <= 0 else None


@dataclass
class Bytes:
    """What a submission may still answer, in all of its processes together, and whether one of them ended as it might
    not on another day: by the clock, or for want of the system's memory."""

    left: int
    by_chance: bool = False
