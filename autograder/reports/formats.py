"""The formats of ``--format NAME=FILE``: a name, and the writer behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from autograder.report.document import dumps
from autograder.reports import classroom50, github, roster
from autograder.reports.class_page import class_page
from autograder.reports.gradescope import gradescope
from autograder.reports.junit import junit
from autograder.reports.prairielearn import prairielearn
from autograder.reports.rows import Document, ReportError
from autograder.reports.sheet import sheet


@dataclass(frozen=True)
class Request:
    """What a format may need beside the document."""

    student: str | None = None
    roster: bytes | None = None  # the sheet that was downloaded from Canvas or Moodle
    grade_column: str | None = None
    feedback_column: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Written:
    """A format's content, and what a person should be told of it."""

    content: bytes
    notes: tuple[str, ...] = ()


def write_format(name: str, document: Document, request: Request) -> Written:
    """The document in that format. Raises ReportError where it cannot be written so, KeyError for no format."""
    return FORMATS[name](document, request)


def _plain(writer: Callable[[Document], bytes]) -> Callable[[Document, Request], Written]:
    return lambda document, request: Written(writer(document))


def _one(writer: Callable[[Document, str | None], bytes]) -> Callable[[Document, Request], Written]:
    return lambda document, request: Written(writer(document, request.student))


def _classroom50(document: Document, request: Request) -> Written:
    return Written(classroom50.classroom50(document, request.environment, request.now, request.student))


def _canvas(document: Document, request: Request) -> Written:
    return _merged(roster.canvas(document, _needed(request)))


def _moodle(document: Document, request: Request) -> Written:
    return _merged(roster.moodle(document, _needed(request), request.grade_column, request.feedback_column))


def _needed(request: Request) -> bytes:
    if request.roster is None:
        raise ReportError("this format is merged into the sheet that you downloaded: name it with --roster FILE")
    return request.roster


def _merged(merged: roster.Merged) -> Written:
    notes = [f"in the roster, without a score here: {name}" for name in merged.without_submission]
    notes += [f"here, but no single row of the roster is theirs, or no score: {name}" for name in merged.not_in_sheet]
    return Written(merged.content, tuple(notes))


FORMATS: Mapping[str, Callable[[Document, Request], Written]] = {
    "json": _plain(dumps),
    "csv": _plain(sheet),
    "junit": _plain(junit),
    "html": _plain(lambda document: class_page(document, {})),
    "gradescope": _one(gradescope),
    "prairielearn": _one(prairielearn),
    "classroom50": _classroom50,
    "release-body": _one(classroom50.release_body),
    "github": _plain(github.summary),
    "annotations": _plain(github.workflow_commands),
    "canvas": _canvas,
    "moodle": _moodle,
}
