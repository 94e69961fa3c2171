"""Each limit ends what reaches it, says so, and costs nothing else."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.execution import Runner
from autograder.notebook.cells import Cell
from autograder.sandbox import Limits, OurFault
from autograder.sandbox.limits import Budget
from autograder.sandbox.tiers import choose
from autograder.worker import wire
from autograder.worker.calls import Answer, Call, Make, Step

LIMITS = Limits(
    exercise_cpu_s=0.3, exercise_wall_s=2, submission_cpu_s=10, submission_wall_s=60, output_mib=1, reply_mib=1
)
BUSY = "took more than 0.3 s of processor time, or 2 s by the clock"
CLASS = "class Stub:\n    def one(self, A):\n        {}\n    def other(self, A):\n        return A + 1\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Runner]:
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        yield sandbox


def call(method: str) -> Call:
    return Call(Make("Stub"), (Step(method, (np.ones(2),)),))


def loaded(sandbox: Runner, body: str) -> list[Cell]:
    return [
        Cell("a", "given", "import numpy as np, os, time", ""),
        Cell("b", "solution", CLASS.format(body), "", CLASS),
    ]


@pytest.mark.parametrize(
    ("body", "died", "why"),
    [
        ("while True: pass", "timed_out", BUSY),
        ("time.sleep(100)", "timed_out", BUSY),
        ("os._exit(0)", "killed", "ended its own process"),
        ("os.abort()", "killed", "crashed (SIGABRT)"),
        ("while True: print('x' * 10000)", "killed", "printed more than 1 MiB"),
        ("return [np.zeros(10**5)] * 2", "killed", "gave an answer of more than 1 MiB"),
        ("os.write(4, b'x' * 100)", "killed", "wrote into the line to the grader"),
    ],
)
def test_a_death_names_its_call_and_its_reason(sandbox: Runner, body: str, died: str, why: str) -> None:
    """The calls before it are answered, it and those after it died, and another batch finds a fresh process."""
    subject = sandbox.load(loaded(sandbox, body))
    before, dead, after = subject.ask([call("other"), call("one"), call("other")])
    assert before.replies[0].value.tolist() == [2, 2]
    if body == "os.abort()":  # without the right to signal itself abort() ends by an illegal instruction
        assert dead.why.startswith("crashed (SIG")
        why = dead.why
    assert (dead.died, dead.why) == (after.died, after.why) == (died, why)
    subject.begin_exercise("next")
    assert subject.ask([call("other")])[0].replies[0].value.tolist() == [2, 2]
    subject.close()


@pytest.mark.parametrize(
    ("body", "raised"),
    [
        ("return np.ones(10**9)", "MemoryError"),
        ("while True: A = [A, bytes(1 << 24)]", "MemoryError"),
        ("return open('/dev/null'), [os.dup(1) for _ in range(100)]", "OSError"),
        ("return __import__('_thread').start_new_thread(print, ())", "RuntimeError"),
    ],
)
def test_memory_descriptors_and_threads_end_with_an_exception(sandbox: Runner, body: str, raised: str) -> None:
    """What Python itself can tell the student is an exception of theirs."""
    if sandbox.tier == "C" and raised == "RuntimeError":
        pytest.skip("without a sandbox root may start threads")
    subject = sandbox.load(loaded(sandbox, body))
    (answer,) = subject.ask([call("one")])
    assert answer.replies[0].raised is not None
    assert answer.replies[0].raised.type == raised
    subject.close()


def test_time_is_shared_between_the_stubs_of_an_exercise(sandbox: Runner) -> None:
    """A hang in one stub leaves the other its half; a stub that has used its own gets no more of the exercise."""
    subject = sandbox.load(loaded(sandbox, "while True: pass"))
    subject.begin_exercise("both")
    dead, again, other = (subject.ask([call(name)], share=0.5)[0] for name in ("one", "one", "other"))
    half = "took more than 0.15 s of processor time, or 1 s by the clock"
    assert (dead.died, dead.why) == ("timed_out", half)
    assert (again.died, again.why) == ("timed_out", half)
    assert other.replies[0].value.tolist() == [2, 2]
    subject.close()


def test_a_submission_has_an_end_of_its_own() -> None:
    """When its time is used up, everything that is left is timed out, at once."""
    limits = replace(LIMITS, submission_cpu_s=0.5)
    with Runner(None, None, limits, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        subject = sandbox.load(loaded(sandbox, "while True: pass"))
        answers: list[Answer] = []
        for exercise in ("first", "second", "third"):
            subject.begin_exercise(exercise)
            answers += subject.ask([call("one")])
        answers += subject.ask([call("other")])
        whole = "the notebook as a whole took more than 0.5 s of processor time, or 60 s by the clock"
        assert [(answer.died, answer.why) for answer in answers] == [
            ("timed_out", BUSY),
            ("timed_out", whole),
            ("timed_out", whole),
            ("timed_out", whole),
        ]
        subject.close()


def test_cells_that_use_up_the_submission_leave_nothing() -> None:
    """What no time was left for is timed out, and is not said to have run."""
    limits = replace(LIMITS, submission_cpu_s=0.2)
    with Runner(None, None, limits, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        subject = sandbox.load([Cell("a", "given", "import os\nwhile True: pass", ""), *loaded(sandbox, "return A")])
        assert [(each.outcome, each.died) for each in subject.loaded] == [("left_out", "timed_out")] * 3
        assert subject.ask([call("one")])[0].died == "timed_out"
        subject.close()


def test_however_many_scratch_cells_hang_the_exercises_have_their_time() -> None:
    """All of the student's own cells together get half of the submission's time; what runs is still answered."""
    limits = replace(LIMITS, submission_cpu_s=2)
    endless = [Cell(f"own {number}", "own", f"n = {number}\nwhile True: pass", "") for number in range(9)]
    with Runner(None, None, limits, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        subject = sandbox.load([*endless, *loaded(sandbox, "return A + 1")])
        assert {each.outcome for each in subject.loaded[:9]} == {"left_out"}
        assert subject.ask([call("one")])[0].replies[0].value.tolist() == [2, 2]
        subject.close()


def test_a_process_that_counts_its_files_is_stopped(sandbox: Runner) -> None:
    """Files, and not only bytes, are bounded."""
    if not sandbox.tier.startswith("A"):
        pytest.skip("only a scratch folder of one's own can be filled")
    body = "number = 0\n        while True:\n            open(str(number), 'w').close()\n            number += 1"
    with Runner(None, None, replace(LIMITS, exercise_cpu_s=20, exercise_wall_s=40), sandbox.tier) as patient:
        subject = patient.load(loaded(patient, body))
        (answer,) = subject.ask([call("one")])
        assert (answer.died, answer.why) == ("killed", "made more than 1000 files")
        subject.close()


@pytest.mark.parametrize("between", [True, False])
def test_a_dead_warm_process_is_replaced(between: bool) -> None:
    """Killed between two submissions, or while one is graded: the next one is graded as if nothing had been."""
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        if between:
            sandbox.load(loaded(sandbox, "return A")).close()
        subject = sandbox.load(loaded(sandbox, "return A")) if not between else None
        assert sandbox._zygote is not None
        os.kill(sandbox._zygote.pid, signal.SIGKILL)
        if subject is not None:
            subject.close()
        again = sandbox.load(loaded(sandbox, "return A"))
        assert again.ask([call("one")])[0].replies[0].value.tolist() == [1, 1]
        again.close()


def test_a_sandbox_that_cannot_start_is_our_fault(tmp_path: Path) -> None:
    """Never a student's, and not the machine's where its walls hold."""
    broken = tmp_path / "stand_ins.py"
    broken.write_text("raise ValueError('these stand-ins are broken')")
    with pytest.raises(OurFault, match=r"has ended: ValueError: these stand-ins are broken$"):
        Runner(None, broken, LIMITS, tier=choose(None, unsafe=True), unsafe=True)


def test_a_worker_that_fails_at_everything_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its processes end as if by a student's code; what cannot fail is tried, and fails as well."""
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        subject = sandbox.load(loaded(sandbox, "os._exit(70)"))
        assert subject.ask([call("one")])[0].why == "ended its own process"
        subject.close()
    with Runner(None, None, LIMITS, tier=choose(None, unsafe=True), unsafe=True) as sandbox:
        monkeypatch.setattr(sandbox.questions, "_whole", lambda calls: wire.encode([{"no": "call"} for _ in calls]))
        subject = sandbox.load(loaded(sandbox, "return A"))
        with pytest.raises(OurFault, match="the worker fails at the simplest call: ended its own process"):
            subject.ask([call("one")])


@pytest.mark.parametrize(
    "wrong",
    [{"exercise_cpu_s": 0}, {"submission_wall_s": -1}, {"memory_mib": 10}, {"descriptors": 3}, {"reply_mib": 0}],
)
def test_limits_under_which_nothing_runs_are_refused(wrong: dict[str, float]) -> None:
    """The name and the least that is possible are in the message."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        replace(LIMITS, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("cpu_s", "wall_s"), [(1.0, 1.0), (0.5, 2.0)])
def test_a_budget_ends_in_the_same_words_whichever_time_runs_out(cpu_s: float, wall_s: float) -> None:
    """Which of them does depends on the machine's load; the report must not."""
    budget = Budget(1, 2, "late")
    assert budget.spent is None
    budget.charge(cpu_s, wall_s)
    assert budget.spent == "late"
