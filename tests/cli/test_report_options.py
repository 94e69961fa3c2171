"""``--similarity``, ``--feedback first`` and ``--seed``, through the command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.notebook.fill import fill
from tests.ours import ASSIGNMENT, SAMPLES

ROOT = Path(__file__).parents[2]
RELEASE = json.loads(ASSIGNMENT.release.read_text(encoding="utf-8"))
EMIL = SAMPLES / "emil" / ASSIGNMENT.name / ASSIGNMENT.release.name
TANH = "t = np.tanh(Z)\nreturn 1 - t ** 2"


def graded(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    file = tmp_path / "grades.json"
    assert main(["grade", *arguments, "--json", str(file), "--quiet", "--unsafe", "--jobs", "1"]) in (0, 1)
    return dict(json.loads(file.read_bytes()))


def test_similarity_is_off_by_default(tmp_path: Path) -> None:
    """Asked for, the document names nobody in a class of two; and the scores are the same."""
    for name in ("one", "two"):
        notebook = tmp_path / "class" / f"{name}.ipynb"
        notebook.parent.mkdir(exist_ok=True)
        notebook.write_text(json.dumps(fill(RELEASE, {"tanh_derivative": [TANH]})))
    without = graded(tmp_path, str(tmp_path / "class"))
    asked = graded(tmp_path, str(tmp_path / "class"), "--similarity")
    assert "similar" not in without
    assert asked.pop("similar") == []
    assert asked == without


def test_feedback_first_gives_no_number_of_a_hidden_input(tmp_path: Path) -> None:
    """Neither does the page, the sheet, nor any format: of each exercise the first mistake, in words."""
    whole = graded(tmp_path, str(EMIL))
    out = tmp_path / "out"
    assert main(["grade", str(EMIL), "--out", str(out), "--feedback", "first", "--quiet", "--unsafe"]) in (0, 1)
    hidden = set()
    for exercise in whole["submissions"][0]["exercises"]:
        for check in exercise["checks"]:
            hidden |= {f"{check['details'][key]:g}" for key in ("analytic", "numeric") if key in check["details"]}
    assert len(hidden) > 5
    for file in (f for f in out.rglob("*") if f.is_file()):
        text = file.read_text(encoding="utf-8")
        assert [
            number for number in hidden if re.search(rf"(?<![\d.]){re.escape(number)}(?![\da-z%])", text)
        ] == []  # no length of a style
        assert "picture" not in text or file.suffix == ".html"
    first = json.loads((out / "grades.json").read_bytes())["submissions"][0]
    linear = next(e for e in first["exercises"] if e["id"] == "linear_backward")
    assert [check["mistake"] for check in linear["checks"]] == ["missing_mean", None, None]
    assert first["score"] == whole["submissions"][0]["score"]


@pytest.mark.parametrize("seed", ["0", "1", "20240305", "123456789012345678901234567890"])
def test_any_seed_draws_inputs(tmp_path: Path, seed: str) -> None:
    """The scores and mistakes are those of the code, whatever the inputs; the document names the seed."""
    document = graded(tmp_path, str(EMIL), "--seed", seed)
    assert (document["seed"], document["submissions"][0]["score"]) == (int(seed), 13.0)


def test_no_seed_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Below zero, or no number: status 2 and a sentence."""
    for text in ("-1", "x"):
        assert main(["grade", str(EMIL), "--seed", text]) == 2
        assert "argument --seed" in capsys.readouterr().err


def test_another_seed_shows_other_numbers(tmp_path: Path) -> None:
    """What was learnt of one push's inputs helps nobody at the next."""
    one, other = (
        [
            c["details"].get("numeric")
            for e in graded(tmp_path, str(EMIL), "--seed", seed)["submissions"][0]["exercises"]
            for c in e["checks"]
        ]
        for seed in ("1", "2")
    )
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None]
    assert pairs
    assert all(a != b for a, b in pairs)


def test_no_name_is_a_command_in_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Students, files and folders may be called as they like: the log has no command, the document their names."""
    names = ["::error::x", " ::stop-commands::y", "a ##[group]z ##vso[task.complete]"]
    for name in names:
        (tmp_path / "class" / name / "assignment2").mkdir(parents=True)
        (tmp_path / "class" / name / "assignment2" / f"{name}.ipynb").write_text("{")
    out = tmp_path / "::add-mask::o"
    for arguments in ([], ["--quiet"], ["--fail-under", "1"]):
        main(["grade", str(tmp_path / "class"), "--out", str(out), "--unsafe", *arguments])
    main(["report", str(out / "grades.json"), "--out", str(out)])
    main(["report", str(tmp_path / "::warning::none.json"), "--out", str(out)])
    said = capsys.readouterr()
    for line in (*said.out.splitlines(), *said.err.splitlines()):
        assert "::" not in line
        assert "##[" not in line
        assert "##vso" not in line
    assert "error: :x" in said.out
    document = json.loads((out / "grades.json").read_bytes())
    assert [each["student"] for each in document["submissions"]] == sorted(names)
