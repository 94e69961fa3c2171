"""What is found where an answer is wrong, as data; words are made of it where it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Why a check is not passed (or passed with a remark).

    ``code`` is a mistake's name, proved, or None; ``symptom`` says what was seen (``wrong_value``, ``wrong_shape``,
    ...) and picks the words where there is no code. ``numbers`` fill them: shapes, the worst entry's index,
    ``analytic``, ``numeric``, ``relative_error``, the line of the student's cell. ``also`` is a second mistake behind
    the first.
    """

    symptom: str
    code: str | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)
    also: str | None = None
