"""What all pages share: one self-contained file, its style inside, closed to the network by its own policy."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from autograder.formats.escape import markup
from autograder.formats.rows import Row

SIGNS = {  # of a check: the class of its colour, a sign, the words
    "passed": ("p", "✓", "passed"),
    "half": ("h", "½", "partly right"),
    "failed": ("f", "✗", "failed"),
    "error": ("e", "!", "stopped with an error"),
    "timed_out": ("e", "…", "out of time"),
    "killed": ("e", "†", "killed at a limit"),
    "skipped": ("s", "–", "not written"),
}
STATES = {"graded": "graded", "needs_review": "needs a look", "not_graded": "no score"}
BADGES = {"graded": "p", "needs_review": "h", "not_graded": "f"}


def page(title: str, body: Iterable[str], *, script: str = "", narrow: bool = False) -> bytes:
    """A whole page. ``body`` is HTML; ``title`` is text."""
    style = read("style.css")
    allowed = f"default-src 'none'; style-src 'unsafe-inline'; script-src {_hash(script)}"
    policy = f"{allowed}; base-uri 'none'; form-action 'none'"
    lines = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{markup(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>",
        f"<main{' class=narrow' if narrow else ''}>",
        *body,
        "</main>",
        f"<script>{script}</script>" if script else "",
        "</body>\n</html>\n",
    ]
    return "\n".join(lines).encode()


@cache
def read(name: str) -> str:
    """A file of this package, as text."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def sign(check: Row) -> tuple[str, str, str]:
    """A check's colour class, sign and words; half points are told apart from none."""
    partly = check["status"] == "failed" and check["score"] > 0
    return SIGNS["half" if partly else check["status"]]


def badge(row: Row) -> str:
    """A submission's status, as HTML."""
    return f'<span class="badge {BADGES[row["status"]]}">{STATES[row["status"]]}</span>'


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" if script else "'none'"
