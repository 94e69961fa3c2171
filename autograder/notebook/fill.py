"""Writes answers into the stubs of a release: samples, tests and benchmarks are made of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from gradcheck.stub import PATTERN

_STUB = re.compile(rf"^(\s*){PATTERN}$")


def fill(notebook: Mapping[str, Any], answers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A copy of the release in which the stubs of each exercise, in order, are replaced by the bodies given for it.

    ``answers`` maps a grade_id to bodies, each without indentation; a stub without a body stays as it is.
    """
    filled = copy.deepcopy(dict(notebook))
    for cell in filled["cells"]:
        bodies = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), ())
        cell["source"] = fill_source("".join(cell["source"]), bodies)
    return filled


def fill_source(source: str, bodies: Sequence[str]) -> str:
    """One cell's source with its stubs, and the comment right above each, replaced by the bodies."""
    left, lines = list(bodies), []
    for line in source.split("\n"):
        stub = _STUB.match(line)
        if stub is None or not left:
            lines.append(line)
            continue
        if lines and lines[-1].strip().startswith("#"):
            lines.pop()
        body = left.pop(0).strip("\n").split("\n")
        lines += [stub.group(1) + text if text.strip() else "" for text in body]
    return "\n".join(lines)
