"""Documents that are none, or that somebody has changed: a sentence and status 2, or reports, but never a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graded import HOSTILE, check, document, exercise, hostile, row

from autograder.cli import main
from autograder.formats.by_name import FORMATS
from autograder.formats.schema import _schema, fault

DETAILS = {
    "index": [0, 1],
    "analytic": 1.0,
    "numeric": "nan",
    "relative_error": 0.5,
    "line": 1,
    "cell": "a",
    "picture": {"yours": [[1.0, 2.0]], "right": [[1.0, "inf"]]},
    "curve": {"z": [0.0, 1.0, 2.0, 3.0], "yours": [0.0] * 4, "right": [1.0] * 4},
}
WHOLE: dict[str, Any] = {
    **document(
        row("anna", {**exercise("a", check("b", "failed", mistake="negated", details=DETAILS)), "source": "x = 1"}),
        row("bela", status="not_graded", reasons=("Torn.",)),
    ),
    "exercises": [{"id": "a", "title": "1. A", "formulas": ["x"]}],
    "similar": [
        {
            "submissions": [{"student": "anna", "notebook": "n"}, {"student": "bela", "notebook": "n"}],
            "expected": 0.001,
            "parts": [{"exercise": "a", "closeness": 1.0, "texts": ["x", "y"]}],
        }
    ],
}
OTHERS = [None, "x", "\ud800\x00<b>", -1, 0, 1e300, 10**400, True, [], {}, [[]], [{}], {"x": []}, "=1+1\n::error::x"]
SHEET = b"Student,ID,assignment2 (1),Grade\nanna,1,,\n"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in the document."""
    yield path
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in keys:
        yield from places(inner, (*path, key))


def changed(path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(WHOLE)
    if not path:
        return value
    inside = made
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return made


def test_whatever_is_changed_is_told_or_written(tmp_path, capsys):
    """Any value in any place: reports in every format, or status 2 and a sentence that names the file."""
    (tmp_path / "sheet.csv").write_bytes(SHEET)
    file = tmp_path / "grades.json"
    ways = [(path, other) for path in places(WHOLE) for other in OTHERS][::5]  # prime to their number: each in turn
    formats = [f"--format={name}={tmp_path / name}" for name in FORMATS]
    statuses = set()
    for path, other in ways:
        file.write_text(json.dumps(changed(path, other)), encoding="utf-8")
        command = ["report", str(file), "--out", str(tmp_path), "--roster", str(tmp_path / "sheet.csv")]
        status = main([*command, "--student=anna", *formats])
        error = capsys.readouterr().err
        assert status in (0, 2), (path, other, error)
        assert "Traceback" not in error
        assert (f"autograder: {file}" in error or "--format" in error) or status == 0
        assert main(["compare", str(file), str(file)]) in (0, 2)
        statuses.add(status)
    assert statuses == {0, 2}


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\x00", b"\xff\xfe", b"[]", b"null", b"[" * 100_000, b'{"x":' * 60 + b"1" + b"}" * 60),
        b'{"schema_version": 1, "submissions": [NaN]}',
        b'{"schema_version": 1, "submissions": [], "limits": {"a": 1e999}}',
    ],
)
@pytest.mark.parametrize("command", ["report", "compare"])
def test_what_is_no_document_is_told(content, command, tmp_path, capsys):
    """Status 2, one sentence, nothing written."""
    file = tmp_path / "grades.json"
    file.write_bytes(content)
    rest = ["--out", str(tmp_path / "out")] if command == "report" else [str(file)]
    assert main([command, str(file), *rest]) == 2
    assert capsys.readouterr().err.startswith(f"autograder: {file}: this is no ")
    assert not (tmp_path / "out").exists()


def test_our_reader_and_an_independent_one_agree():
    """On the schema in the package: both take a document, or neither does."""
    jsonschema = pytest.importorskip("jsonschema", reason="no jsonschema (pip install jsonschema)")
    validator = jsonschema.Draft202012Validator(_schema())
    assert fault(WHOLE) is None
    assert validator.is_valid(WHOLE)
    taken = 0
    for path in places(WHOLE):
        for other in OTHERS:
            if isinstance(other, int | float) and not abs(other) < 1e300:
                continue  # no float64: JSON Schema has no word for it
            made = changed(path, other)
            assert (fault(made) is None) == validator.is_valid(made), (path, other)
            taken += fault(made) is None
    assert taken > 20


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in ("canvas", "moodle", "html")])
@pytest.mark.parametrize("student", [*HOSTILE, "x" * 5000, "ⅸ\u202e\u2066 名前 👩‍🔬"])
def test_one_submission_in_every_format(name, student, tmp_path, capsys):
    """Whatever they are called: the file is written, and no line of it begins a command of a CI service."""
    made = hostile()
    one = next(iter(made["submissions"]))
    exercises = [exercise("linear_backward", check("dW", "error", message=student), check("db", message=student))]
    texts = {"student": student, "notebook": student, "reasons": [student], "exercises": exercises, "score": 1.0}
    (tmp_path / "grades.json").write_text(json.dumps({**made, "submissions": [{**one, **texts}]}), encoding="utf-8")
    target = tmp_path / "out"
    assert main(["report", str(tmp_path / "grades.json"), "--format", f"{name}={target}"]) == 0
    text = Path(target).read_text(encoding="utf-8")
    if name in ("github", "annotations", "junit", "release-body"):  # a sheet is no log, and keeps names
        for line in text.splitlines():
            assert not line.lstrip(" '").startswith(("##[", "##vso[")), line
            assert not line.startswith("::") or name == "annotations"
    if name in ("gradescope", "prairielearn", "classroom50"):
        read = json.loads(text)
        assert "\x1b" not in json.dumps(read, ensure_ascii=False)
