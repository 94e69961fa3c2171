"""Pictures of a wrong answer, as SVG: two matrices and their difference as heat maps, a curve and the right one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.formats.escape import markup
from autograder.formats.rows import Row

WIDE, HIGH = 46, 24  # a cell of a heat map
MOST = 12  # rows and columns
STRONGEST = 0.5  # of a colour, so that the number on it can be read

Matrix = Sequence[Sequence[float]]


def drawing(details: Row) -> Iterator[str]:
    """What can be drawn of a check's details: the curve, else the heat maps; nothing where neither is there."""
    if (curve := details.get("curve")) and (lines := _lines(curve)):
        yield _curve(*lines)
    elif (picture := details.get("picture")) and (pair := _pair(picture)):
        yield from _maps(*pair, details.get("index"))


def _maps(yours: Matrix, right: Matrix, worst: Any) -> Iterator[str]:
    """Yours, the right one, and what lies between them; the worst entry has a frame."""
    apart = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(yours, right, strict=True)]
    finite = [abs(x) for matrix in (yours, right) for row in matrix for x in row if math.isfinite(x)]
    most = max(finite, default=0.0) or 1.0
    yield '<div class="maps">'
    for title, matrix in (("yours", yours), ("numeric (right)", right), ("difference", apart)):
        yield f"<figure>{_map(title, matrix, most, worst)}<figcaption>{title}</figcaption></figure>"
    yield "</div>"


def _map(title: str, matrix: Matrix, most: float, worst: Any) -> str:
    width, height = len(matrix[0]) * WIDE, len(matrix) * HIGH
    told = "; ".join(" ".join(_short(x) for x in row) for row in matrix)
    cells = "".join(
        f'<g transform="translate({column * WIDE},{row * HIGH})">{_cell(x, most, [row, column] == worst)}</g>'
        for row, line in enumerate(matrix)
        for column, x in enumerate(line)
    )
    return (
        f'<svg class="map" viewBox="-1 -1 {width + 2} {height + 2}" width="{width + 2}" role="img" '
        f'aria-label="{title}, row by row: {told}">{cells}</svg>'
    )


def _cell(x: float, most: float, is_worst: bool) -> str:
    shade = STRONGEST * min(abs(x) / most, 1.0) if math.isfinite(x) else STRONGEST
    kind = "minus" if x < 0 else "plus"
    frame = f'<rect class="worst" width="{WIDE}" height="{HIGH}"/>' if is_worst else ""
    box = f'<rect class="{kind}" x="1" y="1" width="{WIDE - 2}" height="{HIGH - 2}" fill-opacity="{shade:.2f}"/>'
    return f'{box}{frame}<text x="{WIDE / 2:g}" y="{HIGH / 2 + 4:g}" text-anchor="middle">{_short(x)}</text>'


def _curve(z: Sequence[float], yours: Sequence[float], right: Sequence[float]) -> str:
    """The derivative over z: yours and the right one, in one frame of axes; what is far out is cut off."""
    low, high = min(0.0, *right), max(0.0, *right)
    room = (high - low) or 1.0
    bottom, top = low - 0.6 * room, high + 0.6 * room

    def place(x: float, y: float) -> str:
        inside = min(max(y, bottom), top)
        return (
            f"{30 + 320 * (x - z[0]) / ((z[-1] - z[0]) or 1):.1f} {130 - 120 * (inside - bottom) / (top - bottom):.1f}"
        )

    def line(kind: str, values: Sequence[float]) -> str:
        shown = [place(x, y) for x, y in zip(z, values, strict=True) if math.isfinite(y)]
        return f'<path class="{kind}" d="M{" L".join(shown)}"/>' if shown else ""

    zero = 130 - 120 * (0 - bottom) / (top - bottom)
    axis = f'<path class="axis" d="M30 {zero:.1f}H350M190 10V130"/>'
    ticks = "".join(
        f'<text x="26" y="{130 - 120 * (y - bottom) / (top - bottom) + 4:.1f}" text-anchor="end">{_short(y)}</text>'
        for y in sorted({low, high, 0.0})
    )
    ends = (
        f'<text x="30" y="146">z = {_short(z[0])}</text><text x="350" y="146" text-anchor="end">{_short(z[-1])}</text>'
    )
    middle = len(z) // 4
    label = (
        f"The derivative from z = {_short(z[0])} to {_short(z[-1])}. At z = {_short(z[middle])} yours is "
        f"{_short(yours[middle])}, right is {_short(right[middle])}; at z = {_short(z[-1 - middle])} yours is "
        f"{_short(yours[-1 - middle])}, right is {_short(right[-1 - middle])}."
    )
    lines = line("right", right) + line("theirs", yours)
    head = f'<svg class="curve" viewBox="0 0 360 150" role="img" aria-label="{markup(label)}">'
    picture = f"{head}{axis}{ticks}{ends}{lines}</svg>"
    key = '<span class="theirs">– –</span> yours, <span class="right">—</span> the right slope, over z'
    return f"<figure>{picture}<figcaption>{key}</figcaption></figure>"


def _pair(picture: Any) -> tuple[Matrix, Matrix] | None:
    """Both matrices, where they are of one shape that can be drawn."""
    yours, right = ([[_number(x) for x in row] for row in picture[name]] for name in ("yours", "right"))
    shapes = {tuple(len(row) for row in matrix) for matrix in (yours, right)}
    widths = shapes.pop()
    fits = not shapes and len(set(widths)) == 1 and 0 < len(widths) <= MOST and 0 < widths[0] <= MOST
    return (yours, right) if fits else None


def _lines(curve: Any) -> tuple[list[float], list[float], list[float]] | None:
    z, yours, right = ([_number(x) for x in curve[name]] for name in ("z", "yours", "right"))
    fits = len(z) == len(yours) == len(right) > 3 and all(map(math.isfinite, (*z, *right)))
    return (z, yours, right) if fits else None


def _number(value: Any) -> float:
    """The number; the document has text for what is not finite."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def _short(x: float) -> str:
    return f"{x:.2g}".replace("-", "−") if math.isfinite(x) else str(x)
