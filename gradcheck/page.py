"""Writing verdicts down, for the student."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradcheck.compare import Target, differs, disagreement, type_name
from gradcheck.errors import sentence
from gradcheck.example import Example
from gradcheck.own_code import own_lines
from gradcheck.parts import entry
from gradcheck.verdict import SIDE_EFFECTS, Verdict
from gradcheck.words import SYMPTOMS

_SHAPE = re.compile(r"\([\w ,−-]{1,16}\)")
WIDTH = 66  # what a narrow window of JupyterLab holds: a longer line would be broken once more


@dataclass(frozen=True)
class Words:
    """What verdicts are told with: words by code, first the first, and by symptom; what an exception is told as."""

    messages: Mapping[str, str]
    symptoms: Mapping[str, str] = field(default_factory=lambda: SYMPTOMS)
    sentence: Callable[[BaseException], str] = sentence


def lines(verdict: Verdict, words: Words) -> Iterator[str]:
    """The lines that tell a student about one answer: ✓ and short where it is right, ○ where nothing is written."""
    if verdict.right or verdict.example is None:
        what = "numeric gradient" if verdict.examples[0].source == "numeric" else "expected values"
        yield f"✓ {verdict.name}: agrees with the {what} in {len(verdict.examples)} examples"
        return
    told = words.messages[verdict.code] if verdict.code else words.symptoms[str(verdict.symptom)]
    renamed = _renamed(verdict.example.error)
    first, *rest = _wrapped(f"{verdict.name}: {renamed or told}", WIDTH - 2)
    yield f"{'○' if verdict.symptom == 'not_implemented' and not renamed else '✗'} {first}"
    yield from (f"  {line}" for line in rest)
    yield from (f"      {line}" for line in _details(str(verdict.symptom), verdict.example, _place(verdict), words))


def all_lines(verdicts: Sequence[Verdict], words: Words) -> Iterator[str]:
    """The lines of one exercise. What several answers share is told once: an error, where its cause has a name, that
    nothing is written, and that a method is missing."""
    told: dict[Any, Verdict] = {}
    stopped = [verdict for verdict in verdicts if verdict.symptom == "exception"]
    for verdict in sorted(stopped, key=lambda verdict: verdict.code in (None, "exception")):
        told.setdefault(_stop(verdict), verdict)
    first: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        teller = told[_stop(verdict)] if verdict.symptom == "exception" else verdict
        why = _renamed(verdict.example.error) if verdict.example is not None else ""
        unwritten = (str(verdict.symptom), why) if verdict.symptom == "not_implemented" or why else None
        if unwritten is not None and first.setdefault(unwritten, verdict) is not verdict:
            yield f"✗ {verdict.name}: not reached." if why else f"○ {verdict.name}: not written yet."
        elif teller is verdict:
            yield from lines(verdict, words)
        else:
            yield f"✗ {verdict.name}: not reached, as the code stops at {teller.name}."


def _stop(verdict: Verdict) -> Any:
    """Where the code stops: the lines of cells that the error went through, or the error itself."""
    error = verdict.example.error if verdict.example is not None else None
    own = own_lines(error) if error is not None else []
    return (type(error), *own) if own else id(error)


def _place(verdict: Verdict) -> str:
    """Where the mistake is, unless its name says more."""
    return verdict.place if verdict.code in (None, "wrong_shape", "not_finite", "changes_on_second_call") else ""


def not_made(error: BaseException, words: Words) -> Iterator[str]:
    """The lines for a check that could not be made because a constructor or a forward pass stops."""
    if renamed := _renamed(error):
        yield from said(renamed)
        return
    yield f"✗ {words.symptoms['not_made']}"
    yield from (f"      {line}" for line in _error(error, words))


def _renamed(error: BaseException | None) -> str:
    """A sentence where a method that is asked for is not in the class; empty where it is."""
    if not isinstance(error, AttributeError | NotImplementedError) or own_lines(error):
        return ""
    name = getattr(error, "name", None) or str(error).rpartition(" has no ")[2]
    return f"The class has no method {name}. A method keeps its name: look at the line with def." if name else ""


def said(text: str) -> Iterator[str]:
    """The lines for a check that was not made, and why."""
    first, *rest = _wrapped(text, WIDTH - 2)
    yield f"✗ {first}"
    yield from (f"  {line}" for line in rest)


def _details(symptom: str, example: Example, place: str, words: Words) -> Iterator[str]:
    if symptom == "not_implemented":
        return
    yield f"seen {example.where}"
    if place:
        yield from _wrapped(f"{place[:1].upper()}{place[1:]}{'' if place.endswith('?') else '.'}", WIDTH - 6)
    if example.note:
        yield from _wrapped(example.note, WIDTH - 6)
    if example.error is not None:
        yield from _error(example.error, words)
    elif symptom == "wrong_type":
        yield f"received a value of type {type_name(example.answer)}"
    elif symptom == "wrong_shape" and example.numbers is not None:
        yield f"expected shape  {example.truth.shape}"
        yield f"received shape  {example.numbers.shape}"
    elif symptom in ("mutates_input", "updates_parameters"):
        yield f"changed: {', '.join(map(_said, example.changed))}"
    elif symptom in ("wrong_value", "not_finite"):
        yield from _worst_entry(example)
    yield from _arrays(symptom, example)


def _arrays(symptom: str, example: Example) -> Iterator[str]:
    """What the example is made of, and beside it both answers, so that it can be redone by hand."""
    inputs = {name: example.given[name] for name in example.shown if symptom not in SIDE_EFFECTS}
    answers: dict[str, np.ndarray] = {}
    if symptom in ("wrong_value", "not_finite", "wrong_shape") and example.numbers is not None:
        answers = {"yours": example.numbers, example.source: example.truth}
    for arrays in (inputs, answers):
        yield from _beside([_block(_said(name), array) for name, array in arrays.items() if _is_small(array)])


def _said(name: str) -> str:
    return entry(name) if name.endswith("_hat") else name


def _is_small(array: np.ndarray) -> bool:
    return 0 < array.ndim <= 3 and 0 < array.size <= 24


def _block(name: str, array: np.ndarray) -> list[str]:
    numbers = np.asarray(array, dtype=float) + 0.0
    width = max(len(f"{value:.4g}") for value in numbers.flat)
    text = np.array2string(numbers, max_line_width=1000, formatter={"float_kind": lambda value: f"{value:{width}.4g}"})
    rows = [name, *text.replace("\n\n", "\n").split("\n")]
    return [row.ljust(max(map(len, rows))) for row in rows]


def _beside(blocks: Sequence[list[str]]) -> Iterator[str]:
    """Blocks of lines side by side, or one below the other where the window is too narrow."""
    if sum(len(block[0]) + 3 for block in blocks) > WIDTH - 6:
        for block in blocks:
            yield from (row.rstrip() for row in block)
        return
    height = max(map(len, blocks), default=0)
    padded = [[*block, *[" " * len(block[0])] * (height - len(block))] for block in blocks]
    yield from ("   ".join(rows).rstrip() for rows in zip(*padded, strict=True))


def _worst_entry(example: Example) -> Iterator[str]:
    answer, truth = example.numbers, example.truth
    if answer is None:
        return
    layer: tuple[int, ...] = ()
    if example.layers:  # the first wrong one on the way back
        layer = (int(np.flatnonzero(differs(answer, truth).any(axis=(1, 2)))[-1]),)
    finding = disagreement(answer[layer], Target.of_example(truth[layer]))
    assert finding is not None
    index = finding.numbers["index"]
    if layer:
        yield f"the gradient that layer {layer[0] + 1} was handed, at {list(index)}"
    elif index:
        yield f"the shape {truth.shape} is right; the worst entry is at {list(index)}"
    yield f"    yours     {answer[layer + index]: .7g}"
    yield f"    {example.source:<9} {truth[layer + index]: .7g}"


def _error(error: BaseException, words: Words) -> Iterator[str]:
    """The error, and the line of the student's own code that it comes from."""
    yield from _wrapped(words.sentence(error), WIDTH - 6)
    lines = own_lines(error)
    if lines:
        number, text = lines[-1]
        yield from _wrapped(f"in line {number} of the cell: {text}".rstrip(": "), WIDTH - 6)


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text; a shape is in one of them."""
    kept = _SHAPE.sub(lambda shape: shape[0].replace(" ", "\xa0"), text)
    return [line.replace("\xa0", " ") for line in textwrap.wrap(kept, width)]
