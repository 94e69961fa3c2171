"""Each writer's file is read by an independent reader, and says what the document says."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from graded import CLASS, HOSTILE, RIGHT, WRONG, check, document, exercise, hostile, row

import autograder.formats
from autograder.formats import classroom50, github
from autograder.formats.class_page import class_page
from autograder.formats.compare import changes, conditions
from autograder.formats.first_only import LATER, first_only, in_words
from autograder.formats.folder import folder, page_name
from autograder.formats.gradescope import gradescope
from autograder.formats.junit import junit
from autograder.formats.prairielearn import prairielearn
from autograder.formats.rows import ReportError
from autograder.formats.sheet import sheet
from autograder.formats.student_page import student_page
from autograder.formats.tally import distribution, mistakes, rates

SCHEMA = json.loads(Path(autograder.formats.__file__).with_name("grades.schema.json").read_text(encoding="utf-8"))


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


class Elements(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "made", [CLASS, hostile(), first_only(CLASS), document()], ids=["class", "hostile", "first", "empty"]
)
def test_documents_fit_the_schema(made):
    """The schema in the package takes them all."""
    jsonschema = pytest.importorskip("jsonschema", reason="no jsonschema (pip install jsonschema)")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(made, SCHEMA)


@pytest.mark.parametrize(
    "change", [{"score": None}, {"status": "fine"}, {"reasons": ["why"]}, {"exercises": []}, {"student": 1}]
)
def test_the_schema_refuses_what_the_contract_does(change):
    """A graded row has a score, exercises, and no reasons."""
    jsonschema = pytest.importorskip("jsonschema", reason="no jsonschema (pip install jsonschema)")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document({**row("anna", *RIGHT), **change}), SCHEMA)


def test_the_sheet_has_a_column_an_exercise_and_a_check():
    """Scores of both, the mistakes by name, nothing where there is no score."""
    anna, bela, _, dora, _ = lines(sheet(CLASS))
    assert (anna["linear_backward"], anna["linear_backward.dW"], anna["mistakes"]) == ("3", "2", "")
    assert bela["mistakes"] == "linear_backward.dW: missing_mean; linear_backward.db: missing_mean"
    assert (dora["score"], dora["linear_backward"], dora["reasons"]) == ("", "", "The file breaks off.")


def test_no_cell_is_a_formula():
    """No cell of a hostile class begins with a sign that a spreadsheet runs, nor holds a control character."""
    for line in lines(sheet(hostile())):
        for value in line.values():
            assert not value.startswith(tuple("=+-@\t\r"))
            assert value.isprintable()


def test_junit_counts_what_was_lost():
    """A failure for a wrong answer, a skip for an empty stub, an error where there is no score."""
    root = ElementTree.fromstring(junit(CLASS))
    assert [root.get(k) for k in ("tests", "failures", "errors")] == ["9", "5", "1"]
    assert sum(int(suite.get("skipped")) for suite in root) == 1
    assert root.find("testsuite[@name='bela']/testcase[@name='dW']/failure").get("type") == "missing_mean"


def test_every_report_of_a_hostile_class_is_well_formed():
    """XML parses; no tag, handler or link of theirs stands in a page; each has a page of a plain name."""
    made = dict(folder(hostile()))
    ElementTree.fromstring(made["junit.xml"])
    pages = [name for name in made if name.endswith(".html")]
    assert len(pages) == 1 + len(HOSTILE)
    for name in pages:
        seen = Elements(made[name])
        assert "img" not in seen.tags
        assert seen.tags.count("script") == (name == "index.html")
        assert not [key for key, _ in seen.attributes if key.startswith("on")]
        links = [v for key, v in seen.attributes if key in ("href", "src")]
        assert all(v.startswith(("students/", "#")) for v in links)
        assert name.isascii()
        assert ".." not in name


def test_names_of_pages_differ():
    """Names that a file system takes for the same have pages of their own; plain names keep theirs."""
    names = ["anna", "Anna", "ANNA", "a/b", "a\\b", "a b", "con", "é", "e\u0301", "", "x" * 300]
    assert page_name("anna") == "anna.html"
    assert len({page_name(name).lower() for name in names}) == len(names)
    assert max(len(page_name(name)) for name in names) < 80


def test_the_class_is_counted():
    """The mistakes with who made them, what was not written last; rates and the distribution."""
    found = [(m.code, m.exercise, m.checks, m.students) for m in mistakes(CLASS)]
    assert found[0] == ("missing_mean", "linear_backward", ("dW", "db"), ("bela", "emil"))
    assert [(r.share, r.full, r.of) for r in rates(CLASS)] == [(4 / 12, 1, 4)]
    assert distribution(CLASS) == [2, 0, 0, 1, 0, 0, 0, 0, 0, 1]


def test_what_has_no_name_is_ranked_by_itself():
    """Mistakes with a name come first and open; what is only known to be wrong is folded below them."""
    nameless = exercise("mse_loss", check("forward", "failed", message="The values are wrong."))
    named = exercise("linear_backward", check("dW", "failed", mistake="missing_mean", message="No 1/m."))
    made = document(row("anna", nameless), row("bela", nameless), row("carl", named))
    page = class_page(made, {}).decode()
    assert page.index("<code>missing_mean</code>") < page.index("Wrong, but no known mistake: 1 more")
    assert page.index("Wrong, but no known mistake") < page.index("<code>failed</code> in forward of mse_loss")
    assert "No mistake that has a name." in class_page(document(row("anna", nameless)), {}).decode()
    assert "No mistake was found." in class_page(document(row("anna", *RIGHT)), {}).decode()


def test_a_students_page_has_nobody_else():
    """Their score, message and worst entry; no other name."""
    page = Elements(student_page(CLASS, [r for r in CLASS["submissions"] if r["student"] == "bela"]))
    assert "0 / 3" in page.text
    assert "At entry (0, 0): yours 7, numerically 1." in page.text
    assert not [name for name in ("anna", "carl", "dora", "emil") if name in page.text]


def test_the_class_page_says_who_needs_a_look():
    """With the reason, and who has no score."""
    text = Elements(class_page(CLASS, {})).text
    assert "carl: Two notebooks." in text
    assert "dora: The file breaks off." in text
    assert "2 of 5" in text


def test_pairs_stand_side_by_side():
    """Ranked, with how seldom chance has such a pair; their code is text; nothing where it was not asked for."""
    texts = ["return '<b>'", "return 1"]
    part = {"exercise": "linear_backward", "closeness": 0.5, "texts": texts}
    two = [{"student": name, "notebook": "n"} for name in ("anna", "bela")]
    pairs = [{"submissions": two, "expected": 0.001, "parts": [part]}]
    seen = Elements(class_page({**CLASS, "similar": pairs}, {}))
    assert "anna and bela: by chance in one class of 1,000, most of all in" in seen.text
    assert "50% alike" in seen.text
    assert "return '<b>'" in seen.text
    assert "b" not in seen.tags
    assert "No pair is." in Elements(class_page({**CLASS, "similar": []}, {})).text
    assert "More alike" not in Elements(class_page(CLASS, {})).text


def test_gradescope_has_a_test_a_check():
    """Plain text, the points of each; no score is no points, with the reason."""
    results = json.loads(gradescope(document(row("bela", *WRONG))))
    assert results["score"] == 0.0
    assert [(t["name"], t["status"], t["score"], t["max_score"]) for t in results["tests"]] == [
        ("linear_backward: dW", "failed", 0.0, 2.0),
        ("linear_backward: db", "failed", 0.0, 1.0),
    ]
    none = json.loads(gradescope(CLASS, "dora"))
    assert (none["output"], none.keys() & {"score", "tests"}) == ("The file breaks off.", set())


@pytest.mark.parametrize("name", ["+49", "-1", "@x", "=1", "\u202e=1"])
def test_no_name_is_a_formula(name):
    """A number with a sign is one to a spreadsheet, too."""
    assert lines(sheet(document(row(name, *RIGHT))))[0]["student"].startswith(("'", "\\"))


def test_prairielearn_has_a_share():
    """A score from 0 to 1; what has none is not gradable."""
    assert json.loads(prairielearn(CLASS, "carl"))["score"] == pytest.approx(1 / 3)
    none = json.loads(prairielearn(CLASS, "dora"))
    assert (none["gradable"], none["format_errors"], "score" in none) == (False, ["The file breaks off."], False)


@pytest.mark.parametrize("writer", [gradescope, prairielearn, classroom50.release_body])
def test_a_format_of_one_submission_takes_one(writer):
    """Of a class it asks for the student."""
    with pytest.raises(ReportError, match="this format holds one submission, and here are 5"):
        writer(CLASS)


def test_classroom50_has_integers():
    """Points are doubled, sums fit, the time is UTC's, the environment says whose push it is."""
    environment = {"USERNAME": "carl", "CLASSROOM": "nn", "ASSIGNMENT": "a2", "SUBMISSION_TAG": "s1"}
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    result = json.loads(classroom50.classroom50(CLASS, environment, now, "carl"))
    assert result["schema"] == "classroom50/result/v1"
    assert (result["usernames"], result["datetime"]) == (["carl"], "2026-01-02T03:04:05Z")
    assert (result["score"], result["max-score"]) == (2, 6)
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert all(type(test[key]) is int for test in result["tests"] for key in ("score", "max-score"))


def test_markdown_of_a_hostile_class_is_text():
    """No HTML, link, image, code or mention of theirs, and no line of their own."""
    text = github.summary(hostile()).decode()
    assert text.count("\n|") == len(HOSTILE) + 5
    for forbidden in ("<script", "](", "![", "`", "@everyone", "https://", "www.z"):
        assert forbidden not in text


def test_the_summary_ranks_named_mistakes_before_the_rest():
    """What has no name is a table of its own below, however many it is."""
    nameless = [row(f"s{n}", exercise("mse_loss", check("forward", "failed"))) for n in range(3)]
    named = row("t", exercise("mse_loss", check("forward", "failed", mistake="missing_square")))
    text = github.summary(document(*nameless, named)).decode()
    assert re.findall(r"^\| (?:who|\d+ of 4) \| .* \|$", text, re.M) == [
        "| who | mistake | where |",
        "| 1 of 4 | missing&#95;square | forward of mse&#95;loss |",
        "| who | wrong, but no known mistake | where |",
        "| 3 of 4 | failed | forward of mse&#95;loss |",
    ]


def test_annotations_are_ours_alone():
    """Each line is one command of ours, whatever students are called; at most ten of a kind."""
    made = github.workflow_commands(hostile()).decode().splitlines()
    assert all(line.startswith(("::error file=", "::warning file=")) for line in made)
    assert all(line.count("::") == 2 and "##" not in line for line in made)
    assert len([line for line in made if line.startswith("::error")]) == 10


def test_what_is_not_told_yet_is_no_annotation():
    """With ``--feedback first`` an exercise has one."""
    made = github.workflow_commands(first_only(document(row("bela", *WRONG)))).decode()
    assert made.count("::error file=") == 1


def test_feedback_first_tells_one_mistake_in_words():
    """Of each exercise the first one, without a number, a shape or the second's name."""
    bela = next(r for r in first_only(CLASS)["submissions"] if r["student"] == "bela")
    first, second = bela["exercises"][0]["checks"]
    assert (first["message"], first["mistake"], first["details"]) == (
        "They are never divided by m.",
        "missing_mean",
        {},
    )
    assert (second["message"], second["mistake"], second["score"]) == (LATER, None, 0.0)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "The slope for z ≤ 0 is a fixed number. At entry (0, 2): yours 0.01, numerically 0.3.",
            "The slope for z ≤ 0 is a fixed number.",
        ),
        ("Divide by m. Your answer has shape (), expected is (3, 5).", "Divide by m."),
        ("Look at 1/m. Your answer has shape (1,), expected is (1, 1).", "Look at 1/m."),
        (
            "It stops. ValueError in line 22 of your cell: shapes (2,4) (5,4).",
            "It stops. ValueError in line 22 of your cell.",
        ),
        ("The answer is 12 everywhere.", ""),
    ],
)
def test_words_without_hidden_numbers(message, told):
    """0 and 1 of a formula and the student's own line stay; entries, values and shapes go."""
    assert in_words(message) == told


def test_compare_says_for_whom_and_why():
    """Who is new or gone, whose check went another way, and what was graded otherwise."""
    new = document(row("anna", *WRONG), row("fani", *RIGHT)) | {"seed": 2}
    found = {c.student: (c.old, c.new, c.why) for c in changes(document(row("anna", *RIGHT), row("bela", *WRONG)), new)}
    assert found == {
        "anna": (
            3.0,
            0.0,
            ("linear_backward.dW: passed (2) → missing_mean (0)", "linear_backward.db: passed (1) → missing_mean (0)"),
        ),
        "bela": (0.0, None, ("no longer here",)),
        "fani": (None, 3.0, ("not graded before",)),
    }
    assert conditions(CLASS, new) == ["seed: 1 → 2"]
    assert changes(CLASS, CLASS) == []
