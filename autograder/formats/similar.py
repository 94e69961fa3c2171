"""The class page's part on pairs that are more alike than chance: ranked, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.formats.code import code
from autograder.formats.escape import markup
from autograder.formats.rows import Document, headings

WORDS = (
    "Pairs whose code is closer than this class explains by chance, with the release's code, names, comments and order "
    "taken away. This is a hint for a person: read both, and ask. It has changed no score."
)


def similar(document: Document, link: Callable[[str], str]) -> Iterator[str]:
    """Nothing where similarity was not asked for. ``link`` gives a student's name as HTML."""
    if "similar" not in document:
        return
    pairs, titles = document["similar"], headings(document)
    yield '<section class="card long" id="similar"><h2>More alike than chance</h2>'
    yield f'<p class="soft">{WORDS}</p>' if pairs else '<p class="soft">No pair is.</p>'
    yield '<ol class="pairs">' if pairs else ""
    for pair in pairs:
        one, other = (each["student"] for each in pair["submissions"])
        yield f"<li><p>{link(one)} and {link(other)}: {_often(pair['expected'])}, most of all in "
        yield f"{markup(', '.join(part['exercise'] for part in pair['parts']))}.</p>"
        yield "<details><summary>Side by side</summary>"
        for part in pair["parts"]:
            title = titles.get(part["exercise"], {}).get("title", part["exercise"])
            yield f'<h3>{markup(title)} <span class="soft">{part["closeness"]:.0%} alike</span></h3>'
            yield '<div class="beside">'
            for name, text in zip((one, other), part["texts"], strict=True):
                yield f'<div><p class="soft">{markup(name)}</p>'
                yield from code(text, label=f"{part['exercise']} of {name}")
                yield "</div>"
            yield "</div>"
        yield "</details></li>"
    yield "</ol></section>" if pairs else "</section>"


def _often(expected: float) -> str:
    """How seldom a class of this size has such a pair by chance."""
    return (
        f"by chance in one class of {float(f'{1 / expected:.1g}'):,.0f}"
        if expected > 1e-9
        else "by chance in hardly any class"
    )
