"""What changed between two gradings, for whom, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.formats.rows import Document, Row, cause, checks, points
from autograder.report.words import printable

CAUSES = ("grader_version", "release", "seed", "isolation", "limits")  # what both gradings should have in common


@dataclass(frozen=True)
class Change:
    """A submission whose result differs: its scores, and a sentence for each thing that is no longer the same."""

    student: str
    notebook: str
    old: float | None
    new: float | None
    why: tuple[str, ...]


def conditions(old: Document, new: Document) -> list[str]:
    """What was different in how the two were graded."""
    return [
        printable(f"{name}: {old.get(name)} → {new.get(name)}") for name in CAUSES if old.get(name) != new.get(name)
    ]


def changes(old: Document, new: Document) -> list[Change]:
    """Every submission that is new, gone, or not as it was, by student and notebook."""
    before, after = _rows(old), _rows(new)
    found = []
    for key in sorted({*before, *after}):
        was, is_now = before.get(key), after.get(key)
        why = tuple(_why(was, is_now))
        if why:
            old_score, new_score = (None if row is None else row["score"] for row in (was, is_now))
            found.append(Change(printable(key[0]), printable(key[1]), old_score, new_score, why))
    return found


def _rows(document: Document) -> Mapping[tuple[str, str], Row]:
    return {(row["student"], row["notebook"]): row for row in document["submissions"]}


def _why(was: Row | None, is_now: Row | None) -> Iterator[str]:
    if was is None or is_now is None:
        yield "not graded before" if was is None else "no longer here"
        return
    if was["status"] != is_now["status"]:
        yield f"{was['status']} → {is_now['status']}"
    yield from (f"no longer: {printable(text)}" for text in was["reasons"] if text not in is_now["reasons"])
    yield from (f"new: {printable(text)}" for text in is_now["reasons"] if text not in was["reasons"])
    before = {(e["id"], c["name"]): c for e, c in checks(was)}
    after = {(e["id"], c["name"]): c for e, c in checks(is_now)}
    for key in dict.fromkeys((*before, *after)):
        a, b = before.get(key), after.get(key)
        if _state(a) != _state(b):
            yield printable(f"{key[0]}.{key[1]}: {_state(a)} → {_state(b)}")


def _state(check: Row | None) -> str:
    return "absent" if check is None else f"{cause(check)} ({points(check['score'])})"
