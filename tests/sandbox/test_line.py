"""Bytes are moved and time is charged apart, each held without a process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from autograder.sandbox.errors import Died
from autograder.sandbox.limits import Budget, Bytes, Limits
from autograder.sandbox.line import Line
from autograder.sandbox.watch import Watch
from autograder.sandbox.zygote import Fork
from autograder.worker import wire


class Pipes:
    """A line, and the other ends of its pipes."""

    def __init__(self, answers_mib: int = 6) -> None:
        self.requests, requests = os.pipe()
        replies, self.replies = os.pipe()
        output, self.output = os.pipe()
        self.ends = [self.requests, requests, replies, self.replies, output, self.output]
        limits = Limits(output_mib=1, reply_mib=1, answers_mib=answers_mib)
        self.line = Line(Fork(None, requests, replies, output), limits, Bytes(answers_mib << 20))
        self.line.send(iter([b"ques", b"tion"]))


@pytest.fixture
def pipes() -> Iterator[Pipes]:
    made = Pipes()
    yield made
    for end in made.ends:
        os.close(end)


def test_what_is_sent_arrives_in_order(pipes: Pipes) -> None:
    """Piece by piece, as the other end takes it."""
    pipes.line.move()
    pipes.line.move()
    assert os.read(pipes.requests, 100) == b"question"


def test_a_reply_is_a_frame_once_all_of_it_is_there(pipes: Pipes) -> None:
    """Half of one is none, and is told to be half; what comes behind it stays for the next."""
    reply = wire.encode({"n": 1})
    os.write(pipes.replies, reply[:20])
    pipes.line.move()
    assert (pipes.line.frame(0, 1, 1), pipes.line.half) == (None, True)
    os.write(pipes.replies, reply[20:] + reply[:3])
    pipes.line.move()
    frame = pipes.line.frame(0, 1, 1)
    assert frame is not None
    assert wire.decode(frame.head, frame.arrays) == {"n": 1}
    assert (pipes.line.frame(1, 1, 1), pipes.line.half) == (None, True)


@pytest.mark.parametrize(
    ("rest", "stays"), [(20, False), (None, False), (19, True)], ids=["whole", "and another", "half"]
)
def test_half_a_reply_is_waited_for_when_time_is_up(pipes: Pipes, rest: int | None, stays: bool) -> None:
    """A worker that is in the middle of one writes on; what nobody has taken yet is no half."""
    reply = wire.encode({"n": 1})
    os.write(pipes.replies, reply[:20])
    pipes.line.move()
    os.write(pipes.replies, reply[20:] * (rest != 19) + reply * (rest is None))
    if stays:
        os.close(pipes.replies)
        pipes.ends.remove(pipes.replies)
    assert pipes.line.stays_half() is stays


@pytest.mark.parametrize(
    ("head", "arrays", "why"),
    [
        (100, 1 << 21, "gave an answer of more than 1 MiB"),
        ((1 << 16) + 1, 0, "gave an answer of more than 1 MiB"),
        (100, 1 << 20, "gave a large answer, and all of a notebook's may have 6 MiB"),
    ],
    ids=["arrays", "head", "share"],
)
def test_a_reply_that_is_too_large_is_not_waited_for(pipes: Pipes, head: int, arrays: int, why: str) -> None:
    """Its beginning says how large it will be."""
    os.write(pipes.replies, wire.PREFIX.pack(wire.MAGIC, head, arrays))
    pipes.line.move()
    with pytest.raises(Died) as died:
        pipes.line.frame(0, 1, 8)
    assert (died.value.outcome, died.value.why, died.value.suspicion) == ("killed", why, None)


def test_all_that_comes_is_counted_against_what_is_left(pipes: Pipes) -> None:
    """Also what is a reply, and small."""
    pipes.line.answers = Bytes(100)
    os.write(pipes.replies, b"x" * 100)
    pipes.line.move()
    os.write(pipes.replies, b"x")
    with pytest.raises(Died) as died:
        pipes.line.move()
    assert died.value.why == "gave answers of more than 6 MiB"


def test_what_is_no_reply_looks_like_an_attack(pipes: Pipes) -> None:
    """The worker would never have sent it."""
    os.write(pipes.replies, b"x" * wire.PREFIX.size)
    pipes.line.move()
    with pytest.raises(Died) as died:
        pipes.line.frame(0, 1, 1)
    assert died.value.suspicion == "wrote into the line to the grader: not a frame"


def test_what_is_printed_is_counted_and_thrown_away(pipes: Pipes) -> None:
    """Until it is too much."""
    for _ in range(17):
        os.write(pipes.output, b"x" * 60_000)
        pipes.line.move()
    assert not pipes.line.half
    os.write(pipes.output, b"x" * 60_000)
    with pytest.raises(Died) as died:
        pipes.line.move()
    assert died.value.why == "printed more than 1 MiB"


def test_a_line_that_ends_is_a_process_that_ended(pipes: Pipes) -> None:
    """Nothing more can come of it."""
    os.close(pipes.ends.pop(3))
    with pytest.raises(Died) as died:
        pipes.line.move()
    assert died.value.why == "ended its own process"


def test_no_turn_begins_once_time_is_up() -> None:
    """Whatever is done in the turns: the first budget that is spent says why."""
    watch = Watch(None, None, Limits())
    watch.budgets = (Budget(1, 1e6, "not this one"), Budget(1, 0, "this one"), Budget(1, 0, "nor this"))
    turns = watch.turns()
    next(turns)
    with pytest.raises(Died) as died:
        next(turns)
    assert (died.value.outcome, died.value.why) == ("timed_out", "this one")


def test_all_budgets_are_charged_with_the_same_time() -> None:
    """Those that are set when a turn ends, from the turn before on."""
    watch = Watch(None, None, Limits())
    turns = watch.turns()
    next(turns)
    watch.budgets = (Budget(1, 1e6, "one"), Budget(1, 2e6, "other"))
    next(turns)
    one, other = watch.budgets
    assert 1e6 > one.wall_s == pytest.approx(other.wall_s - 1e6)
