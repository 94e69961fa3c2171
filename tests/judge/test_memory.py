"""The same answers, to the last bit, are judged once."""

from __future__ import annotations

from typing import Any

import pytest
from toy import TOY, ToySubject

from autograder.judge import Judge, memory
from autograder.subject import Batch, Told

WRONG = "self.total = x.sum()\nreturn 3 * x"


class KnownSubject(ToySubject):
    """Tells by what its answers are known again."""

    def __init__(self, body: str, name: bytes | None) -> None:
        super().__init__(body)
        self.name = name

    def put(self, batch: Batch) -> Told:
        answers = super().put(batch).answers
        return Told(answers, self.name and self.name + str(len(answers)).encode())


def judged(judge: Judge, body: str, name: bytes | None) -> tuple[Any, int]:
    """The result, and how many batches it took."""
    subject = KnownSubject(body, name)
    return judge.exercise("double", subject), len(subject.batches)


def test_the_same_answers_have_the_same_results() -> None:
    """A mistake that was diagnosed with probes is known when the same answers come to trials and probes."""
    judge, bank = Judge(TOY), []
    first = judged(judge, WRONG, b"a")
    judge._plan("double").stubs[0].bank = bank.append  # type: ignore[method-assign, assignment]
    assert judged(judge, WRONG, b"a") == first
    assert bank == []


def test_other_answers_and_those_that_nobody_knows_are_judged() -> None:
    """A right answer after a wrong one earns its points, whatever was found before."""
    judge = Judge(TOY)
    right = "self.total = x.sum()\nreturn 2 * x"
    results = [
        judged(judge, body, name)[0].score
        for body, name in ((WRONG, b"a"), (right, b"b"), (WRONG, None), (right, None))
    ]
    assert results == [1.0, 3.0, 1.0, 3.0]


def test_what_nobody_asked_for_lately_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked for again is kept; only so much is remembered, and what is forgotten is found anew."""
    judge = Judge(TOY)
    right = "self.total = x.sum()\nreturn 2 * x"
    monkeypatch.setattr(memory, "MOST", 2)
    for name in (b"a", b"b", b"a", b"c"):
        assert judged(judge, right, name)[0].score == 3.0
    assert [key[-1][:1] for key in judge._memory.next] == [b"a", b"c"]
    judge.forget()
    assert judge._memory.next == {}


def test_what_was_asked_next_is_asked_again_after_the_same_answers() -> None:
    """Other probes' answers after the same trials are judged by themselves; unknown ones are not remembered."""
    judge = Judge(TOY)
    first = judged(judge, WRONG, b"a")
    (key, batch), (longer, results) = judge._memory.next.items()
    assert (key[:2], longer[:-1], type(batch)) == (("double", "double"), key, Batch)
    assert list(results) == ["total", "doubled"]
    other = KnownSubject("self.total = x.sum()\nreturn 3 * x if x.shape in ((2, 3), (4, 1), (2, 2)) else x", b"a")
    original = other.put
    other.put = lambda batch: original(batch) if len(other.batches) == 0 else Told(original(batch).answers, b"z")
    found = judge.exercise("double", other)
    assert [check.finding and check.finding.code for check in found.checks] == [None, None]
    assert first[0].checks[1].finding is not None
    assert first[0].checks[1].finding.code == "off_by_factor"
    assert len(judge._memory.next) == 3
    unknown = KnownSubject(WRONG, b"y")
    put = unknown.put
    unknown.put = lambda batch: put(batch) if len(unknown.batches) == 0 else Told(put(batch).answers, None)
    judge.exercise("double", unknown)
    assert len(judge._memory.next) == 4


def test_what_was_unknown_at_first_stays_unknown() -> None:
    """Though what follows from it is known again."""
    judge, subject = Judge(TOY), KnownSubject(WRONG, b"a")
    put = subject.put
    subject.put = lambda batch: Told(put(batch).answers, b"x" if len(subject.batches) > 1 else None)
    assert judge.exercise("double", subject).score == 1.0
    assert judge._memory.next == {}
