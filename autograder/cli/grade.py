"""``autograder grade PATH...``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any

from autograder import GRADED, OUR_FAILURE, SOME_NOT_GRADED, WRONG_CALL
from autograder.assignment import Assignment
from autograder.assignments import BrokenAssignment, near
from autograder.assignments.choose import handed_in, named
from autograder.cli import cluster, gradebook, reports
from autograder.cli.errors import WrongCall
from autograder.cli.files import Saving, at_least_one, is_stdout, path, points, seed, writable
from autograder.cli.progress import watched
from autograder.cli.resume import resumed
from autograder.cli.streams import printed, tell
from autograder.grading.collect import CollectError, collect
from autograder.grading.grader import Settings
from autograder.grading.result import Graded
from autograder.notebook.release import Release
from autograder.report.document import document, pieces, write
from autograder.report.summary import failures
from autograder.report.words import printable, said
from autograder.sandbox import Limits, Refused
from autograder.sandbox.zygote import TIERS

DESCRIPTION = """\
Grade submissions: each PATH is a notebook, a folder of notebooks, one student's folder (it holds the assignment's), or
a folder of these, as nbgrader's submitted/."""

LIMITS = {
    "exercise_cpu_s": "seconds of processor time an exercise",
    "exercise_wall_s": "seconds by the clock an exercise",
    "submission_cpu_s": "seconds of processor time in all",
    "submission_wall_s": "seconds by the clock in all",
    "memory_mib": "MiB of memory",
    "output_mib": "MiB of printed output",
    "file_mib": "MiB of one file",
    "files": "files at once",
    "scratch_mib": "MiB of all files",
    "descriptors": "open files",
    "processes": "threads and processes beside its own",
    "reply_mib": "MiB of arrays in one answer",
    "answers_mib": "MiB of all answers of one submission",
}


def add(commands: Any, epilog: str) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "grade",
        help="grade submissions",
        description=DESCRIPTION,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="what to grade")
    parser.add_argument("--json", type=path, metavar="FILE", help="write the report for programs to FILE")
    parser.add_argument("--out", type=path, metavar="DIR", help="write all reports to DIR (made if missing)")
    parser.add_argument("--jobs", type=at_least_one, metavar="N", help="grade N at a time (default: one a core)")
    parser.add_argument(
        "--fail-under", type=points, metavar="POINTS", help="exit 1 if a submission has fewer points than this"
    )
    parser.add_argument("--seed", type=seed, help="draw other test inputs (default: the assignment's)")
    parser.add_argument(
        "--assignment",
        metavar="NAME|FOLDER",
        help="the assignment that was handed in, or its folder (default: told by what is handed in, or else "
        f"{near()[0]})",
    )
    parser.add_argument("--all", action="store_true", help="list everybody, also in a class of 50 or more")
    parser.add_argument(
        "--quiet",
        action="store_true",
        help="print no table and no progress; who has no score or too few points is still said on stderr",
    )
    parser.add_argument(
        "--regrade", action="store_true", help="grade all again, also what has not changed since it was graded"
    )
    parser.add_argument(
        "--similarity",
        action="store_true",
        help="also say which submissions are more alike than chance, as a hint for a person",
    )
    cluster.add(parser)
    gradebook.add(parser)
    reports.add_options(parser)
    safety = parser.add_argument_group("isolation (see: autograder doctor)")
    safety.add_argument("--tier", choices=TIERS, help="use this tier (default: the strongest that works here)")
    safety.add_argument(
        "--unsafe", action="store_true", help="grade even without isolation: only for code that you trust"
    )
    limits = parser.add_argument_group("limits of a submission")
    for field in fields(Limits):
        limits.add_argument(
            f"--{field.name.replace('_', '-')}",
            type=type(field.default),
            default=field.default,
            metavar="N",
            help=f"{LIMITS[field.name]} (default: %(default)g)",
        )


def run(options: argparse.Namespace) -> int:
    """Collect, grade, write, show."""
    assignment = _assignment(options.assignment, options.paths)
    try:
        collected = collect(options.paths, assignment.name)
    except CollectError as error:
        raise WrongCall(str(error)) from None
    submissions = collected.submissions
    for note in collected.notes:
        tell(note)
    files = writable(options.json, options.out, submissions)
    reports.check(options, submissions)
    settings = _settings(options)
    with gradebook.opened(options, assignment) as book:
        try:
            with resumed(options, assignment, settings, submissions) as graders:
                results = gradebook.kept(book, submissions, graders.grade())
                results = watched(results, len(submissions), graders.kept, options.quiet)
                beside = list(results) if options.similarity else []  # all are set beside all
                report = _report(beside or results, assignment, settings, graders.tier)
        except Refused as refused:
            raise WrongCall(str(refused)) from None
        if options.similarity:
            from autograder.report.similar import similar

            report["similar"] = similar(beside, assignment)
        report = reports.told(options, report)
        saving = Saving()
        try:
            for file in files:
                if not is_stdout(file):
                    saving.save(file, partial(pieces, report))
            files += reports.write_files(options, report, saving)
        finally:
            changes = gradebook.write(book)
    files = [file for file in files if file not in saving.failed]
    lost = printed(lambda: _show(report, files, changes, options))  # last: nobody may be reading
    for words in saving.failed.values():
        tell(words)
    if lost is not None:
        tell(f"not everything could be printed ({lost.strerror}); the rest is done.")
        if not isinstance(lost, BrokenPipeError):
            return OUR_FAILURE
    if (unwritten := gradebook.unwritten(book)) is not None:
        tell(unwritten)
        return OUR_FAILURE
    return WRONG_CALL if saving.failed else _status(report, options.fail_under)


def _show(
    report: Mapping[str, Any], files: Sequence[Path], changes: Sequence[str], options: argparse.Namespace
) -> None:
    for stream in filter(is_stdout, files):
        write(stream, pieces(report))
    reports.write_devices(options, report)
    if options.quiet:
        for line in failures(report, options.fail_under):
            tell(line)
        return
    from autograder.report.listing import show

    show(report, files, limit=options.fail_under, everybody=options.all)
    print(*map(said, changes), sep="\n", end="\n" if changes else "")


def _assignment(name: str | None, paths: Sequence[str]) -> Assignment:
    try:
        return handed_in(paths) if name is None else named(name)
    except BrokenAssignment as broken:
        raise WrongCall(f"--assignment {printable(str(broken))}") from None


def _settings(options: argparse.Namespace) -> Settings:
    try:
        limits = Limits(**{field.name: getattr(options, field.name) for field in fields(Limits)})
    except ValueError as error:
        raise WrongCall(str(error)) from None
    keep = options.gradebook is not None
    return Settings(options.seed, limits, options.tier, options.unsafe, keep_notebooks=keep)


def _report(results: Iterable[Graded], assignment: Assignment, settings: Settings, tier: str) -> dict[str, Any]:
    return document(
        results,
        assignment,
        release=Release.load(assignment.release).digest,
        seed=assignment.seed if settings.seed is None else settings.seed,
        tier=tier,
        limits=asdict(settings.limits),
    )


def _status(report: Mapping[str, Any], fail_under: float | None) -> int:
    scores = [submission["score"] for submission in report["submissions"]]
    reached = all(score is not None and score >= (fail_under or 0.0) for score in scores)
    return GRADED if reached else SOME_NOT_GRADED
