"""Visible checks: whether an exercise is right, told at once and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def check(grade_id: str, names: Mapping[str, Any]) -> None:
    """Check one exercise and print what was seen. Never raises for what a student's code does."""


def ready(names: Mapping[str, Any]) -> bool:
    """Whether every exercise passes its check; prints which ones do not."""
    return True
