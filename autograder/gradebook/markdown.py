"""Plain text as Markdown and HTML that say that: what students wrote cannot become markup, a script, a formula."""

from __future__ import annotations

import html
import re

# A formula begins with one of these, even as an entity: MathJax reads what the browser shows.
LOOKALIKES = str.maketrans({"\\": "\N{FULLWIDTH REVERSE SOLIDUS}", "$": "\N{FULLWIDTH DOLLAR SIGN}"})

# Underscores and stars between spaces or letters are no markup; most words need nothing.
MARKUP = re.compile(r"[`\[\]~|]|(?<!\w)_|_(?!\w)|(?<!\s)\*|\*(?!\s)|^[#+\-=]|^(?=\d+[.)])")


def escape(text: str) -> str:
    """The text, one line, as Markdown that shows it as it is."""
    marked = MARKUP.sub(lambda match: "\\" + match.group(), text.translate(LOOKALIKES))
    return html.escape(marked, quote=False)


def verbatim(text: str) -> str:
    """The text, of any number of lines, as a Markdown block that shows it unformatted; formulas are not typeset."""
    return f"<pre>\n{html.escape(text, quote=False)}\n</pre>"
