"""A worked example: what a student's method answers, beside what is right; and how such an answer is got."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from gradcheck.compare import agree, as_numbers
from gradcheck.side_effects import copied, held, overwritten, same, spoilt

Arrays = Mapping[str, np.ndarray]
STORED = "what forward has stored"


@dataclass(frozen=True)
class Example:
    """A call, answered.

    ``where`` says which example it is, ``truth`` is what is right, float64, and ``source`` where that comes from.
    ``answer`` is what came back; ``error`` is what was raised instead. ``later`` holds the answers of further calls,
    each with what is right for it, and in words how it was called. ``changed`` names what was changed on the way,
    ``given`` holds whatever the causes of the check look at, ``shown`` which of it a student needs to redo the example
    by hand (``redo_with``, where that is more, to run the line ``redo``), and ``note`` is a line for the student.
    ``layers``: the answer's first index counts layers; ``returned``: it came back, and was not set; ``parameters``:
    those of the names in ``changed`` that are parameters. ``passed`` names the arguments, and ``tells`` is what the
    check itself can say of where a wrong answer is wrong.

    ``ask`` gives the answer of a new object to other arrays, ``right_at`` what is right for them, where that is known.
    With twice as much of each of the ``operands``, which all have an effect where it is not, both are asked. ``anew``
    gives the examples that a new object makes of the later calls' arrays.
    """

    where: str
    truth: np.ndarray
    source: str = "numeric"
    answer: Any = None
    error: BaseException | None = None
    later: tuple[tuple[Any, Any, str], ...] = ()
    changed: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    layers: bool = False
    returned: bool = True
    parameters: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    redo_with: tuple[str, ...] = ()
    redo: str = ""
    ask: Callable[[Arrays], Any] | None = None
    right_at: Callable[[Arrays], Any] | None = None
    operands: tuple[str, ...] = ()
    anew: Callable[[], Iterator[Example]] | None = None
    tells: Callable[[Example], str] | None = None

    @property
    def numbers(self) -> np.ndarray | None:
        """The answer as float64, None where it is no number and no array of numbers."""
        return as_numbers(self.answer)

    @property
    def right(self) -> bool:
        """Whether the answer, that of the first call, is right."""
        return self.error is None and agree(self.answer, self.truth)

    @property
    def samples(self) -> int:
        """How many samples the example has: the last axis of the last array that is passed, or given."""
        arrays = [self.given[name] for name in self.passed or self.given]
        shapes = [np.shape(array) for array in arrays if isinstance(array, np.ndarray)]
        return int(next((shape[-1] for shape in reversed(shapes) if shape), 1))

    @property
    def later_wrong(self) -> str:
        """How the first further call that was answered wrongly was made; empty where there is none."""
        return next((words for answer, truth, words in self.later if not agree(answer, truth)), "")

    def asked(self, **other: Any) -> np.ndarray | None:
        """The numbers that a new object answers where these arrays are other ones."""
        return as_numbers(self.ask({**self.given, **other})) if self.ask is not None else None

    @property
    def doubled(self) -> Mapping[str, tuple[np.ndarray | None, Any]]:
        """By operand, the student's answer and the right one where there is twice as much of it."""
        right_at = self.right_at or (lambda at: None)
        twice = {name: 2 * self.given[name] for name in self.operands}
        return {n: (self.asked(**{n: array}), right_at({**self.given, n: array})) for n, array in twice.items()}


Cause = Callable[[Sequence[Example]], bool]
"""Says whether a mistake explains all the examples of a check."""


@dataclass(frozen=True)
class Asked:
    """One answer of an exercise: its name, its examples, and what may explain it where it is wrong, by code."""

    name: str
    examples: Sequence[Example]
    causes: Mapping[str, Cause] = field(default_factory=dict)


def nothing(subject: Any, at: Arrays) -> None:
    """What comes before a method that needs nothing before it."""


Enter = Callable[[Any, Arrays], Any]


@dataclass(frozen=True)
class Way:
    """How a method is asked.

    ``make`` gives a new object for some arrays, ``enter`` does with it what comes before, and ``step`` is the method
    with the names of what it is ``passed``. What it returns is called ``returned`` (empty: that is no answer); ``sets``
    are attributes that are answers as well, ``parameters`` those that must stay what they were given as. ``stores``: so
    must all that comes before has stored, also where its name is bound anew.
    """

    make: Callable[[Arrays], Any]
    step: str
    passed: tuple[str, ...]
    returned: str = ""
    enter: Enter = nothing
    sets: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    stores: bool = False

    def answers(self, subject: Any, arrays: Sequence[np.ndarray]) -> tuple[dict[str, Any], BaseException | None]:
        """All answers of one call, by name, and what it raised."""
        answer, error = call(getattr(subject, self.step), *arrays)
        return {**{name: kept(getattr(subject, name, None)) for name in self.sets}, self.returned: answer}, error

    def ask(self, name: str, at: Arrays) -> Any:
        """The answer of that name of a new object."""
        subject = self.make(at)
        self.enter(subject, at)
        return self.answers(subject, [np.copy(at[name]) for name in self.passed])[0][name]


@dataclass(frozen=True)
class Later:
    """A further call on the same object: its arrays, what is right, in words how it was called, what comes before."""

    given: Arrays
    truths: Mapping[str, Any]
    words: str
    enter: Enter = nothing


def worked(
    way: Way,
    given: Mapping[str, Any],
    truths: Mapping[str, Any],
    later: Sequence[Later],
    right_at: Callable[[Arrays], Mapping[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Example]:
    """The examples that one object gives, by the name of the answer: asked once, and then for what comes later.

    given: the arrays, and whatever causes look at. truths: what is right, by name; right_at: what is right for other
    arrays. more: fields of the examples; those that are a mapping by name are each example's own. Raises what ``make``
    and ``enter`` raise.
    """
    subject = way.make(given)
    made = held(subject)
    way.enter(subject, given)
    of_the_constructor = [array for array, was in made if same(array, was)]  # no forward has stored these
    mine = {name: given[name].copy() for name in way.passed}
    before = held(subject, [*of_the_constructor, *(getattr(subject, name) for name in way.parameters)])
    stored = copied(_attributes(subject), of_the_constructor) if way.stores else {}
    answers, error = way.answers(subject, list(mine.values()))
    now = {**{name: kept(getattr(subject, name, None)) for name in way.parameters}, **mine}
    changed = [name for name, array in now.items() if not same(array, given[name])]
    changed += [STORED] if any(overwritten(array, was) for array, was in before) else []
    spoilt_now = [name for name in spoilt(_attributes(subject), stored) if name not in (*way.sets, *way.parameters)]
    changed += spoilt_now if not changed else []
    further = [(_again(way, subject, one), one) for one in later]
    where = str(more["where"])
    charged = way.returned if way.returned in truths else next(iter(truths))  # what side effects are told of
    return {
        name: Example(
            truth=np.asarray(truth, dtype=float),
            answer=answers[name],
            error=error if _is_blank(answers[name]) else None,
            later=tuple((found[name], one.truths[name], one.words) for found, one in further),
            changed=tuple(changed) if name == charged else (),
            returned=name == way.returned,
            parameters=way.parameters,
            passed=way.passed,
            given={**given, "name": name, "after": now},
            ask=partial(way.ask, name),
            right_at=partial(_named, right_at, name) if right_at is not None else None,
            anew=partial(_anew, way, name, {**given, "name": name}, later, where),
            **{key: value[name] if isinstance(value, Mapping) else value for key, value in more.items()},
        )
        for name, truth in truths.items()
    }


def _attributes(subject: Any) -> Mapping[str, Any]:
    return getattr(subject, "__dict__", {})


def _named(right_at: Callable[[Arrays], Mapping[str, Any]], name: str, at: Arrays) -> Any:
    return right_at(at)[name]


def _again(way: Way, subject: Any, later: Later) -> Mapping[str, Any]:
    call(later.enter, subject, later.given)
    return way.answers(subject, [np.copy(later.given[name]) for name in way.passed])[0]


def _anew(way: Way, name: str, given: Mapping[str, Any], later: Sequence[Later], where: str) -> Iterator[Example]:
    """A new object for each later call: where that is wrong too, its arrays are the reason, and not the second time."""
    for one in later:
        at = {**given, **one.given}
        answer, truth = way.ask(name, at), np.asarray(one.truths[name], dtype=float)
        ask, said = partial(way.ask, name), f"{where}, {one.words}"
        yield Example(said, truth, answer=answer, given=at, passed=way.passed, shown=way.passed, ask=ask)


def call(method: Any, *args: Any) -> tuple[Any, BaseException | None]:
    """What a student's method returns, and None; or None, and what it raised, be it an exit; an interrupt is passed on.

    An array is copied, so that no later call can change it. A method without a body counts as one that is not written.
    """
    try:
        answer = kept(method(*args))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error
    return (None, NotImplementedError()) if answer is None and empty(method) else (answer, None)


def _is_blank(answer: Any) -> bool:
    """Whether nothing has been put there yet: None, or an array that is still all zeros."""
    return answer is None or (isinstance(answer, np.ndarray) and answer.dtype.kind in "fiu" and not answer.any())


def kept(value: Any) -> Any:
    """A copy of an array; anything else as it is."""
    return np.array(value) if isinstance(value, np.ndarray) else value


def empty(method: Any) -> bool:
    """Whether a method's body is ``pass``: it names nothing and keeps nothing."""
    code = getattr(method, "__code__", None)
    return isinstance(code, types.CodeType) and not code.co_names and code.co_nlocals == code.co_argcount
