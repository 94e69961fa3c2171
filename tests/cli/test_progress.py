"""What is said while a class is graded."""

import io

import pytest

from autograder.cli.progress import watched
from autograder.findings import CheckResult, ExerciseResult
from autograder.grading.result import Graded
from autograder.notebook.cells import Remark

EXERCISES = (ExerciseResult("loss_cost", (CheckResult("cost", "passed", 1.0, 1.0),)),)


def results(count):
    for number in range(count):
        reasons = (Remark("suspicious", {"what": "it"}),) if number == 3 else ()
        yield Graded(f"s{number}", f"s{number}.ipynb", () if number == 5 else EXERCISES, reasons)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("count", "quiet"), [(20, False), (300, True)])
def test_a_few_submissions_and_quiet_say_nothing(count, quiet):
    """Up to 20 submissions, and any number with --quiet, pass without a word."""
    stream = io.StringIO()
    assert len(list(watched(results(count), count, 0, quiet, stream))) == count
    assert stream.getvalue() == ""


def test_a_pipe_gets_plain_lines():
    """In a pipe the last line says how many are graded, to be looked at and without a score, as bare text."""
    stream = io.StringIO()
    assert [each.student for each in watched(results(30), 30, stream=stream)] == [f"s{n}" for n in range(30)]
    assert stream.getvalue() == "30 of 30 graded, 1 to look at, 1 without a score\n"


def test_what_is_kept_of_an_earlier_run_is_said():
    """The results that come first need no grading; how many these are is told."""
    stream = io.StringIO()
    assert len(list(watched(results(30), 30, kept=29, stream=stream))) == 30
    assert stream.getvalue() == "30 of 30 graded, 29 as before, 1 to look at, 1 without a score\n"


def test_a_terminal_gets_a_bar_that_goes_away():
    """In a terminal a bar moves, all results come through, and nothing of the bar is left at the end."""
    stream = Terminal()
    assert len(list(watched(results(30), 30, stream=stream))) == 30
    assert "grading" in stream.getvalue()


def test_what_interrupts_grading_comes_through():
    """An exception of the grading is not swallowed on its way."""

    def broken():
        yield from results(25)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(watched(broken(), 30, stream=io.StringIO()))
