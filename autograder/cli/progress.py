"""How far grading has come, on stderr: a live line in a terminal, plain lines in a pipe or in CI."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TextIO

from autograder.grading.result import Graded

FEW = 20  # submissions that are graded before anybody asks
_EVERY_S = 15.0  # between plain lines


def watched(
    results: Iterable[Graded], total: int, kept: int = 0, quiet: bool = False, stream: TextIO | None = None
) -> Iterator[Graded]:
    """The results as they come, told on the stream (stderr); a few, or ``quiet``, are told nothing of.

    The first ``kept`` are of an earlier run: they count, but not for the rate.
    """
    stream = stream or sys.stderr
    if quiet or total <= FEW or stream is None:
        yield from results
        return
    count = _Count(total, kept)
    yield from _live(results, count, stream) if stream.isatty() else _in_lines(results, count, stream)


def _live(results: Iterable[Graded], count: _Count, stream: TextIO) -> Iterator[Graded]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task("", total=count.total, words="")
        for result in results:
            count.add(result)
            progress.update(task, completed=count.done, words=count.words())
            yield result


def _in_lines(results: Iterable[Graded], count: _Count, stream: TextIO) -> Iterator[Graded]:
    last = time.monotonic()
    for result in results:
        count.add(result)
        if time.monotonic() - last >= _EVERY_S or count.done == count.total:
            last = time.monotonic()
            words = count.words()
            with suppress(OSError):  # nobody reads any more
                print(f"{count.done} of {count.total} graded{words and ', '}{words}", file=stream, flush=True)
        yield result


class _Count:
    """What has come so far."""

    def __init__(self, total: int, kept: int) -> None:
        self.total, self.kept = total, kept
        self.done = self.review = self.without = 0
        self.begin = time.monotonic()

    def add(self, result: Graded) -> None:
        """Count one more."""
        self.done += 1
        self.review += result.status == "needs_review"
        self.without += result.status == "not_graded"
        if self.done == self.kept:
            self.begin = time.monotonic()

    def words(self) -> str:
        """How fast it goes, how long it will take, and who will need a person."""
        rate = (self.done - self.kept) / max(time.monotonic() - self.begin, 1e-9)
        going = rate > 0 and self.done < self.total
        parts = [f"{rate:.3g} a second", f"{_clock((self.total - self.done) / rate)} left"] if going else []
        parts += [f"{self.kept} as before"] if self.kept else []
        parts += [f"{self.review} to look at"] if self.review else []
        return ", ".join([*parts, f"{self.without} without a score"] if self.without else parts)


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"
