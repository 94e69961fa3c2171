"""The formats of ``--format NAME=FILE``: a name, and the writer behind it, imported where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograder.formats.rows import Document, ReportError

if TYPE_CHECKING:
    from autograder.formats.roster import Merged


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


def _writer(module: str, name: str) -> Any:
    return getattr(import_module(f"autograder.{module}"), name)


def _plain(module: str, name: str) -> Callable[[Document, Request], Written]:
    return lambda document, request: Written(_writer(module, name)(document))


def _one(module: str, name: str) -> Callable[[Document, Request], Written]:
    return lambda document, request: Written(_writer(module, name)(document, request.student))


def _page(document: Document, request: Request) -> Written:
    return Written(_writer("formats.class_page", "class_page")(document, {}))


def _classroom50(document: Document, request: Request) -> Written:
    write = _writer("formats.classroom50", "classroom50")
    return Written(write(document, request.environment, request.now, request.student))


def _canvas(document: Document, request: Request) -> Written:
    return _merged(_writer("formats.roster", "canvas")(document, _needed(request)))


def _moodle(document: Document, request: Request) -> Written:
    write = _writer("formats.roster", "moodle")
    return _merged(write(document, _needed(request), request.grade_column, request.feedback_column))


def _needed(request: Request) -> bytes:
    if request.roster is None:
        raise ReportError("this format is merged into the sheet that you downloaded: name it with --roster FILE")
    return request.roster


def _merged(merged: Merged) -> Written:
    notes = [f"in the roster, without a score here: {name}" for name in merged.without_submission]
    notes += [f"here, but no single row of the roster is theirs, or no score: {name}" for name in merged.not_in_sheet]
    return Written(merged.content, tuple(notes))


FORMATS: Mapping[str, Callable[[Document, Request], Written]] = {
    "json": _plain("report.document", "dumps"),
    "csv": _plain("formats.sheet", "sheet"),
    "junit": _plain("formats.junit", "junit"),
    "html": _page,
    "gradescope": _one("formats.gradescope", "gradescope"),
    "prairielearn": _one("formats.prairielearn", "prairielearn"),
    "classroom50": _classroom50,
    "release-body": _one("formats.classroom50", "release_body"),
    "github": _plain("formats.github", "summary"),
    "annotations": _plain("formats.github", "workflow_commands"),
    "canvas": _canvas,
    "moodle": _moodle,
}
