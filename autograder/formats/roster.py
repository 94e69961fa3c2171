"""Scores merged into the sheet that the instructor downloaded from Canvas or Moodle: their rows, our points."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.formats.escape import cell
from autograder.formats.rows import Document, ReportError, Row, cause, checks
from autograder.report.words import printable

CANVAS_FIXED = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Student")
MOODLE_GRADE = ("Grade", "Bewertung", "Note", "Calificación", "Valutazione", "Nota", "Cijfer", "Betyg")
MOODLE_FEEDBACK = (
    "Feedback comments",
    "Feedback als Kommentar",
    "Feedback par commentaires",
    "Comentarios de retroalimentación",
)


@dataclass(frozen=True)
class Merged:
    """The sheet to upload, and whoever is on one side alone."""

    content: bytes
    without_submission: tuple[str, ...]  # in the sheet, but not graded
    not_in_sheet: tuple[str, ...]  # graded, but no single row is theirs


def canvas(document: Document, roster: bytes) -> Merged:
    """Canvas's gradebook with the column of this assignment filled. Raises ReportError for what is no such sheet.

    The column is the one whose title begins with the assignment's name; there must be one, as Canvas makes a new
    assignment of a title that it does not know.
    """
    header, lines, separator = _read(roster)
    if "Student" not in header or "ID" not in header:
        raise ReportError(
            "the roster is no gradebook of Canvas: it has no columns Student and ID; export it there anew"
        )
    name = document["assignment"].casefold()
    titles = [t for t in header if re.fullmatch(rf"{re.escape(name)}(\s*\(\d+\))?", t.strip().casefold())]
    if len(titles) != 1:
        what = "no column is" if not titles else "several columns are"
        raise ReportError(
            f"{what} called {document['assignment']} (and a number) in the roster: name the assignment so in Canvas"
        )
    kept = [header.index(title) for title in (*(t for t in CANVAS_FIXED if t in header), titles[0])]
    keys = [header.index(k) for k in CANVAS_KEYS if k in header]
    people = [line for line in lines if not _points_possible(line) and any(line[i] for i in keys if i < len(line))]
    found = _matched(document, people, keys)
    text, writer = _writer(separator)
    writer.writerow([header[i] for i in kept])
    for line in lines:
        row = found.rows.get(id(line))
        values = [cell(line[i], numbers=True) if i < len(line) else "" for i in kept]
        if _points_possible(line):
            values = [line[i] if i < len(line) else "" for i in kept]
        elif row is not None:
            values[-1] = f"{row['score']:g}"
        writer.writerow(values)
    first = header.index("Student")
    return Merged(text.getvalue().encode(), tuple(printable(line[first]) for line in found.left), found.others)


def moodle(document: Document, roster: bytes, grade: str | None = None, feedback: str | None = None) -> Merged:
    """Moodle's grading worksheet, filled; other cells stay as they are. Raises ReportError for what is no such sheet.

    ``grade`` and ``feedback`` name the columns where Moodle speaks another language than those known here.
    """
    header, lines, separator = _read(roster)
    grades = _column(header, (grade,) if grade else MOODLE_GRADE)
    if grades is None:
        known = "name the column of the points with --grade-column"
        why = f"its columns are {', '.join(map(printable, header))}" if grade else known
        raise ReportError(f"the roster has no column {printable(grade or 'Grade')}: {why}")
    comments = _column(header, (feedback,) if feedback else MOODLE_FEEDBACK)
    taken = {grades, comments}
    found = _matched(document, lines, [i for i in range(len(header)) if i not in taken])
    text, writer = _writer(separator)
    writer.writerow(header)
    for line in lines:
        values = [cell(value, numbers=True) for value in line]
        row = found.rows.get(id(line))
        if row is not None:
            values += [""] * (len(header) - len(values))
            values[grades] = f"{row['score']:g}"
            if comments is not None:
                values[comments] = cell(comment(row))
        writer.writerow(values)
    return Merged(
        text.getvalue().encode(), tuple(" ".join(map(printable, line[:2])) for line in found.left), found.others
    )


def comment(row: Row) -> str:
    """One line of feedback: what was lost, where and why."""
    lost = [f"{e['id']}.{c['name']}: {c['message'] or cause(c)}" for e, c in checks(row) if c["status"] != "passed"]
    return " | ".join([*row["reasons"], *lost]).replace("<", "‹").replace(">", "›")  # Moodle takes HTML here


@dataclass(frozen=True)
class _Found:
    rows: dict[int, Row]  # by the identity of the sheet's line
    left: list[list[str]]
    others: tuple[str, ...]


def _matched(document: Document, people: Sequence[list[str]], keys: Sequence[int]) -> _Found:
    """Who is whose line: where exactly one line and one submission with a score have a name in common."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(people):
        for name in {name for i in keys if i < len(line) for name in _names(line[i])}:
            lines.setdefault(name, []).append(number)
    claims: dict[int, list[Row]] = {}
    others = []
    for row in document["submissions"]:
        numbers = {n for name in _own_names(row["student"]) for n in lines.get(name, ())}
        if len(numbers) == 1 and row["score"] is not None:
            claims.setdefault(numbers.pop(), []).append(row)
        else:
            others.append(printable(row["student"]))
    rows = {id(people[number]): found[0] for number, found in claims.items() if len(found) == 1}
    others += [printable(row["student"]) for found in claims.values() if len(found) > 1 for row in found]
    return _Found(rows, [line for line in people if id(line) not in rows], tuple(others))


def _names(value: str) -> Iterator[str]:
    """What a cell may call somebody: itself, an address's part before the @, their number, first name first."""
    name = _plain(value)
    if not name:
        return
    yield name
    if re.fullmatch(r"[^@\s]+@[^@\s]+", name):
        yield name.partition("@")[0]
    if number := re.fullmatch(r"\D+ (\d+)", name):  # "Participant 123", in any language
        yield f"participant {number[1]}"
    last, comma, first = name.partition(",")
    if comma:
        yield f"{first.strip()} {last.strip()}"


def _own_names(student: str) -> set[str]:
    """A student's folder: their name, or Moodle's ``Full Name_123_assignsubmission_file``."""
    name = _plain(student)
    downloaded = re.fullmatch(r"(.*)_(\d+)_assignsubmission_.*", name)
    return {f"participant {downloaded[2]}"} if downloaded else {name}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _read(roster: bytes) -> tuple[list[str], list[list[str]], str]:
    """Titles, lines, and what stands between cells: a comma, or what Canvas and Excel write in some languages."""
    try:
        text = roster.decode("utf-16" if roster[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        text = re.sub(r"\Asep=.\r?\n", "", text)  # Excel's own first line
        read = {separator: _lines(text, separator) for separator in ",;\t"}
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReportError(f"the roster is no CSV in UTF-8 ({error}): download it again, as CSV") from None
    if not read[","]:
        raise ReportError("the roster is empty: download it again")
    separator = max(read, key=lambda each: len(read[each][0]))  # of several the first
    return read[separator][0], read[separator][1:], separator


def _lines(text: str, separator: str) -> list[list[str]]:
    """The lines with something in them."""
    return [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(line)]


def _points_possible(line: Sequence[str]) -> bool:
    return bool(line) and line[0].strip() == "Points Possible"


def _column(header: Sequence[str], titles: Sequence[str | None]) -> int | None:
    return next((i for i, title in enumerate(header) if title.strip() in titles), None)


def _writer(separator: str) -> tuple[io.StringIO, Any]:
    text = io.StringIO()
    return text, csv.writer(text, delimiter=separator, lineterminator="\r\n")
