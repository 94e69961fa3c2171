"""``python -m autograder gradescope build``: the zip to upload as Gradescope's autograder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import assignment2
import autograder
from autograder import GRADED
from autograder.assignments import NAMES, find
from autograder.cli.errors import WrongCall
from autograder.cli.files import path, save
from autograder.reports.autograder_zip import autograder_zip, package_files

REQUIREMENTS = "numpy>=1.26,<3\npygments>=2.17,<3\nrapidfuzz>=3.9,<4\nrich>=13.7,<16\n"  # as in pyproject.toml
RELEASE = "autograder/assignments/assignment2/release.ipynb"  # where an installed package has it


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
    build.add_argument(
        "--unsafe", action="store_true", help="let it grade where Gradescope's container cannot isolate students' code"
    )


def run(options: argparse.Namespace) -> int:
    """Write the zip, and say what to do with it."""
    packages = [Path(str(package.__file__)).parent for package in (autograder, assignment2)]
    sources = dict(package_files(*packages))
    sources.setdefault(RELEASE, find(NAMES[0]).release.read_bytes())
    if options.output.is_dir():
        raise WrongCall(f"--output {options.output}: this is a folder; name a file in it")
    words = f"--feedback {options.feedback}" + (" --unsafe" if options.unsafe else "")
    save([options.output], autograder_zip(sources, REQUIREMENTS, words))
    print(
        f"Written: {options.output}. Upload it at Gradescope: Configure Autograder, base image Ubuntu 24.04 or newer."
    )
    return GRADED
