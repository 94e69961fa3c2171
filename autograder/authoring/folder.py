"""An assignment as its folder has it: where what belongs to it lies is a convention, and can be said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.assignment import Assignment, Exercise
from autograder.authoring.inputs import SEED
from gradcheck.words import SYMPTOMS, catalogue

NO_STAND_INS = Path(__file__).with_name("no_stand_ins.py")


def assignment(
    home: Path,
    name: str,
    exercises: Iterable[Exercise],
    messages: Mapping[str, str],
    *,
    symptoms: Mapping[str, str] = SYMPTOMS,
    release: Path | None = None,
    package: Path | None = None,
    stand_ins: Path | None = None,
    seed: int = SEED,
) -> Assignment:
    """The assignment in the folder ``home``: ``release/NAME/NAME.ipynb`` is what students got, ``NAME/`` what they
    import, ``stand_ins.py``, where there is one, what stands in for others of their classes.

    ``messages`` are the words for mistakes of its own, in the order that decides between formulas with the same
    numbers; the general ones come behind them. Raises ValueError where a mistake has no words.
    """
    own, exercises = home / "stand_ins.py", tuple(exercises)
    codes = {mistake.code: exercise.id for exercise in exercises for mistake in exercise.mistakes}
    for code in codes.keys() - catalogue(messages).keys():
        raise ValueError(f"the mistake {code} of {codes[code]} has no words")
    return Assignment(
        name=name,
        exercises=exercises,
        messages=catalogue(messages),
        symptoms=symptoms,
        release=release or home / "release" / name / f"{name}.ipynb",
        package=package or home / name,
        stand_ins=stand_ins or (own if own.is_file() else NO_STAND_INS),
        seed=seed,
        home=home,
    )
