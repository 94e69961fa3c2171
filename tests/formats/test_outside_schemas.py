"""Our files beside what the services say of them, field by field.

``outside_schemas.json`` has Gradescope's "Autograder Specifications", PrairieLearn's "External Grading" and Classroom
50's ``result-v1`` as JSON Schema; ``JUNIT`` is the XSD of Jenkins' xunit plugin, version 10.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from graded import CLASS, hostile

from autograder.formats.classroom50 import classroom50
from autograder.formats.first_only import first_only
from autograder.formats.gradescope import gradescope
from autograder.formats.junit import junit
from autograder.formats.prairielearn import prairielearn

SCHEMAS = json.loads(Path(__file__).with_name("outside_schemas.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PUSH = {
    **{
        "CLASSROOM": "nn",
        "ASSIGNMENT": "backprop",
        "OWNER": "carl",
        "USERNAME": "carl",
        "ASSIGNMENT_TYPE": "individual",
    },
    **{"SUBMISSION_TAG": "submit/1", "COMMIT_URL": "https://git/commit/1", "RELEASE_URL": "https://git/releases/1"},
}
JUNIT = {  # an element: attributes that it must have, others that it may have, what may stand inside
    "testsuites": ("", "name time tests failures errors", "testsuite"),
    "testsuite": (
        "name tests failures errors",
        "group time skipped timestamp hostname id package file log url",
        "testsuite properties testcase system-out system-err",
    ),
    "testcase": ("name", "time classname group", "skipped error failure system-out system-err"),
    "failure": ("", "type message", ""),
    "error": ("", "type message", ""),
    "skipped": ("", "type message", ""),
}
DOCUMENTS = pytest.mark.parametrize("made", [CLASS, hostile(), first_only(CLASS)], ids=["class", "hostile", "first"])


@DOCUMENTS
def test_each_students_file_fits_its_service(made):
    """Of every submission, those without a score and those with odd names too."""
    jsonschema = pytest.importorskip("jsonschema", reason="no jsonschema (pip install jsonschema)")
    for row in made["submissions"]:
        one = {**made, "submissions": [row]}
        for name, content in {
            "gradescope": gradescope(one),
            "prairielearn": prairielearn(one),
            "classroom50": classroom50(one, PUSH, NOW),
        }.items():
            jsonschema.validate(json.loads(content), SCHEMAS[name])
            assert len(content) < 1_000_000  # PrairieLearn takes no more


@DOCUMENTS
def test_junit_has_the_elements_and_attributes_of_the_xsd(made):
    """No other ones, and none of those that must be there is missing."""
    for element in ElementTree.fromstring(junit(made)).iter():
        needed, allowed, inside = (set(names.split()) for names in JUNIT[element.tag])
        assert needed <= set(element.keys()) <= needed | allowed
        assert {child.tag for child in element} <= inside


@DOCUMENTS
def test_gitlab_shows_what_was_lost(made):
    """GitLab shows the text inside a failure, an error or a skip; others its message: the same words."""
    told = [e for e in ElementTree.fromstring(junit(made)).iter() if e.tag in ("failure", "error", "skipped")]
    assert told
    assert all((element.text or "") == element.get("message") for element in told)


def test_a_push_is_its_owners():
    """Runners that name no owner yet have a list of users; a push without a range to review is its commit."""
    one = {**CLASS, "submissions": CLASS["submissions"][:1]}
    new, old = (
        json.loads(classroom50(one, environment, NOW))
        for environment in ({**PUSH, "ASSIGNMENT_TYPE": "team"}, {"USERNAME": "carl"})
    )
    assert (new["owner"], new["assignment_type"], new["review"]) == ("carl", "team", "https://git/commit/1")
    assert (old["usernames"], "owner" in old) == (["carl"], False)
