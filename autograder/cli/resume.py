"""``grade`` goes on where it was: what it keeps of one run for the next, and what it says of that."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from autograder.assignment import Assignment
from autograder.cli.cluster import on_cluster
from autograder.cli.progress import FEW
from autograder.cli.streams import tell
from autograder.grading.collect import Submission
from autograder.grading.grader import Settings
from autograder.grading.journal import Journal, default_path, fingerprint
from autograder.grading.resume import Resumed
from autograder.grading.run import Graders, jobs_for, opened
from autograder.stopping import Stopped


@contextmanager
def resumed(
    options: argparse.Namespace, assignment: Assignment, settings: Settings, submissions: Sequence[Submission]
) -> Iterator[Resumed]:
    """The class, of which only what has changed since the last run is graded.

    Raises ``Refused`` and ``OurFault`` as graders do.
    """

    def graders(count: int, tier: str | None) -> AbstractContextManager[Graders]:
        asked = replace(settings, tier=tier or settings.tier)
        if options.cluster is not None:
            return on_cluster(options.cluster, assignment, asked)
        return opened(assignment, asked, jobs_for(count, options.jobs))

    with Journal(default_path(), fingerprint(assignment, settings)) as journal:
        found = Resumed(submissions, journal, graders, options.regrade)
        try:
            with found:
                if found.note:
                    tell(found.note)
                yield found
        except (Stopped, ConnectionError) as stopped:
            safe = found.safe if journal.keeps else 0
            advice = f" {safe} of {len(submissions)} are graded: the same command goes on from there." if safe else ""
            if isinstance(stopped, ConnectionError):
                raise ConnectionError(f"--cluster {options.cluster}: {stopped}.{advice}") from None
            stopped.advice = advice
            raise
        if journal.failed and len(submissions) > FEW:
            tell(f"what is graded is not kept for another run ({journal.failed})")
