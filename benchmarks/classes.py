"""Classes to measure on: ``right`` (everybody has all points), ``mix`` (most of an exercise is right, some is wrong or
not begun), ``wrong`` (everybody has a mistake in every exercise).

The answers are the corpus's (tests/corpus), drawn by a seed, and no two students' cells are the same byte for byte.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.notebook.fill import fill

ROOT = Path(__file__).parents[1]
RELEASE = ROOT / "release" / "assignment2"
CORPUS = ROOT / "tests" / "corpus"
KINDS = {"right": (100, 0), "mix": (70, 20), "wrong": (0, 100)}  # per cent right and wrong; the rest is not begun
_SLOW = ("timed_out", "killed")


def submit(folder: Path, kind: str, count: int, seed: int = 1) -> Path:
    """Fill a folder with students' folders, as nbgrader has them, and return it."""
    release = json.loads((RELEASE / "assignment2.ipynb").read_text(encoding="utf-8"))
    right, wrong = _bodies("right"), _bodies("wrong")
    draw = random.Random(f"{kind} {seed}")
    for number in range(count):
        answers = {exercise: _one(draw, KINDS[kind], right[exercise], wrong[exercise], number) for exercise in right}
        path = folder / f"student{number:06}" / "assignment2" / "assignment2.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(fill(release, answers)), encoding="utf-8")
    return folder


def _one(
    draw: random.Random, parts: Sequence[int], right: Sequence[list[str]], wrong: Sequence[list[str]], number: int
) -> list[str]:
    among = draw.random() * 100
    if among >= sum(parts):
        return []
    bodies = draw.choice(right if among < parts[0] else wrong)
    return [f"# {number}\n{body.strip()}" for body in bodies]


def _bodies(of: str) -> dict[str, list[list[str]]]:
    """For each exercise the answers of the corpus that end by themselves."""
    return {file.stem: list(_cases(file)) for file in sorted((CORPUS / of).glob("*.toml"))}


def _cases(file: Path) -> Iterator[list[str]]:
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
        outcomes = [outcome for check in case.get("checks", {}).values() for outcome in check]
        plain = set(case) <= {"name", "bodies", "score", "checks"} and not set(_SLOW) & set(map(str, outcomes))
        if plain and case["bodies"] and not any(body.strip().startswith(('"', "'")) for body in case["bodies"]):
            yield case["bodies"]
