"""A cluster of Dask's (``distributed``): many machines behind one executor."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from distributed import Client

from autograder.assignment import Assignment
from autograder.assignments import reference
from autograder.grading import remote
from autograder.grading.grader import Settings
from autograder.grading.journal import version
from autograder.grading.spread import Spread
from autograder.sandbox import Refused
from autograder.sandbox.zygote import TIERS

_PATIENCE_S = 30.0  # with a scheduler, and with the first worker
_LOOK_S = 2.0  # between questions how many workers there are
_AGAIN = 3  # tries of what fails for want of a sandbox: the next worker may have one


class Absent(Exception):
    """There is no scheduler at that address, or nobody who works for it."""


@contextmanager
def opened(address: str, assignment: Assignment, settings: Settings) -> Iterator[Spread]:
    """Graders on the workers of the scheduler at this address, in the weakest tier that any of them has.

    A lost worker's submissions are graded elsewhere. Raises ``Absent``,
    ``OtherVersion``, and ``Refused`` and ``OurFault`` as a ``Grader`` does.
    """
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in our words
    try:
        client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Absent(f"no scheduler answers there ({type(error).__name__})") from None
    try:
        tier = _tier(client, address, assignment, settings)
        executor = client.get_executor(pure=False, retries=_AGAIN)
        yield Spread(executor, assignment, settings, tier, _Places(client))
    finally:
        with suppress(Exception):
            client.close(timeout=5)


def _tier(client: Client, address: str, assignment: Assignment, settings: Settings) -> str:
    """Ask every worker which tier it has: a worker that is lost meanwhile has no say."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError:
        raise Absent("the scheduler has no worker") from None
    answers = client.run(remote.begin, reference(assignment), settings, version(assignment), on_error="return").items()
    for worker, answer in answers:
        if isinstance(answer, ModuleNotFoundError):
            raise remote.OtherVersion(f"the worker {worker} lacks {answer.name}: install the grader there")
        if isinstance(answer, remote.OtherVersion):
            raise remote.OtherVersion(f"the worker {worker} would grade otherwise: {answer}")
        if isinstance(answer, Refused):
            raise Refused(f"The worker {worker}: {answer.reason}", answer.remedy)
    tiers = {answer for _, answer in answers if isinstance(answer, str)}
    if not tiers:
        raise Absent(f"no worker can grade: {next(iter(answers))[1] if answers else 'they are all gone'}")
    return max(tiers, key=list(TIERS).index)


class _Places:
    """How many threads the workers have, asked now and then: workers come and go."""

    def __init__(self, client: Client) -> None:
        self._client, self._count, self._asked = client, 1, float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._asked > _LOOK_S:
            self._asked = time.monotonic()
            with suppress(OSError):
                self._count = sum(self._client.nthreads().values())
        return self._count
