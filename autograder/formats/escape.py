"""What students control (names, messages), made harmless for spreadsheets, Markdown, and the commands of CI."""

from __future__ import annotations

import html
import re

from autograder.report.words import printable

FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # a cell that begins so is run by a spreadsheet
_MARKDOWN = re.compile(r"""[\\`*_{}\[\]()<>#+\-!|~@:&"'$]""")
_NO_BREAK = "\u2060"  # a word joiner: keeps @name from being a mention


def cell(text: str, numbers: bool = False) -> str:
    """Text for a cell of a sheet: one line, and never a formula; with ``numbers``, one with a sign is left as it is."""
    shown = printable(text)
    is_formula = text.lstrip(" \v\f\u00a0").startswith(FORMULA) or shown.lstrip().startswith(FORMULA)
    return f"'{shown}" if is_formula and not (numbers and _harmless(text)) else shown


def markup(text: str) -> str:
    """Text for HTML, between tags or in a quoted attribute."""
    return html.escape(printable(text))


def markdown(text: str) -> str:
    """Text for Markdown: no markup, no link, no mention."""
    quoted = _MARKDOWN.sub(lambda sign: f"&#{ord(sign[0])};", printable(text))
    return quoted.replace("&#64;", f"&#64;{_NO_BREAK}").replace("www.", "www&#46;")


def command(text: str) -> str:
    """Text for the message of a GitHub workflow command: no command can begin in it."""
    one_line = printable(text).replace("##", "#\u200b#").replace("::", ":\u200b:")
    return one_line.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Text for a property of a GitHub workflow command, as ``title=``."""
    return command(text).replace(":", "%3A").replace(",", "%2C")


def _harmless(text: str) -> bool:
    """A number with a sign, or the dash that stands for nothing."""
    return re.fullmatch(r"-|[+-]?\d+(\.\d+)?", text) is not None
