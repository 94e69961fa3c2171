"""Names of students and files: as text that can be written down, and as what a person takes for the same."""

from __future__ import annotations

import re
import unicodedata

_HALVES = re.compile("[\ud800-\udfff]")  # how Python holds bytes that are no UTF-8
_WORDS = "copy|final|fixed|corrected|late|new|old|backup|resub\\w*|update\\w*|v\\d+|version\\W?\\d+"
_VERSION = re.compile(rf"(?:(?:[\s_.-]+|(?<=\d))(?:{_WORDS})|[\s_.-]*\(\d+\))+\Z", re.IGNORECASE)
_ENDINGS = re.compile(r"(?:\.[A-Za-z]\w{0,7})+\Z")


def encodable(name: str) -> str:
    """A file's name as text that can be written down: what is no Unicode replaced by U+FFFD, all else as it is."""
    return _HALVES.sub("\ufffd", name)


def appearance(name: str) -> str:
    """The same for names that look the same: another normal form, invisible signs, spaces."""
    seen = unicodedata.normalize("NFKC", name)
    return " ".join("".join(sign for sign in seen if unicodedata.category(sign) != "Cf").split())


def without_version(name: str) -> str:
    """The name without what marks a second version: ``alice (1)``, ``alice_resubmission``, ``alice - Copy``."""
    return _VERSION.sub("", name)


def looks_like(name: str, assignment: str) -> bool:
    """For ``homework1``: ``homework1 (1)``, ``Homework_01-main``, ``Copy of homework1``; not ``homework10``."""
    stem, number = _stem_and_number(assignment)
    zeros = "0*" if number else ""
    pattern = rf"(?<![a-z0-9]){re.escape(stem)}[\s_.-]*{zeros}{number}(?![a-z0-9])"
    return re.search(pattern, without_version(_ENDINGS.sub("", name)).casefold()) is not None


def of_another(name: str, assignment: str) -> bool:
    """For ``homework1``: ``homework2``, ``Homework 3``, another one of the same course."""
    stem, number = _stem_and_number(assignment)
    other = re.match(rf"{re.escape(stem)}[\s_.-]*(\d+)", name.casefold())
    return other is not None and other[1].lstrip("0") != number.lstrip("0") and bool(number)


def _stem_and_number(assignment: str) -> tuple[str, str]:
    number = re.search(r"\d*\Z", assignment)
    assert number is not None
    return assignment[: number.start()].casefold(), number[0]
