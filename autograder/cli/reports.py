"""``--out``, ``--format`` and what belongs to them, and ``python -m autograder report grades.json``."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from autograder import GRADED
from autograder.cli.errors import WrongCall
from autograder.cli.files import Saving, is_stdout, path, writable
from autograder.cli.streams import tell
from autograder.formats.by_name import FORMATS, Request, write_format
from autograder.formats.first_only import first_only
from autograder.formats.rows import ReportError
from autograder.grading.collect import Submission
from autograder.grading.names import encodable
from autograder.report.document import SCHEMA_VERSION, write
from autograder.report.words import printable, said

DEEPEST = 40  # levels of a document
DESCRIPTION = "Make reports again from a grades.json alone: all into a folder, or one format into a file."


def add(commands: Any, epilog: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("report", help="make reports again from grades.json", description=DESCRIPTION)
    parser.set_defaults(run=run)
    parser.add_argument("document", type=Path, metavar="GRADES.JSON", help="what `grade --json` or `--out` has written")
    parser.add_argument("--out", type=path, metavar="DIR", help="write all reports to DIR (made if missing)")
    add_options(parser)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that ``grade`` and ``report`` have in common."""
    group = parser.add_argument_group("formats of other programs (docs/reports.md)")
    group.add_argument(
        "--format",
        action="append",
        default=[],
        dest="formats",
        type=_named_file,
        metavar="NAME=FILE",
        help=f"write one format, - for stdout; NAME is {', '.join(FORMATS)}",
    )
    group.add_argument("--student", metavar="NAME", help="whose submission, for a format that holds one")
    group.add_argument("--roster", type=Path, metavar="FILE", help="for canvas and moodle: the sheet downloaded there")
    group.add_argument("--grade-column", metavar="TITLE", help="for moodle: the title of the column of points")
    group.add_argument("--feedback-column", metavar="TITLE", help="for moodle: the title of the column of comments")
    group.add_argument(
        "--feedback",
        choices=("all", "first"),
        default="all",
        help="first: of each exercise the first mistake, in words, no numbers (default: %(default)s)",
    )


def check(options: argparse.Namespace, submissions: Sequence[Submission] = ()) -> None:
    """Raise WrongCall for a roster that cannot be read and a file that cannot be written, before anything is graded."""
    _request(options)
    for name, file in options.formats:
        if name in ("canvas", "moodle") and options.roster is None:
            raise WrongCall(
                f"--format {name}: this is merged into the sheet that you downloaded; name it with --roster"
            )
        if file.is_file() and any(
            s.path is not None and s.path.exists() and file.samefile(s.path) for s in submissions
        ):
            raise WrongCall(
                f"--format {name}={file}: this is a submission, and would be overwritten; name another file"
            )
        _try_file(name, file)
    if options.out is not None:  # grades.json was tried; its neighbours need one folder more
        try:
            (options.out / "students").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongCall(
                f"--out {options.out}: cannot make a folder there ({error.strerror}); name another"
            ) from None


def write_files(options: argparse.Namespace, document: Mapping[str, Any], saving: Saving) -> list[Path]:
    """Write the folder and the formats that go to files. Gives those beside ``grades.json`` that one may want to open,
    as far as they could be written."""
    files = []
    if options.out is not None and _write_folder(options.out, document, saving):
        files = [options.out / name for name in ("grades.csv", "junit.xml", "index.html")]
    for name, file in options.formats:
        if not is_stdout(file) and saving.save(file, partial(_content, name, document, options)):
            files.append(file)
    return files


def _write_folder(out: Path, document: Mapping[str, Any], saving: Saving) -> bool:
    """Write all of it, up to the first file that cannot be written, and say whether there is none."""
    from autograder.formats.folder import folder

    old = set((out / "students").glob("*.html"))
    for name, content in folder(document):
        if not saving.save(out / name, partial(bytes, content)):
            return False
        old.discard(out / name)
    for page in old:  # of somebody who is no longer in the class
        page.unlink(missing_ok=True)
    return True


def write_devices(options: argparse.Namespace, document: Mapping[str, Any]) -> None:
    """Write the formats that go to a pipe or a device, such as stdout. Raises OSError where nobody reads."""
    for name, file in options.formats:
        if is_stdout(file):
            write(file, _content(name, document, options))


def _content(name: str, document: Mapping[str, Any], options: argparse.Namespace) -> bytes:
    try:
        written = write_format(name, document, _request(options))
    except ReportError as error:
        raise WrongCall(f"--format {name}: {error}") from None
    for note in written.notes:
        tell(f"{name}: {note}")
    return written.content


def told(options: argparse.Namespace, document: dict[str, Any]) -> dict[str, Any]:
    """The document as far as it may be told: all of it, or with ``--feedback first`` the first mistakes."""
    return first_only(document) if options.feedback == "first" else document


def run(options: argparse.Namespace) -> int:
    """Read the document, write its reports, say where they are."""
    if options.out is None and not options.formats:
        raise WrongCall("report: nothing to write; name a folder with --out, or a file with --format NAME=FILE")
    document = read(options.document)
    writable(None, options.out, ())
    check(options)
    document = told(options, document)
    saving = Saving()
    for file in write_files(options, document, saving):
        with suppress(OSError):  # nobody reads it
            print(said(f"Written: {file}"), file=sys.stderr)
    write_devices(options, document)
    saving.end()
    return GRADED


def read(file: Path) -> dict[str, Any]:
    """A document that was written before. Raises WrongCall where it is none, or of another version."""
    from autograder.formats.schema import fault  # `grade` reads none

    try:
        document = _text_and_numbers(json.loads(file.read_bytes(), parse_constant=_no_number, parse_float=_finite))
    except OSError as error:
        raise WrongCall(f"{file}: cannot be read ({error.strerror}); name a grades.json") from None
    except (ValueError, RecursionError):
        raise WrongCall(f"{file}: this is no JSON; name a grades.json") from None
    if not isinstance(document, dict) or not isinstance(document.get("submissions"), list):
        raise WrongCall(f"{file}: this is no report of ours; name a grades.json")
    if document.get("schema_version") != SCHEMA_VERSION:
        version = printable(str(document.get("schema_version"))[:40])
        raise WrongCall(f"{file}: its schema_version is {version}, and {SCHEMA_VERSION} is read here; grade anew")
    if why := fault(document):
        raise WrongCall(f"{file}: this is no report of ours, as {printable(why)}; grade anew")
    return document


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _finite(text: str) -> float:
    return number if math.isfinite(number := float(text)) else _no_number(text)


def _text_and_numbers(value: Any, depth: int = DEEPEST) -> Any:
    """The value with half surrogates replaced, which no file can hold. Raises ValueError where it goes too deep."""
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [_text_and_numbers(each, depth - 1) for each in value]
    if isinstance(value, dict):
        return {encodable(name): _text_and_numbers(each, depth - 1) for name, each in value.items()}
    return value


def _request(options: argparse.Namespace) -> Request:
    roster = None
    if options.roster is not None:
        try:
            roster = options.roster.read_bytes()
        except OSError as error:
            raise WrongCall(f"--roster {options.roster}: cannot be read ({error.strerror})") from None
    columns = (options.grade_column, options.feedback_column)
    return Request(options.student, roster, *columns, environment=os.environ, now=datetime.now(UTC))


def _named_file(text: str) -> tuple[str, Path]:
    name, equals, file = text.partition("=")
    if not equals or not file:
        raise argparse.ArgumentTypeError(f"{text}: a format and a file are needed, as gradescope=results.json")
    if name not in FORMATS:
        raise argparse.ArgumentTypeError(f"{name} is no format; there are {', '.join(FORMATS)}")
    return name, path(file)


def _try_file(name: str, file: Path) -> None:
    if file.is_dir() or not os.access(file if file.exists() else file.resolve().parent, os.W_OK):
        raise WrongCall(f"--format {name}={file}: cannot write there; name another file")
