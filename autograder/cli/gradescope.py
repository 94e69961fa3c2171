"""``python -m autograder gradescope build``: the zip to upload as Gradescope's autograder."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import autograder
from autograder import GRADED
from autograder.assignment import Assignment
from autograder.assignments import HERE, BrokenAssignment, names
from autograder.assignments.choose import named
from autograder.cli.errors import WrongCall
from autograder.cli.files import Saving, path
from autograder.formats.autograder_zip import autograder_zip, package_files
from autograder.report.words import printable
from gradcheck import CORE

REQUIREMENTS = "numpy>=1.26,<3\npygments>=2.17,<3\nrapidfuzz>=3.9,<4\nrich>=13.7,<16\n"  # as in pyproject.toml
LEFT_OUT = {
    "corpus",
    "source",
    "submitted",
    "autograded",
    "feedback",
    "grades",
}  # answers and students' work
FOLDER = "assignment"  # where the zip holds an assignment that is none of ours


def add(commands: Any, epilog: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("gradescope", help="build the zip that Gradescope runs")
    parsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    build = parsers.add_parser("build", help="build the zip that Gradescope runs", description=__doc__)
    build.set_defaults(run=run)
    build.add_argument(
        "--output", type=path, default=Path("autograder.zip"), metavar="FILE", help="(default: %(default)s)"
    )
    build.add_argument("--feedback", choices=("all", "first"), default="all", help="what students are told")
    build.add_argument("--assignment", metavar="NAME|FOLDER", help="what is graded (default: the first that is known)")
    build.add_argument(
        "--unsafe", action="store_true", help="let it grade where Gradescope's container cannot isolate students' code"
    )


def run(options: argparse.Namespace) -> int:
    """Write the zip, and say what to do with it."""
    try:
        assignment = named(options.assignment or names()[0])
    except BrokenAssignment as broken:
        raise WrongCall(f"--assignment {printable(str(broken))}") from None
    sources = dict(_sources(assignment))
    if options.output.is_dir():
        raise WrongCall(f"--output {options.output}: this is a folder; name a file in it")
    words = f"--feedback {options.feedback}" + (" --unsafe" if options.unsafe else "")
    if not _is_ours(assignment):
        words += f" --assignment {FOLDER}"
    saving = Saving()
    saving.save(options.output, lambda: autograder_zip(sources, REQUIREMENTS, words))
    saving.end()
    print(
        f"Written: {options.output}. Upload it at Gradescope: Configure Autograder, base image Ubuntu 24.04 or newer."
    )
    return GRADED


def _is_ours(assignment: Assignment) -> bool:
    return assignment.home is None or assignment.home.parent == HERE


def _sources(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """The grader and its core, and of the assignment its modules, the package that students import and the release."""
    for name, content in package_files(Path(str(autograder.__file__)).parent, CORE):
        if not re.match(r"autograder/assignments/[^/]+/corpus/", name):
            yield name, content
    if _is_ours(assignment):
        yield from package_files(assignment.package)
        release = assignment.release.read_bytes()
        yield f"autograder/releases/{assignment.name}/{assignment.name}.ipynb", release
        return
    assert assignment.home is not None
    for needed in (assignment.package, assignment.release):
        if not needed.is_relative_to(assignment.home):
            raise WrongCall(f"{needed}: for a zip, all of an assignment has to lie in its folder")
    for name, content in package_files(assignment.home):
        parts = name.split("/")[1:]
        if parts[0] not in LEFT_OUT and not any(part.startswith(".") for part in parts):
            yield "/".join((FOLDER, *parts)), content
