"""``grade --cluster``: its option, and its errors as sentences. Dask is imported only where it is asked for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.assignment import Assignment
from autograder.cli.errors import WrongCall
from autograder.grading.grader import Settings
from autograder.grading.run import Graders


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option to the parser of ``grade``."""
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="grade on the workers of Dask's scheduler there, as tcp://scheduler:8786 (docs/scale.md)",
    )


@contextmanager
def on_cluster(address: str, assignment: Assignment, settings: Settings) -> Iterator[Graders]:
    """Graders on the cluster. Raises ``WrongCall`` where it cannot be used, ``ConnectionError`` where it is lost."""
    if not re.fullmatch(r"(tcp|tls|ws|wss|ucx|ucxx)://[^/\s]+:\d+/?", address):
        raise WrongCall(f"--cluster {address}: this is no address of a scheduler; use one such as tcp://scheduler:8786")
    try:
        from autograder.grading.cluster import Absent, opened
        from autograder.grading.remote import OtherVersion
    except ImportError as error:
        raise WrongCall(f"--cluster needs distributed ({error}): python -m pip install -e '.[cluster]'") from None
    try:
        with opened(address, assignment, settings) as graders:
            yield graders
    except (Absent, OtherVersion) as error:
        raise WrongCall(f"--cluster {address}: {error}") from None
