"""The same answers, to the last bit, are judged once."""

from __future__ import annotations

from typing import Any

from toy import TOY, ToySubject

from autograder.judge import Judge
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
