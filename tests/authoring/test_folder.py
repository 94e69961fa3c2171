"""An assignment is its folder."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.assignment import Exercise, Mistake
from autograder.authoring.folder import NO_STAND_INS, assignment
from autograder.authoring.inputs import SEED
from autograder.authoring.no_stand_ins import STAND_INS


def test_an_assignment_is_its_folder(tmp_path: Any) -> None:
    """Where its parts lie is a convention; each can be said otherwise."""
    made_of = assignment(tmp_path, "toy", [], {"mine": "Mine."})
    assert (made_of.name, made_of.home, made_of.seed) == ("toy", tmp_path, SEED)
    assert made_of.release == tmp_path / "release" / "toy" / "toy.ipynb"
    assert (made_of.package, made_of.stand_ins) == (tmp_path / "toy", NO_STAND_INS)
    assert list(made_of.messages)[:2] == ["not_implemented", "mine"]
    assert NO_STAND_INS.is_file()
    assert STAND_INS == {}
    (tmp_path / "stand_ins.py").write_text("")
    assert assignment(tmp_path, "toy", [], {}).stand_ins == tmp_path / "stand_ins.py"
    own_places = {name: tmp_path / name for name in ("release", "package", "stand_ins")}
    other = assignment(tmp_path, "toy", [], {}, symptoms={"x": "X."}, seed=3, **own_places)
    assert {name: getattr(other, name) for name in own_places} == own_places
    assert (other.symptoms, other.seed) == ({"x": "X."}, 3)


def test_a_mistake_without_words_is_told_at_once(tmp_path: Any) -> None:
    """Not when a student makes it; general ones have words already."""
    exercise = Exercise("toy", ("Toy",), (), lambda seed: {}, mistakes=(Mistake("mine", ()), Mistake("negated", ())))
    with pytest.raises(ValueError, match=r"^the mistake mine of toy has no words$"):
        assignment(tmp_path, "toy", [exercise], {})
    assert assignment(tmp_path, "toy", [exercise], {"mine": "Mine."}).exercises == (exercise,)
