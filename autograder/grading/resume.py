"""Grades what the journal does not hold, and keeps what is graded as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack

from autograder.grading.collect import Submission
from autograder.grading.grader import nothing
from autograder.grading.journal import Journal
from autograder.grading.result import Graded
from autograder.grading.run import Graders

Open = Callable[[int, str | None], AbstractContextManager[Graders]]  # how many there are to grade, and in which tier


class Resumed:
    """A class of which the journal may hold a part: a context manager.

    ``open_graders`` is asked for graders where something is to be graded; a class that is held whole, in one tier,
    starts no sandbox. ``kept`` results come first; ``safe`` counts what the journal holds by now.
    """

    def __init__(
        self, submissions: Sequence[Submission], journal: Journal, open_graders: Open, regrade: bool = False
    ) -> None:
        self._submissions, self._journal, self._open, self._regrade = submissions, journal, open_graders, regrade
        self._stack = ExitStack()
        self._graders: Graders | None = None
        self.note: str | None = None
        self.safe = self.kept = 0

    def _prepare(self) -> None:
        """Find the tier of the whole class: the one in which all of it is kept, or the one of the graders."""
        self._keys = [self._journal.key(submission) for submission in self._submissions]
        held = [set[str]() if self._regrade else self._journal.tiers(key) for key in self._keys]
        to_grade = [tiers for tiers, each in zip(held, self._submissions, strict=True) if each.path is not None]
        whole = Counter(tier for tiers in to_grade for tier in tiers)
        tiers = sorted(tier for tier, count in whole.items() if count == len(to_grade))
        if tiers:
            self.tier = tiers[0]
        else:
            self._start(sum(not tiers for tiers in to_grade), None)
        self._held = [place for place, tiers in enumerate(held) if self.tier in tiers]
        self.kept = len(self._held)

    def _start(self, count: int, tier: str | None) -> Graders:
        graders = self._stack.enter_context(self._open(max(count, 1), tier))
        self._graders, self.tier, self.note = graders, graders.tier, graders.note
        return graders

    def grade(self) -> Iterator[tuple[int, Graded]]:
        """Each result with its submission's place: what is kept, then the others as they are done."""
        held = set(self._held)
        waiting = [place for place in range(len(self._submissions)) if place not in held]
        for place in self._held:
            submission = self._submissions[place]
            graded = self._journal.get(self._keys[place], self.tier, submission)
            if graded is None:  # torn since
                waiting.append(place)
                continue
            self.safe += 1
            yield place, graded
        if self._graders is None:
            missing = [place for place in waiting if self._submissions[place].path is None]
            yield from ((place, nothing(self._submissions[place])) for place in missing)
            waiting = [place for place in waiting if self._submissions[place].path is not None]
        if waiting:
            yield from self._graded(waiting)

    def _graded(self, places: Sequence[int]) -> Iterator[tuple[int, Graded]]:
        graders = self._graders or self._start(len(places), self.tier)
        for at, graded in graders.grade([self._submissions[place] for place in places]):
            place = places[at]
            self.safe += self._journal.put(self._keys[place], self.tier, self._submissions[place], graded)
            yield place, graded

    def __enter__(self) -> Resumed:
        with ExitStack() as stack:
            stack.callback(self._stack.close)
            self._prepare()
            stack.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()
