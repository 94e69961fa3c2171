"""Writing verdicts down, for the student."""

from __future__ import annotations

import linecache
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np

from assignment2.checks.example import Example
from assignment2.checks.verdict import Verdict
from assignment2.errors import sentence
from assignment2.mistakes import MESSAGES, SYMPTOMS

PACKAGE = str(Path(__file__).parents[1])
WIDTH = 90  # longer lines are broken inside words by JupyterLab in a small window


def lines(verdict: Verdict) -> Iterator[str]:
    """The lines that tell a student about one answer: ✓ and short where it is right, ○ where nothing is written."""
    if verdict.right or verdict.example is None:
        what = "numeric gradient" if verdict.examples[0].source == "numeric" else "expected values"
        yield f"✓ {verdict.name}: agrees with the {what} in {len(verdict.examples)} examples"
        return
    words = MESSAGES[verdict.code] if verdict.code else SYMPTOMS[str(verdict.symptom)]
    first, *rest = textwrap.wrap(f"{verdict.name}: {words}", WIDTH)
    yield f"{'○' if verdict.symptom == 'not_implemented' else '✗'} {first}"
    yield from (f"  {line}" for line in rest)
    yield from (f"      {line}" for line in _details(str(verdict.symptom), verdict.example))


def not_made(error: BaseException) -> Iterator[str]:
    """The lines for a check that could not be made because a constructor or a forward pass stops."""
    yield f"✗ {SYMPTOMS['not_made']}"
    yield from (f"      {line}" for line in _error(error))


def said(text: str) -> Iterator[str]:
    """The lines for a check that was not made, and why."""
    first, *rest = textwrap.wrap(text, WIDTH)
    yield f"✗ {first}"
    yield from (f"  {line}" for line in rest)


def _details(symptom: str, example: Example) -> Iterator[str]:
    if symptom == "not_implemented":
        return
    yield f"seen {example.where}"
    if example.note:
        yield example.note
    if example.error is not None:
        yield from _error(example.error)
    elif symptom == "wrong_type":
        yield f"received a value of type {_type(example.answer)}"
    elif symptom == "wrong_shape" and example.numbers is not None:
        yield f"expected shape  {example.truth.shape}"
        yield f"received shape  {example.numbers.shape}"
    elif symptom in ("mutates_input", "updates_parameters"):
        yield f"changed: {', '.join(example.changed)}"
    elif symptom in ("wrong_value", "not_finite"):
        yield from _worst_entry(example)


def _worst_entry(example: Example) -> Iterator[str]:
    answer, truth = example.numbers, example.truth
    if answer is None:
        return
    distance = np.abs(answer - truth) / (np.abs(truth) + 1e-3)
    index = np.unravel_index(np.argmax(np.where(np.isfinite(distance), distance, np.inf)), truth.shape)
    place = [int(i) for i in index]
    if example.layers:
        yield f"the gradient that layer {place[0] + 1} was handed, at {place[1:]}"
    elif place:
        yield f"the shape {truth.shape} is right; the worst entry is at {place}"
    yield f"    yours     {answer[index]: .7g}"
    yield f"    {example.source:<9} {truth[index]: .7g}"


def _error(error: BaseException) -> Iterator[str]:
    """The error, and the line of the student's own code that it comes from."""
    yield from textwrap.wrap(sentence(error), WIDTH)
    line = None
    for frame, number in _frames(error.__traceback__):
        if not frame.startswith((PACKAGE, sys.prefix, sys.base_prefix)):
            line = f"in line {number} of the cell: {linecache.getline(frame, number).strip()}".rstrip(": ")
    if line:
        yield line


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _type(answer: object) -> str:
    return f"array of {answer.dtype}" if isinstance(answer, np.ndarray) else type(answer).__name__
