"""Formulas as MathML, which browsers typeset without a network.

``latex2mathml`` is no part of the light core: what it makes of the releases' formulas is kept beside this file, and
made again by ``python -m autograder.formats.typeset NOTEBOOK...``. Other formulas are shown as they are written, where
it is not installed.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from autograder.formats.escape import markup
from autograder.report.headings import headings

_MATH = "{http://www.w3.org/1998/Math/MathML}"
_HARMLESS = {"display", "displaystyle", "scriptlevel", "mathvariant", "linebreak", "width"}  # no link, no script's
_HARMLESS |= {"stretchy", "fence", "form", "separator", "accent", "minsize", "maxsize"}  # of operators
_HARMLESS |= {"columnalign", "columnspacing", "columnlines", "rowspacing", "rowlines"}  # of tables
_FUNCTIONS = {"ln", "log", "exp", "sin", "cos", "tan", "tanh", "max", "min"}
_THIN = "0.167em"
KEPT = Path(__file__).with_name("formulas.json")


def formula(latex: str) -> str:
    """A formula on a line of its own, as HTML."""
    try:
        inside = _kept().get(latex) or mathml(latex)
    except ImportError:
        inside = f"<code>{markup(latex)}</code>"
    return f'<div class="formula">{inside}</div>'


def mathml(latex: str, display: str = "block") -> str:
    """A formula as MathML, or as its source where it is none. Raises ImportError without ``latex2mathml``."""
    from latex2mathml.converter import convert

    known = re.sub(r"\{aligned\*?\}", "{split}", latex)
    try:
        made = ElementTree.fromstring(convert(known, display=display))
    except Exception:  # whatever a formula does to its parser, the page is written
        return f"<code>{markup(latex)}</code>"
    if not all(element.tag.startswith(_MATH) and element.attrib.keys() <= _HARMLESS for element in made.iter()):
        return f"<code>{markup(latex)}</code>"
    for element in made.iter(f"{_MATH}mi"):
        if element.text in _FUNCTIONS:  # browsers leave no space around names, only around operators
            element.tag = f"{_MATH}mo"
            element.attrib.update(lspace=_THIN, rspace=_THIN)
    ElementTree.register_namespace("", _MATH[1:-1])
    return ElementTree.tostring(made, encoding="unicode")


@cache
def _kept() -> dict[str, str]:
    return dict(json.loads(KEPT.read_text(encoding="utf-8")))


def main(notebooks: list[str]) -> None:
    """Typeset the formulas above the exercises of these notebooks, and keep them."""
    found = [
        latex for path in notebooks for each in headings(Path(path), _exercises(path)) for latex in each["formulas"]
    ]
    made = {latex: mathml(latex) for latex in sorted(set(found))}
    KEPT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def _exercises(path: str) -> tuple[str, ...]:
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    graded = (cell["metadata"].get("nbgrader", {}) for cell in cells)
    return tuple(each["grade_id"] for each in graded if each.get("solution"))


if __name__ == "__main__":
    main(sys.argv[1:])
