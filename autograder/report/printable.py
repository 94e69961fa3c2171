"""Text that is safe to print. It needs nothing else of ours: what is said of an interrupted start goes through here."""

from __future__ import annotations

import re

COMMAND = re.compile(r"::|##(?=\[|vso\[)")  # GitHub's and Azure's, wherever they stand in a line


def printable(text: str) -> str:
    """The text on one line, with what is no printable character written as an escape (terminal codes, line breaks)."""
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def said(text: str) -> str:
    """The text for a terminal or a log: printable, and nothing in it that a CI service would take for a command."""
    return COMMAND.sub(lambda sign: f"{sign[0][0]} {sign[0][1:]}", printable(text))


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
