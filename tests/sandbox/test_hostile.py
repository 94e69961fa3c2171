"""No hostile submission steals a point, touches a canary, or changes what its neighbours get."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import namespace
import pytest
from canaries import Canaries
from hostile_corpus import RIGHT, Attack, attacks, filled, notebook

from autograder.sandbox.tiers import candidates, probe
from autograder.worker import landlock

EVERYTHING = os.environ.get("AUTOGRADER_CI") == "1"
HOLDING = [tier for tier in candidates() if probe(tier).missing is None]
NEIGHBOURS = ("a-first", "m-between", "zz-last")
# small, for time's sake; honest neighbours use a hundredth of it
LIMITS = ["--exercise-cpu-s", "0.5", "--exercise-wall-s", "3", "--submission-cpu-s", "20", "--submission-wall-s", "60"]
QUICK = ("looking", "network", "kernel", "comparison", "forging", "ipython", "cheating", "worker", "values")
SLOW = ("exhausting", "flow")


def handed_in(folder: Path, chosen: Sequence[Attack], canaries: Canaries) -> Path:
    """A class of these attackers and three honest students."""
    documents = {attack.id: notebook(attack, canaries.places(namespace.GRADER_PID)) for attack in chosen}
    documents |= dict.fromkeys(NEIGHBOURS, filled(RIGHT))
    for student, document in documents.items():
        home = folder / "submitted" / student / "assignment2"
        home.mkdir(parents=True)
        (home / "assignment2.ipynb").write_text(json.dumps(document), encoding="utf-8")
    return folder / "submitted"


def graded(submitted: Path, tier: str) -> dict[str, Any]:
    """The report's submissions by student."""
    report = submitted.parent / "grades.json"
    command = [namespace.PYTHON, "-m", "autograder", "grade", str(submitted), "--json", str(report), "--quiet"]
    done = namespace.run([*command, "--jobs", "2", "--tier", tier, *LIMITS])
    assert done.returncode == 0, done.stderr
    return {each["student"]: each for each in json.loads(report.read_text(encoding="utf-8"))["submissions"]}


def cases() -> Iterator[Any]:
    for tier in HOLDING:
        for families in (QUICK, SLOW):
            if EVERYTHING or tier == HOLDING[0] or (tier == HOLDING[-1] and families is QUICK):
                yield pytest.param(tier, families, id=f"{tier}-{families[0]}")


@pytest.mark.parametrize(("tier", "families"), list(cases()))
def test_a_class_of_attackers_and_honest_students(tier: str, families: tuple[str, ...], tmp_path: Path) -> None:
    """Every attack earns what its entry says, no canary is touched, and the honest students have 20 points."""
    chosen = [attack for attack in attacks() if attack.family in families]
    with Canaries() as canaries:
        report = graded(handed_in(tmp_path, chosen, canaries), tier)
        touched = canaries.touched()
    assert touched == []
    wrong = [f"{attack.id}: {problem}" for attack in chosen for problem in problems(attack, report[attack.id])]
    assert wrong == []
    for neighbour in NEIGHBOURS:
        assert (report[neighbour]["status"], report[neighbour]["score"]) == ("graded", 20.0)
        assert report[neighbour]["reasons"] == report[neighbour]["repairs"] == []


def problems(attack: Attack, got: dict[str, Any]) -> Iterator[str]:
    """What of a submission's report is not as the corpus says."""
    if got["score"] != attack.earns:
        yield f"score {got['score']}, not {attack.earns} ({got['reasons']})"
    statuses = {exercise["id"]: [check["status"] for check in exercise["checks"]] for exercise in got["exercises"]}
    for exercise, expected in attack.statuses.items():
        if statuses.get(exercise) != expected:
            yield f"{exercise}: {statuses.get(exercise)}, not {expected}"
    if attack.review and got["status"] != "needs_review":
        yield "nobody is asked to look"
    text = json.dumps(got).replace("\\\\", "")  # a backslash in their own source, which is shown, is theirs
    for leak in ("ghp_canary", "expected = 42", "canaries-", "\\ud8", "\\u001b", "/root", "/work", "/tmp"):
        if leak in text:
            yield f"{leak} is in the report"


def test_the_corpus_is_large_and_each_entry_has_a_name_of_its_own() -> None:
    """At least 80 attacks, none twice."""
    names = [attack.id for attack in attacks()]
    assert len(names) == len(set(names)) >= 80


TAKEN_AWAY = {
    "files": {"namespaces": False, "landlock": False},
    "network": {"namespaces": False, "landlock": False, "seccomp": False},
    "processes": {"namespaces": False, "landlock": False, "seccomp": False},
    "signals": {"namespaces": False, "landlock": False, "seccomp": False},
}
ONE_LEFT = {
    "files": ({"namespaces": False, "seccomp": False}, {"landlock": False, "seccomp": False}),
    "network": ({"namespaces": False, "landlock": False}, {"landlock": False, "seccomp": False}),
    "processes": ({"namespaces": False, "landlock": False},),
    "signals": (
        {"namespaces": False, "landlock": False},
        *([{"namespaces": False, "seccomp": False}] if landlock.version() >= 6 else []),
    ),
}


@pytest.fixture(scope="module")
def ablation() -> dict[str, dict[str, float]]:
    """Scores of attacks by what was taken away."""
    if not any(tier.startswith("A") for tier in HOLDING):
        pytest.skip("needs bubblewrap: there is no layer of namespaces to be taken away here")
    wanted = {guard: [attack.id for attack in attacks() if attack.falls_to == guard] for guard in TAKEN_AWAY}
    rest = {"own_user": os.geteuid() == 0}
    asked = {guard: {"layers": {**rest, **off}, "attacks": wanted[guard]} for guard, off in TAKEN_AWAY.items()}
    for guard, options in ONE_LEFT.items():
        for number, off in enumerate(options):
            asked[f"{guard} {number}"] = {"layers": {**rest, **off}, "attacks": wanted[guard]}
    done = namespace.run([namespace.PYTHON, str(Path(__file__).with_name("ablation.py")), json.dumps(asked)])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("guard", TAKEN_AWAY)
def test_without_its_layers_each_attack_works(ablation: dict[str, dict[str, float]], guard: str) -> None:
    """Attacks earn all points once what stops them is gone: it is the layers that do, and no mistake of the attack."""
    assert ablation[guard]
    assert {name: score for name, score in ablation[guard].items() if score != 20.0} == {}


@pytest.mark.parametrize(("guard", "number"), [(guard, n) for guard in ONE_LEFT for n in range(len(ONE_LEFT[guard]))])
def test_one_layer_of_two_is_enough(ablation: dict[str, dict[str, float]], guard: str, number: int) -> None:
    """The layers overlap: with either alone the same attacks earn nothing."""
    assert {name: score for name, score in ablation[f"{guard} {number}"].items() if score != 0.0} == {}
