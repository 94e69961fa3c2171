"""JUnit XML: a suite a submission, a case a check, as CI servers show it."""

from __future__ import annotations

from xml.etree import ElementTree

from autograder.formats.rows import Document, Row, cause, checks
from autograder.report.words import printable

KINDS = {"failed": "failure", "skipped": "skipped"}  # of a check's status; everything else is an error


def junit(document: Document) -> bytes:
    """The class as JUnit XML; a submission without a score is a suite with one error. No times: they differ."""
    suites = [_suite(row) for row in document["submissions"]]
    root = ElementTree.Element("testsuites", {"name": printable(document["assignment"]), **_totals(suites)})
    root.extend(suites)
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _suite(row: Row) -> ElementTree.Element:
    student = printable(row["student"])
    suite = ElementTree.Element("testsuite", {"name": student})
    if row["score"] is None:
        case = _case(suite, student, "submission")
        reasons = " ".join(map(printable, row["reasons"]))
        ElementTree.SubElement(case, "error", {"message": reasons, "type": row["status"]}).text = reasons
    for exercise, check in checks(row):
        case = _case(suite, f"{student}.{exercise['id']}", check["name"])
        if check["status"] != "passed":
            given = {"message": printable(check["message"]), "type": printable(cause(check))}
            if KINDS.get(check["status"]) == "skipped":
                del given["type"]
            told = ElementTree.SubElement(case, KINDS.get(check["status"], "error"), given)
            told.text = given["message"]  # GitLab shows the text, others the attribute
    for title, count in _counts(suite).items():
        suite.set(title, str(count))
    return suite


def _case(suite: ElementTree.Element, classname: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite, "testcase", {"classname": printable(classname), "name": printable(name), "time": "0"}
    )


def _counts(suite: ElementTree.Element) -> dict[str, int]:
    tags = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": len(suite)} | {title: len(suite.findall(f"testcase/{tag}")) for title, tag in tags.items()}


def _totals(suites: list[ElementTree.Element]) -> dict[str, str]:
    return {t: str(sum(int(s.get(t, "0")) for s in suites)) for t in ("tests", "failures", "errors")}
