"""``autograder report`` and ``compare``: files, wrong calls, the same bytes again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.cli import main

SAMPLE = Path(__file__).with_name("sample_class.json")


def test_every_report_again_from_the_document_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All files; from the written document the same bytes; a page of nobody is taken away."""
    one, two = tmp_path / "one", tmp_path / "two"
    (two / "students").mkdir(parents=True)
    (two / "students/left.html").touch()
    assert main(["report", str(SAMPLE), "--out", str(one)]) == 0
    assert main(["report", str(one / "grades.json"), "--out", str(two)]) == 0
    made = [{f.relative_to(o): f.read_bytes() for f in o.rglob("*") if f.is_file()} for o in (one, two)]
    assert made[0] == made[1]
    assert len(made[0]) == 4 + 9
    capsys.readouterr()
    assert main(["compare", str(SAMPLE), str(two / "grades.json")]) == 0
    assert capsys.readouterr().out == "0 of 9 submissions changed.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report", "absent.json", "--out", "out"], "absent.json: cannot be read (No such file or directory)"),
        (["report", "bad.json", "--out", "out"], "bad.json: this is no JSON"),
        (["report", "old.json", "--out", "out"], "old.json: its schema_version is 0"),
        (["report", "thin.json", "--out", "out"], "thin.json: this is no report of ours, as the document lacks"),
        (["report", str(SAMPLE)], "report: nothing to write"),
        (["report", str(SAMPLE), "--format", "canvas=x.csv"], "--format canvas: this is merged into the sheet"),
        (["report", str(SAMPLE), "--format", "gradescope=x"], "--format gradescope: this format holds one submission"),
    ],
)
def test_a_wrong_call_is_a_sentence(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit status 2, and what to do."""
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_text("{")
    Path("old.json").write_text(json.dumps({"schema_version": 0, "submissions": []}))
    Path("thin.json").write_text(json.dumps({"schema_version": 1, "submissions": [{}]}))
    assert main(arguments) == 2
    assert f"autograder: {words}" in capsys.readouterr().err
