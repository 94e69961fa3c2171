"""GitHub Actions: the step's summary in Markdown, and annotations as workflow commands."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.formats.escape import command, command_property, markdown
from autograder.formats.first_only import LATER
from autograder.formats.page import STATES
from autograder.formats.rows import Document, Row, checks, points
from autograder.formats.tally import Mistake, middle, mistakes

LARGEST = 1_000_000  # bytes of a summary; GitHub takes 1 MiB
MOST = 10  # annotations of a kind that GitHub shows of a step


def summary(document: Document) -> bytes:
    """The step summary: of one submission its checks, of a class its mistakes and scores; cut to what GitHub takes."""
    rows = document["submissions"]
    text = submission_summary(rows[0]) if len(rows) == 1 else _class(document)
    content = text.encode()
    if len(content) <= LARGEST:
        return content
    end = content.rindex(b"\n", 0, LARGEST)
    return content[:end] + b"\n\nThe rest is left out: GitHub takes 1 MiB. The reports have all of it.\n"


def submission_summary(row: Row) -> str:
    """One submission in Markdown: its points, and what to look at."""
    lines = [f"## {markdown(row['student'])}: {points(row['score'])} / {points(row['max_score'])} points", ""]
    lines += [f"- {markdown(text)}" for text in (*row["reasons"], *row["repairs"])]
    if row["exercises"]:
        lines += ["", "| | check | points | what to look at |", "| --- | --- | --- | --- |"]
    for exercise, check in checks(row):
        mark = "✅" if check["status"] == "passed" else "⬜" if check["status"] == "skipped" else "❌"
        name = f"{markdown(exercise['id'])}: {markdown(check['name'])}"
        earned = f"{points(check['score'])} / {points(check['max_score'])}"
        lines.append(f"| {mark} | {name} | {earned} | {markdown(check['message'])} |")
    return "\n".join(lines) + "\n"


def workflow_commands(document: Document) -> bytes:
    """Workflow commands: an error for what was lost or has no score, a warning for what a person should see."""
    errors: list[str] = []
    warnings: list[str] = []
    for row in document["submissions"]:
        place = f"file={command_property(row['notebook'])}"
        if row["reasons"]:
            kind, found = ("error", errors) if row["score"] is None else ("warning", warnings)
            title = command_property(f"{row['student']}: {STATES[row['status']]}")
            found.append(f"::{kind} {place},title={title}::{command(' '.join(row['reasons']))}")
        for exercise, check in checks(row):
            if check["status"] not in ("passed", "skipped") and check["message"] != LATER:
                title = command_property(f"{row['student']}: {exercise['id']}, {check['name']}")
                errors.append(f"::error {place},title={title}::{command(check['message'])}")
    return "".join(f"{line}\n" for line in errors[:MOST] + warnings[:MOST]).encode()


def _class(document: Document) -> str:
    rows = document["submissions"]
    lines = [f"## {markdown(document['assignment'])}: {len(rows)} submissions", ""]
    found = middle(document)
    if found:
        lines.append(
            ", ".join(f"{name} {value:.3g}" for name, value in found.items()) + f" of {document['max_score']:g}."
        )
    ranked = [mistake for mistake in mistakes(document) if mistake.code != "not_implemented"]
    lines += _ranked("mistake", [mistake for mistake in ranked if mistake.named], len(rows))
    lines += _ranked("wrong, but no known mistake", [mistake for mistake in ranked if not mistake.named], len(rows))
    lines += ["", "| student | points | status | why |", "| --- | --- | --- | --- |"]
    for row in rows:
        why = markdown(" ".join(row["reasons"]))
        lines.append(f"| {markdown(row['student'])} | {points(row['score'])} | {STATES[row['status']]} | {why} |")
    return "\n".join(lines) + "\n"


def _ranked(title: str, ranked: list[Mistake], of: int) -> Iterator[str]:
    """A table of mistakes, the most frequent first; nothing where there are none."""
    yield from ("", f"| who | {title} | where |", "| --- | --- | --- |") if ranked else ()
    for mistake in ranked:
        where = markdown(f"{', '.join(mistake.checks)} of {mistake.exercise}")
        yield f"| {len(mistake.students)} of {of} | {markdown(mistake.code)} | {where} |"
