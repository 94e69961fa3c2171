"""``nbgrader generate_feedback``: exercises called by their names, formulas typeset without a network."""

from __future__ import annotations

import html
import re
from typing import Any

from nbgrader.converters.generate_feedback import GenerateFeedback

from autograder.assignments import find
from autograder.formats.typeset import mathml
from autograder.gradebook.names import grade_cell
from autograder.gradebook.preprocessors import ForFeedback
from autograder.report.headings import headings

# code is left alone; then what is displayed, then what stands in a line
_FORMULA = re.compile(
    r"(?P<code>`[^`]*`|<pre>.*?</pre>|<code>.*?</code>)|\$\$(?P<shown>.+?)\$\$|(?<![\\\w$])\$(?P<inline>[^\s$](?:[^$]*[^\s$])?)\$",
    re.DOTALL,
)
_MARKUP = re.compile(r"[*_`\[\]\\~|]")
_MATHJAX = re.compile(r"<!-- Load mathjax -->.*?<!-- End of mathjax configuration -->", re.DOTALL)
_CONTENTS = re.compile(r'(<div id="toc">\s*)<ol>')
# browsers know no columnalign, and stretch brackets where the font is one for formulas
_FONTS = '"Cambria Math", "STIX Two Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math'
_STYLE = f"<style>math {{ font-family: {_FONTS}; }} " + " ".join(
    f'mtd[columnalign="{side}"] {{ text-align: {side}; }}' for side in ("left", "right")
)
_STYLE += "</style>"
_REQUIRE = re.compile(r'<script src="https://[^"]*"></script>')


class TypesetFormulas(ForFeedback):
    """Formulas of text cells become MathML, where ``latex2mathml`` is installed; else MathJax is left to do it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with its formulas typeset."""
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = typeset(cell.source)
        return nb, resources


class Feedback(GenerateFeedback):
    """nbgrader's converter; in its table of contents the exercises have their names."""

    def write_single_notebook(self, output: str, resources: Any) -> None:
        """Write the page. That of an assignment that this grader does not know is nbgrader's own."""
        super().write_single_notebook(page(output, resources["nbgrader"]["assignment"]), resources)


def typeset(markdown: str) -> str:
    """Markdown with its formulas as MathML; unchanged where they cannot be typeset."""
    try:
        return _FORMULA.sub(_made, markdown)
    except ImportError:
        return markdown


def page(output: str, assignment: str) -> str:
    """A page of feedback with the exercises' names, and without the scripts that its formulas no longer need."""
    try:
        known = find(assignment)
    except KeyError:
        return output
    for heading in headings(known.release, tuple(exercise.id for exercise in known.exercises)):
        title = html.escape(heading["title"])
        for cell, stock, named in (
            (grade_cell(heading["id"]), "Test cell", title),
            (f"comment-{heading['id']}", "Comment", f"Comment on {title}"),
        ):
            output = output.replace(f'<a href="#{cell}">{stock}</a>', f'<a href="#{cell}">{named}</a>')
    output = _CONTENTS.sub(r'\1<ol style="list-style: none">', output)  # titles bring numbers of their own
    if "<math" in output:
        output = _REQUIRE.sub("", _MATHJAX.sub("", output)).replace("</head>", f"{_STYLE}</head>", 1)
    return output


def install() -> None:
    """Put the converter in the place of nbgrader's, where its command and formgrader take it from."""
    from nbgrader.apps import api, generatefeedbackapp

    for module in (api, generatefeedbackapp):
        module.GenerateFeedback = Feedback


def _made(found: re.Match[str]) -> str:
    if found["code"]:
        return found["code"]
    made = mathml(html.unescape(found["shown"] or found["inline"]), "block" if found["shown"] else "inline")
    return _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", made)
