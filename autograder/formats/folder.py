"""All reports as files of one folder: names, and who is whose page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from autograder.formats.class_page import class_page
from autograder.formats.junit import junit
from autograder.formats.rows import Document, Row
from autograder.formats.sheet import sheet
from autograder.formats.student_page import student_page
from autograder.report.document import dumps

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")  # on Windows


def folder(document: Document) -> Iterator[tuple[str, bytes]]:
    """Each report's name, relative to the folder, and its content; the document itself comes first."""
    yield "grades.json", dumps(document)
    yield "grades.csv", sheet(document)
    yield "junit.xml", junit(document)
    rows = by_student(document)
    files = {student: page_name(student) for student in rows}
    yield "index.html", class_page(document, files)
    for student, own in rows.items():
        yield f"students/{files[student]}", student_page(document, own)


def by_student(document: Document) -> Mapping[str, list[Row]]:
    """The submissions of each student, in the document's order."""
    rows: dict[str, list[Row]] = {}
    for row in document["submissions"]:
        rows.setdefault(row["student"], []).append(row)
    return rows


def page_name(student: str) -> str:
    """A file's name that every system takes; a changed name has a digest, so that no two are the same."""
    if _PLAIN.fullmatch(student) and not _RESERVED.fullmatch(student):
        return f"{student}.html"
    readable = re.sub(r"[^a-z0-9]+", "-", student.lower()).strip("-")[:40]
    digest = sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{readable}-{digest}.html" if readable else f"{digest}.html"
