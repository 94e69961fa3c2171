"""Drawings of the text: boxes, arrows and rectangles of shapes, on white."""

from __future__ import annotations

from collections.abc import Sequence

from assignment2.picture import Picture, svg

BLUE, ORANGE, GREEN, GREY = "#0072b2", "#d55e00", "#009e73", "#777777"


def exercise_map() -> Picture:
    """The ten exercises, and what they are built of."""
    rows = (
        (20, BLUE, "losses", ("1 cost", "2 square error", "3 cross-entropy")),
        (90, GREEN, "activations", ("4 backward", "5 sigmoid", "6 tanh", "7 ReLU", "8 LeakyReLU")),
        (160, ORANGE, "layers", ("9 Linear", "10 MLP", "your net learns")),
    )
    parts = []
    for y, color, title, names in rows:
        parts.append(_text(52, y + 26, title))
        for number, name in enumerate(names):
            x = 110 + 118 * number
            parts.append(_box(x, y, 106, 42, name, color))
            if number:
                parts.append(_arrow(x - 12, y + 21, x - 1, y + 21))
    parts += [_arrow(163, 62, 163, 89), _arrow(163, 132, 163, 159)]
    alt = (
        "Map of the exercises. Losses: 1 cost, 2 square error, 3 cross-entropy. Activations: 4 backward, 5 sigmoid, "
        "6 tanh, 7 ReLU, 8 LeakyReLU. Layers: 9 Linear, 10 MLP, and at the end your net learns."
    )
    return svg(710, 220, "".join(parts), alt)


def chain() -> Picture:
    """Logistic regression on one sample as a chain of boxes, values above, gradients below."""
    values = ("x = 2", "z = 0", "a = 0.5", "L = 0.69")
    gradients = ("dw = −1", "dz = −0.5", "da = −2", "1")
    boxes = ("w x + b", "σ", "loss, y = 1")
    parts = []
    for number, name in enumerate(boxes):
        parts.append(_box(105 + 190 * number, 40, 100, 46, name, (ORANGE, GREEN, BLUE)[number]))
    for number in range(4):
        x = 15 + 190 * number
        parts += [_arrow(x, 56, x + 88, 56), _arrow(x + 88, 72, x, 72)]
        parts += [_text(x + 44, 44, values[number]), _text(x + 44, 92, gradients[number])]
    alt = (
        "A chain of three boxes. Forward: x = 2 goes into w x + b, gives z = 0; sigmoid gives a = 0.5; the loss for "
        "y = 1 is 0.69. Backward: 1, then da = −2, dz = −0.5, dw = −1."
    )
    return svg(690, 110, "".join(parts), alt)


def products() -> Picture:
    """The two matrix products of a Linear layer's backward pass as rectangles of shapes: n_in 3, n_out 2, m 4."""
    parts = []
    rows: Sequence[tuple[int, tuple[tuple[str, int, int, str], ...]]] = (
        (24, (("dA_prev", 3, 4, BLUE), ("Wᵀ", 3, 2, ORANGE), ("dZ", 2, 4, GREEN))),
        (134, (("dW · m", 2, 3, BLUE), ("dZ", 2, 4, GREEN), ("A_prevᵀ", 4, 3, ORANGE))),
    )
    for y, factors in rows:
        x = 20
        for number, (name, height, width, color) in enumerate(factors):
            parts.append(_grid(x, y, height, width, color))
            parts.append(_text(x + 11 * width, y - 8, f"{name}  ({height}, {width})"))
            x += 22 * width + 60
            if number < 2:
                parts.append(_text(x - 30, y + 26, "=@"[number]))
    alt = (
        "Matrix products as rectangles, for 3 inputs, 2 outputs and 4 samples: dA_prev (3, 4) is W transposed (3, 2) "
        "times dZ (2, 4); m times dW (2, 3) is dZ (2, 4) times A_prev transposed (4, 3). Inner sizes meet and vanish."
    )
    return svg(420, 240, "".join(parts), alt)


def columns() -> Picture:
    """Four samples, a column times a row each, whose mean is dW."""
    parts = []
    for number in range(4):
        x = 10 + 130 * number
        parts += [_text(x + 50, 18, f"sample {number + 1}"), _text(x + 10, 42, "dz"), _text(x + 68, 42, "aᵀ")]
        parts += [_grid(x, 50, 2, 1, GREEN), _grid(x + 36, 50, 1, 3, GREY), _grid(x + 18, 120, 2, 3, BLUE)]
        parts.append(_arrow(x + 50, 98, x + 50, 116))
        if number < 3:
            parts.append(_text(x + 115, 148, "+"))
    parts += [_text(506, 148, "÷ 4  =", "start"), _grid(562, 120, 2, 3, ORANGE), _text(594, 110, "dW")]
    alt = (
        "Four samples. Of each, its column of dZ (2, 1) times its row of A_prev transposed (1, 3) makes a matrix "
        "of the shape of W (2, 3); the sum of the four divided by 4 is dW, one matrix of the same shape."
    )
    return svg(640, 176, "".join(parts), alt)


def backward_flow() -> Picture:
    """An MLP with values going right and gradients going left."""
    names = ("Linear", "Tanh", "Linear", "Sigmoid", "loss")
    values = ("X", "Z¹", "A¹", "Z²", "ŷ")
    gradients = ("dX", "dZ¹", "dA¹", "dZ²", "dA²")
    parts = []
    for number, name in enumerate(names):
        x = 50 + 132 * number
        color = ORANGE if name == "Linear" else BLUE if name == "loss" else GREEN
        parts += [_box(x, 40, 78, 46, name, color), _arrow(x - 48, 54, x - 4, 54), _arrow(x - 6, 74, x - 50, 74)]
        parts += [_text(x - 26, 42, values[number]), _text(x - 26, 94, gradients[number])]
        if name == "Linear":
            parts += [_arrow(x + 39, 88, x + 39, 108), _text(x + 39, 124, "dW, db")]
    alt = (
        "An MLP: X goes through Linear, Tanh, Linear, Sigmoid to the loss. Gradients come back from the loss: dA2, "
        "dZ2, dA1, dZ1, dX. Each Linear layer keeps its own dW and db on the way."
    )
    return svg(670, 134, "".join(parts), alt)


def _box(x: int, y: int, width: int, height: int, text: str, color: str) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{color}" fill-opacity="0.18" '
        f'stroke="{color}" stroke-width="2"/>{_text(x + width // 2, y + height // 2 + 5, text)}'
    )


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>'


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    """A line with a head at its end, level or upright."""
    dx, dy = (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1)
    head = f"M{x2} {y2} l{-7 * dx - 4 * dy} {-7 * dy - 4 * dx} M{x2} {y2} l{-7 * dx + 4 * dy} {-7 * dy + 4 * dx}"
    return f'<path d="M{x1} {y1} L{x2} {y2} {head}" fill="none" stroke="#1a1a1a" stroke-width="1.5"/>'


def _grid(x: int, y: int, rows: int, columns: int, color: str) -> str:
    return "".join(
        f'<rect x="{x + 22 * j}" y="{y + 22 * i}" width="20" height="20" '
        f'fill="{color}" fill-opacity="0.45" stroke="{color}"/>'
        for i in range(rows)
        for j in range(columns)
    )
