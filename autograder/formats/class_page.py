"""``index.html``: the class at a glance, one file that needs no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from autograder.formats.escape import markup
from autograder.formats.page import SIGNS, STATES, badge, page, read, sign
from autograder.formats.rows import Document, Row, checks, columns, headings, points
from autograder.formats.similar import similar
from autograder.formats.tally import BINS, Mistake, distribution, middle, mistakes, rates, scores

MOST = 10  # mistakes that are open at once
MANY = 100  # submissions, from which on their table is laid out only where it is seen


def class_page(document: Document, files: Mapping[str, str]) -> bytes:
    """The page. ``files`` maps each student to the file of their own page, relative to ``students/``."""
    links = {student: f"students/{file}" for student, file in files.items()}
    ranked = mistakes(document)
    body = [
        '<a class="skip" href="#students">Skip to the students</a>',
        *_head(document),
        '<div class="grid">',
        *_scores(document),
        *_rates(document),
        "</div>",
        *_mistakes(ranked, document, links),
        *_attention(document, links),
        *similar(document, lambda student: _link(student, links)),
        *_students(document, ranked, links),
        f"<footer>Grader {markup(document['grader_version'])}, release {markup(document['release'][:12])}.</footer>",
    ]
    return page(f"{document['assignment']}: the class", body, script=read("class_page.js"))


def _head(document: Document) -> Iterator[str]:
    rows = document["submissions"]
    yield f"<h1>{markup(document['assignment'])}</h1>"
    yield f'<p class="soft">The class, graded: {len(rows)} submission{"s" * (len(rows) != 1)}.</p><dl class="facts">'
    facts = {name: f"{value:.3g} / {points(document['max_score'])}" for name, value in middle(document).items()}
    counts = {words: sum(row["status"] == status for row in rows) for status, words in STATES.items()}
    for name, value in {**facts, **{words: str(count) for words, count in counts.items()}}.items():
        yield f"<div><dt>{name}</dt><dd>{value}</dd></div>"
    yield "</dl>"


def _scores(document: Document) -> Iterator[str]:
    counts, most = distribution(document), document["max_score"]
    edges = [most * part / BINS for part in range(BINS + 1)]
    told = "; ".join(f"{a:g} to {b:g}: {n}" for a, b, n in zip(edges, edges[1:], counts, strict=False) if n)
    yield '<section class="card"><h2>Scores</h2>'
    yield f'<svg viewBox="0 0 440 260" role="img" aria-label="How many have which score. {told or "Nobody has one"}.">'
    for i, count in enumerate(counts):
        height = 205 * count / (max(counts) or 1)
        yield f'<rect class="bar" x="{i * 43 + 6}" y="{225 - height:.1f}" width="37" height="{height:.1f}" rx="3"/>'
        if count:
            yield f'<text x="{i * 43 + 24.5}" y="{219 - height:.1f}" text-anchor="middle">{count}</text>'
    yield '<path class="axis" d="M2 225.5H438"/>'
    for i in range(0, BINS + 1, 2):
        yield f'<text x="{i * 43 + 4}" y="244" text-anchor="middle">{edges[i]:g}</text>'
    yield "</svg>"
    yield f'<p class="soft">{len(scores(document))} scores in ten equal parts of {points(most)} points.</p></section>'


def _rates(document: Document) -> Iterator[str]:
    yield '<section class="card"><h2>Exercises</h2><table class="rates">'
    yield '<thead class="soft"><tr><th scope="col">exercise'
    yield '<th scope="col" colspan="2">points earned<th scope="col" class="number">all right</tr></thead><tbody>'
    titles = headings(document)
    for rate in rates(document):
        title = titles.get(rate.exercise, {}).get("title")
        name = f"{markup(title)}" if title else f"<code>{markup(rate.exercise)}</code>"
        yield (
            f'<tr><th scope="row">{name}<td class="wide"><div class="meter">'
            f'<span style="width:{rate.share:.1%}"></span></div><td class="number">{rate.share:.0%}'
            f'<td class="number">{rate.full} of {rate.of}</tr>'
        )
    yield "</tbody></table></section>"


def _mistakes(ranked: list[Mistake], document: Document, links: Mapping[str, str]) -> Iterator[str]:
    made = [mistake for mistake in ranked if mistake.named and mistake.code != "not_implemented"]
    nameless = [mistake for mistake in ranked if not mistake.named]
    undone = [mistake for mistake in ranked if mistake.code == "not_implemented"]
    of = len(document["submissions"])
    yield '<section class="card long"><h2>What to teach again</h2>'
    nobody = "No mistake that has a name." if nameless else "No mistake was found."
    yield "" if made else f'<p class="soft">{nobody}</p>'
    yield from _ranked(made[:MOST], of, links)
    if made[MOST:]:
        yield f'<details class="undone"><summary>{len(made) - MOST} more, each of fewer students</summary>'
        yield from _ranked(made[MOST:], of, links)
        yield "</details>"
    if nameless:
        yield f'<details class="undone"><summary>Wrong, but no known mistake: {len(nameless)} more</summary>'
        yield from _ranked(nameless, of, links)
        yield "</details>"
    if undone:
        many = "exercise" if len(undone) == 1 else "exercises"
        yield f'<details class="undone"><summary>Not written yet, in {len(undone)} {many}</summary>'
        yield from _ranked(undone, of, links)
        yield "</details>"
    yield "</section>"


def _ranked(ranked: list[Mistake], of: int, links: Mapping[str, str]) -> Iterator[str]:
    yield '<ol class="mistakes">' if ranked else ""
    for mistake in ranked:
        where = f"{', '.join(mistake.checks)} of {mistake.exercise}"
        names = ", ".join(_link(name, links) for name in mistake.students)
        count = len(mistake.students)
        yield (
            f'<li><div class="count"><strong>{count} of {of}</strong>'
            f'<div class="meter" aria-hidden="true"><span style="width:{count / of:.1%}"></span></div></div>'
            f"<div><code>{markup(mistake.code)}</code> in {markup(where)}"
            f'<p class="soft">{markup(mistake.words)}</p><details><summary>Who</summary><p>{names}</p></details></div>'
            f'<button class="small" data-m="{_key(mistake.exercise, mistake.code)}" '
            f'aria-label="Show who has {markup(mistake.code)} in {markup(mistake.exercise)}">Show</button></li>'
        )
    yield "</ol>" if ranked else ""


def _attention(document: Document, links: Mapping[str, str]) -> Iterator[str]:
    yield '<div class="grid">'
    for status, title, nobody in (
        ("needs_review", "Who needs a look, and why", "Nobody."),
        ("not_graded", "Who has no score", "Everybody has one."),
    ):
        rows = [row for row in document["submissions"] if row["status"] == status]
        yield f'<section class="card long"><h2>{title}</h2>' + ("" if rows else f'<p class="soft">{nobody}</p>')
        yield '<ul class="plain">' if rows else ""
        for row in rows:
            yield f"<li>{_link(row['student'], links)}: {' '.join(map(markup, row['reasons']))}</li>"
        yield "</ul></section>" if rows else "</section>"
    yield "</div>"


def _students(document: Document, ranked: list[Mistake], links: Mapping[str, str]) -> Iterator[str]:
    order = columns(document)
    yield '<section class="card long" id="students"><h2>Students and checks</h2><div class="tools">'
    yield '<label>Search a name<input type="search" id="search" autocomplete="off"></label>'
    yield '<label>Status<select id="state"><option value="">any</option>'
    yield (
        "".join(f'<option value="{status}">{words}</option>' for status, words in STATES.items()) + "</select></label>"
    )
    yield '<label>Mistake<select id="mistake"><option value="">any</option>'
    for m in ranked:
        yield f'<option value="{_key(m.exercise, m.code)}">{markup(m.code)} in {markup(m.exercise)}</option>'
    yield '</select></label><button type="button" id="clear">Show all</button>'
    yield '<span id="shown" role="status" class="soft"></span></div><ul class="legend">'
    for kind, mark, words in SIGNS.values():
        yield f'<li><i class="{kind}" aria-hidden="true">{mark}</i>{words}</li>'
    many = " many" if len(document["submissions"]) > MANY else ""
    yield f'</ul><div class="scroll{many}" role="region" tabindex="0" aria-label="Students and checks">'
    yield '<table class="class"><thead><tr>'
    for title in ("student", "score", "status"):
        yield f'<th scope="col"><button type="button">{title}</button></th>'
    for exercise, names in groupby(order, lambda column: column[0]):
        for _, name in names:
            yield f'<th scope="col"><span class="check">{markup(name)} <small>{markup(exercise)}</small></span></th>'
    yield "</tr></thead><tbody>"
    for row in document["submissions"]:
        yield _row(row, order, links)
    yield "</tbody></table></div></section>"


def _row(row: Row, order: list[tuple[str, str]], links: Mapping[str, str]) -> str:
    found = {(exercise["id"], check["name"]): check for exercise, check in checks(row)}
    made = {_key(e["id"], c["mistake"] or c["status"]) for e, c in checks(row) if c["status"] != "passed"}
    cells = "".join(_cell(found.get(column)) for column in order)
    score = -1 if row["score"] is None else row["score"]
    return (
        f'<tr data-s="{row["status"]}" data-m="{" ".join(sorted(made))}">'
        f'<th scope="row">{_link(row["student"], links)}</th>'
        f'<td class="score" data-v="{score:g}">{points(row["score"])}<td class="state">{badge(row)}{cells}</tr>'
    )


def _cell(check: Row | None) -> str:
    if check is None:
        return "<td>"
    kind, mark, words = sign(check)
    if kind == "p":
        return f"<td class=p>{mark}"
    return f'<td class={kind} title="{markup(": ".join(filter(None, (words, check["mistake"]))))}">{mark}'


def _key(exercise: str, code: str) -> str:
    return markup(f"{exercise}/{code}".replace(" ", "_"))


def _link(student: str, links: Mapping[str, str]) -> str:
    return f'<a href="{markup(links[student])}">{markup(student)}</a>' if student in links else markup(student)
