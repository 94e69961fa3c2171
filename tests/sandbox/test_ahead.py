"""A warm process that is started before all else is loaded: taken where it is what is wanted, else ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli.ahead import begun
from autograder.sandbox import Limits, ahead
from autograder.sandbox.tiers import candidates, probe
from autograder.sandbox.view import view

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "assignment2"
ANNA = str(ROOT / "examples/submitted/anna")
SHOWN = view(PACKAGE, PACKAGE / "stand_ins.py")
BEST = candidates()[0] if candidates() else ""

pytestmark = pytest.mark.skipif(not BEST or probe(BEST).missing is not None, reason="the best tier does not hold here")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    ahead.drop()


def test_what_was_started_is_taken() -> None:
    """Once, and it is ready."""
    ahead.begin(SHOWN, Limits())
    zygote = ahead.taken(SHOWN, Limits(), BEST, None)
    assert zygote is not None
    assert zygote.alive
    assert ahead.taken(SHOWN, Limits(), BEST, None) is None
    zygote.close()


@pytest.mark.parametrize(
    ("shown", "limits", "tier"),
    [
        (view(), Limits(), BEST),
        (SHOWN, replace(Limits(), scratch_mib=8), BEST),
        (SHOWN, Limits(), "C"),
    ],
)
def test_what_is_not_wanted_is_ended(shown: object, limits: Limits, tier: str) -> None:
    """Another package, another limit, another tier."""
    ahead.begin(SHOWN, Limits())
    (started,) = ahead._begun
    assert ahead.taken(shown, limits, tier, None) is None  # type: ignore[arg-type]
    assert not started.alive


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        (["grade", ANNA], True),
        (["grade", ANNA, "--json=x.json", "--regrade", "--fail-under", "3"], True),
        (["grade", f"{ANNA}/assignment2/assignment2.ipynb"], True),
        (["grade", ANNA, "--tier", "A"], False),
        (["grade", ANNA, "--unsafe"], True),
        (["grade", ANNA, "--memory-mib", "2000"], False),
        (["grade", ANNA, "--jobs", "2"], False),
        (["grade", ANNA, "--assignment", "x"], False),
        (["grade", ANNA, "--no-such-option"], False),
        (["grade", "nobody"], False),
        (["grade", *[ANNA] * 20], False),
        (["grade"], False),
        (["doctor"], False),
        (["report", ANNA], False),
        ([], False),
    ],
)
def test_only_a_few_submissions_graded_as_usual_are_begun_with(words: list[str], starts: bool) -> None:
    """And whatever was started and not taken is gone at the end."""
    with begun(words):
        started = list(ahead._begun)
        assert bool(started) is starts
    assert not any(zygote.alive for zygote in started)


def test_it_is_started_before_numpy_is_loaded() -> None:
    """The two take as long, so that together they take half."""
    script = (
        "import sys, autograder.cli.ahead, autograder.sandbox.ahead, autograder.cli; assert 'numpy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
