"""``students/*.html``: what one student earned, what to look at, and nothing of anybody else."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from autograder.formats.code import code
from autograder.formats.drawing import drawing
from autograder.formats.escape import markup
from autograder.formats.page import badge, page, sign
from autograder.formats.rows import Document, Row, headings, points
from autograder.formats.typeset import formula


def student_page(document: Document, rows: Sequence[Row]) -> bytes:
    """The page of the student whose submissions these rows are (as a rule, one)."""
    student = rows[0]["student"]
    body = [f"<h1>{markup(student)}</h1>", f'<p class="soft">{markup(document["assignment"])}</p>']
    for number, row in enumerate(rows):
        body += _submission(row, headings(document), f"e{number}-" if len(rows) > 1 else "")
    body.append(f"<footer>Grader {markup(document['grader_version'])}.</footer>")
    return page(f"{document['assignment']}: {student}", body, narrow=True)


def _submission(row: Row, headings: Mapping[str, Row], several: str) -> Iterator[str]:
    yield '<section class="card long">'
    yield f"<h2>{markup(row['notebook'])}</h2>" if several else "<h2>Your result</h2>"
    score = "no score" if row["score"] is None else f"{points(row['score'])} / {points(row['max_score'])}"
    name = "" if row["score"] is None else "points"
    yield f'<dl class="facts"><div><dt>{name}</dt><dd>{score}</dd></div></dl>'
    yield f"<p>{badge(row)}</p>" if name else ""
    why = "What a person will look at" if name else "Why"
    for title, texts in ((why, row["reasons"]), ("What was mended first", row["repairs"])):
        if texts:
            yield f'<h3>{title}</h3><ul class="plain">{"".join(f"<li>{markup(text)}</li>" for text in texts)}</ul>'
    places = {exercise["id"]: f"{several or 'e'}{number}" for number, exercise in enumerate(row["exercises"], 1)}
    yield from _to_do(row, headings, places)
    yield "</section>"
    if row["exercises"]:
        yield '<section class="card long"><h2>Exercises</h2>'
        for exercise in row["exercises"]:
            yield from _exercise(exercise, headings.get(exercise["id"], {}), places[exercise["id"]])
        yield "</section>"


def _to_do(row: Row, headings: Mapping[str, Row], places: Mapping[str, str]) -> Iterator[str]:
    """Where points were lost, as links, with the checks' names."""
    lost = [exercise for exercise in row["exercises"] if exercise["score"] < exercise["max_score"]]
    if row["exercises"] and not lost:
        yield "<p>Every check has all its points.</p>"
    if lost:
        yield '<nav aria-label="What to look at"><h3>What to look at</h3><ul class="plain todo">'
        for exercise in lost:
            title = headings.get(exercise["id"], {}).get("title", exercise["id"])
            names = ", ".join(check["name"] for check in exercise["checks"] if check["score"] < check["max_score"])
            link = f'<a href="#{places[exercise["id"]]}">{markup(title)}</a>'
            yield f'<li>{link} <span class="soft">{markup(names)}</span>'
            yield f'<span class="points soft">{points(exercise["score"])} / {points(exercise["max_score"])}</span></li>'
        yield "</ul></nav>"


def _exercise(exercise: Row, heading: Row, place: str) -> Iterator[str]:
    most, name = exercise["max_score"], markup(exercise["id"])
    share = exercise["score"] / most if most else 1.0
    title = f"{markup(heading['title'])} <code>{name}</code>" if heading else f"<code>{name}</code>"
    yield f'<div class="exercise" id="{place}"><header><h3>{title}</h3>'
    yield f'<span class="points">{points(exercise["score"])} / {points(most)}</span></header>'
    yield f'<div class="meter" aria-hidden="true"><span style="width:{share:.1%}"></span></div>'
    if share < 1:
        yield from map(formula, heading.get("formulas", ()))
    for check in exercise["checks"]:
        yield from _check(check)
    if "source" in exercise:
        lines = {line for check in exercise["checks"] for line in _lines(exercise, check)}
        yield f"<details open><summary>Your cell{_where(lines)}</summary>"
        yield from code(exercise["source"], lines, f"Your cell of {exercise['id']}")
        yield "</details>"
    yield "</div>"


def _lines(exercise: Row, check: Row) -> Iterator[int]:
    """The line of the student's own cell where a check stopped, or that makes its answer."""
    details = check.get("details") or {}
    if check["status"] == "passed":
        return
    if details.get("line") and details.get("cell") in (None, exercise["id"]):
        yield details["line"]
    elif details.get("made_at"):
        yield details["made_at"]


def _where(lines: Collection[int]) -> str:
    if not lines:
        return ""
    return f": look at line{'s' * (len(lines) > 1)} {' and '.join(map(str, sorted(lines)))}"


def _check(check: Row) -> Iterator[str]:
    kind, mark, words = sign(check)
    yield f'<div class="check"><i class="sign {kind}" aria-hidden="true">{mark}</i>'
    yield f"<div><strong>{markup(check['name'])}</strong> <span class='soft'>{words}</span></div>"
    yield f'<span class="points soft">{points(check["score"])} / {points(check["max_score"])}</span>'
    if check["message"]:
        yield f"<p>{markup(check['message'])}</p>"
    if check["status"] != "passed":
        yield from _entry(check.get("details") or {})
    yield "</div>"


def _entry(details: Row) -> Iterator[str]:
    """The worst entry: both values, how far they are apart, and a picture of the two."""
    analytic, numeric = _finite(details.get("analytic")), _finite(details.get("numeric"))
    if "analytic" not in details or "numeric" not in details:
        return
    where = details.get("index") or []
    place = f"at entry ({', '.join(map(str, where))})" if where else "of the answer"
    yield f'<div><table class="entry"><caption class="skip">The worst entry, {markup(place)}</caption>'
    for name, value in (
        ("analytic (yours)", details["analytic"]),
        ("numeric (right)", details["numeric"]),
        ("relative error", details.get("relative_error")),
    ):
        if value is not None:
            yield f'<tr><th scope="row">{name}<td>{markup(_show(value))}</tr>'
    yield "</table>"
    drawn = list(drawing(details))
    if not drawn and analytic is not None and numeric is not None:
        drawn = [_picture(analytic, numeric)]
    yield from drawn
    yield "</div>"


def _picture(analytic: float, numeric: float) -> str:
    """Two bars from zero, yours and the right one; a negative value goes to the left."""
    low, high = min(analytic, numeric, 0.0), max(analytic, numeric, 0.0)
    scale = 230 / ((high - low) or 1.0)
    zero = 60 - low * scale
    bars = "".join(
        f'<rect class="{kind}" x="{zero + min(value, 0.0) * scale:.1f}" y="{y}" '
        f'width="{max(abs(value) * scale, 1.5):.1f}" '
        f'height="13" rx="2"/><text x="0" y="{y + 11}">{name}</text>'
        for kind, name, value, y in (("theirs", "yours", analytic, 4), ("right", "right", numeric, 23))
    )
    label = f"Yours is {analytic:.6g}, the numeric value is {numeric:.6g}."
    line = f'<path class="axis" d="M{zero:.1f} 0V40"/>'
    return f'<svg class="compare" viewBox="0 0 300 40" role="img" aria-label="{markup(label)}">{bars}{line}</svg>'


def _finite(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


def _show(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
