"""Draws the table of the graded sample class, the README's picture, from a report.

autograder grade examples/submitted --json grades.json --unsafe
python examples/draw_class.py grades.json docs/graded-class.svg
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from autograder.report.summary import closing
from autograder.report.table import table

COLUMNS = 110


def main(report: Path, picture: Path) -> None:
    """Write the SVG; its fonts are the reader's own, so that nothing is fetched."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    graded = json.loads(report.read_text(encoding="utf-8"))
    console.print(table(graded["submissions"]))
    for line in closing(graded):
        console.print(Text(line), soft_wrap=True)
    svg = console.export_svg(title="autograder grade examples/submitted", theme=MONOKAI, unique_id="class")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono, Menlo")
    svg = re.sub(r'(<clipPath id="class-line-.*?height=")([\d.]+)', _taller, svg, flags=re.DOTALL)
    picture.write_text(svg, encoding="utf-8")


def _taller(found: re.Match[str]) -> str:
    """A line's clip, with room for what hangs below it in other fonts."""
    return f"{found[1]}{float(found[2]) + 6:g}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
