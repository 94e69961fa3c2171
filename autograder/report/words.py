"""Words for findings and remarks, made where they are written out: plain text of one line, safe to print anywhere."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.assignment import Assignment
from autograder.findings import CheckResult, Finding
from autograder.notebook.cells import Remark
from autograder.notebook.remarks import REMARKS
from autograder.report.exceptions import exception_sentence
from autograder.report.printable import printable
from autograder.report.printable import said as said


def message(check: CheckResult, assignment: Assignment) -> str:
    """What the student reads of a check: which mistake, what was seen, where to look; empty where it passed plainly."""
    finding = check.finding
    if finding is None:
        return ""
    sentences = [_first(finding, assignment)]
    behind = assignment.messages.get(finding.also or "")
    if behind:
        sentences.append(f"Behind it: {_lower(_fill(behind, finding.numbers))}")
    sentences += [*_proved(finding), _place(finding.numbers)]
    if check.status == "failed" and 0 < check.score < check.max_score:
        sentences.append("This earns half of the points.")
    return printable(" ".join(sentence for sentence in sentences if sentence))


def remark(note: Remark) -> str:
    """What a person reads of something noticed in a notebook."""
    template = REMARKS.get(note.code, note.code)
    words = _fill(template, note.details)
    return printable(words[:1].upper() + words[1:] if template.startswith("{cell}") else words)


def _first(finding: Finding, assignment: Assignment) -> str:
    why = finding.numbers.get("why")
    if finding.symptom == "killed" and why:
        return _sentence("Your code", str(why))
    if finding.code in (None, "wrong_type") and finding.symptom == "wrong_type" and _is_number_asked(finding.numbers):
        return "The result is no number. Look at what is returned: one number, no tuple, no list, no text."
    words = assignment.messages.get(finding.code or "") or assignment.symptoms.get(finding.symptom, "")
    return _fill(words or finding.symptom.replace("_", " ") + ".", finding.numbers)


def _is_number_asked(numbers: Mapping[str, Any]) -> bool:
    return "expected_shape" in numbers and len(numbers["expected_shape"]) == 0


PROVED = (  # the mistakes behind which a number is proved, its name, and what is said of it
    (("hardcoded_batch_size", "wrong_divisor"), "divisor", "The sum is divided by {divisor}."),
    (("wrong_divisor",), "count", "The sum is divided by {count}."),
    (("hardcoded_alpha", "other_activation"), "constant", "Your slope for z ≤ 0 is {constant}."),
    (("clipped_too_hard",), "epsilon", "What is added, or clipped at, comes to {epsilon}."),
    (("off_by_factor",), "factor", "The factor is {factor}."),
    (("hardcoded_depth",), "depth", "The walk is written for {depth} layers."),
)


def _proved(finding: Finding) -> Iterator[str]:
    """The numbers that were proved with the mistakes, and why the code did not come to an end."""
    for codes, number, template in PROVED:
        if number in finding.numbers and {finding.code, finding.also} & set(codes):
            yield _fill(template, finding.numbers)
    if finding.symptom in ("timed_out", "exception") and finding.numbers.get("why"):
        yield _sentence("It", str(finding.numbers["why"]))
    if finding.symptom == "wrong_type" and finding.numbers.get("type") in TYPES:
        yield f"Yours is of type {finding.numbers['type']}."


TYPES = frozenset(  # any other name could be a student's own, and say anything
    ("tuple", "list", "dict", "set", "str", "bytes", "function", "method", "type", "range", "generator", "map", "zip")
) | {"float", "int", "bool", "complex", "slice", "array of object", "array of bool", "array of complex128"}


def _sentence(subject: str, predicate: str) -> str:
    """A sentence of what goes on with the subject, unless it brings its own."""
    if predicate.startswith("the "):
        return f"T{predicate[1:]}."
    return f"{subject} {predicate}."


def _place(numbers: Mapping[str, Any]) -> str:
    """The line of an exception, shapes that differ, the worst entry with both values, or the part that is wrong."""
    if "message" in numbers:
        return exception_sentence(numbers)
    part = numbers.get("part")
    if "shape" in numbers and "expected_shape" in numbers and numbers["shape"] != numbers["expected_shape"]:
        answer = f"T{part[1:]}" if part and part.startswith("the ") else part or "Your answer"
        return f"{answer} has shape {_show(numbers['shape'])}, expected is {_show(numbers['expected_shape'])}."
    if {"index", "analytic", "numeric"} <= set(numbers):
        entry = f"entry {_show(numbers['index'])}" if numbers["index"] else "the answer"
        entry += f" of {part}" if part else ""
        return f"At {entry}: yours {_show(numbers['analytic'])}, numerically {_show(numbers['numeric'])}."
    return f"Look at {part}." if part else ""


def _fill(template: str, numbers: Mapping[str, Any]) -> str:
    return _Words(numbers).vformat(template, (), {})


def _lower(sentence: str) -> str:
    """The sentence in the middle of another; a name of one letter, such as W, stays as it is."""
    first = sentence.split(" ", 1)[0]
    return sentence if len(first) == 1 and first != "A" else sentence[:1].lower() + sentence[1:]


def _show(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        inner = ", ".join(_show(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return str(value)


class _Words(string.Formatter):
    """Fills a template by name alone: no attributes, no indices, and a missing number is no error."""

    def __init__(self, numbers: Mapping[str, Any]) -> None:
        self.numbers = numbers

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        return _show(self.numbers.get(field_name, "?")), field_name
