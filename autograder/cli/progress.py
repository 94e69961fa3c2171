"""How far grading has come, on stderr: a live line in a terminal, plain lines in a pipe or in CI."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO

from autograder.grading.result import Graded

FEW = 20  # submissions that are graded before anybody asks
_EVERY_S = 15.0  # between plain lines


def watched(
    results: Iterable[Graded], total: int, quiet: bool = False, stream: TextIO | None = None
) -> Iterator[Graded]:
    """The results as they come, told on the stream (stderr); a few, or ``quiet``, are told nothing of."""
    stream = stream or sys.stderr
    if quiet or total <= FEW or stream is None:
        yield from results
    elif stream.isatty():
        yield from _live(results, total, stream)
    else:
        yield from _in_lines(results, total, stream)


def _live(results: Iterable[Graded], total: int, stream: TextIO) -> Iterator[Graded]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]:.0f} a second")
    left, found = TimeRemainingColumn(), TextColumn("{task.fields[found]}")
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), rate, left, found)
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task("", total=total, rate=0.0, found="")
        counted, begin = _Count(), time.monotonic()
        for result in results:
            counted.add(result)
            rate_now = counted.done / max(time.monotonic() - begin, 1e-9)
            progress.update(task, completed=counted.done, rate=rate_now, found=counted.words())
            yield result


def _in_lines(results: Iterable[Graded], total: int, stream: TextIO) -> Iterator[Graded]:
    counted, last = _Count(), time.monotonic()
    for result in results:
        counted.add(result)
        if time.monotonic() - last >= _EVERY_S or counted.done == total:
            last = time.monotonic()
            words = counted.words()
            print(f"{counted.done} of {total} graded{', ' + words if words else ''}", file=stream, flush=True)
        yield result


class _Count:
    """What has come so far."""

    def __init__(self) -> None:
        self.done = self.review = self.without = 0

    def add(self, result: Graded) -> None:
        """Count one more."""
        self.done += 1
        self.review += result.status == "needs_review"
        self.without += result.status == "not_graded"

    def words(self) -> str:
        """Who will need a person."""
        parts = [f"{self.review} to look at"] if self.review else []
        return ", ".join([*parts, f"{self.without} without a score"] if self.without else parts)
