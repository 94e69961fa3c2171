"""A picture with words for those who cannot see it."""

from __future__ import annotations

import base64
import html
import io
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Picture:
    """HTML for a notebook; its plain text is ``alt``, the alternative text."""

    body: str
    alt: str

    def _repr_html_(self) -> str:
        return self.body

    def __repr__(self) -> str:
        return f"[{self.alt}]"


def svg(width: int, height: int, content: str, alt: str) -> Picture:
    """A drawing on a white card, as wide as there is room.

    It is an image with the drawing inside: notebooks that are not trusted strip a drawing that stands in the page.
    """
    drawing = (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="sans-serif" font-size="13" fill="#1a1a1a">'
        f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>{content}</svg>'
    )
    return _image("svg+xml", drawing.encode(), alt)


def _image(kind: str, data: bytes, alt: str) -> Picture:
    words, text = html.escape(alt, quote=True), base64.b64encode(data).decode()
    return Picture(f'<img alt="{words}" src="data:image/{kind};base64,{text}" style="max-width:100%;height:auto">', alt)


def show(picture: Picture) -> None:
    """Put a picture under the cell; where there is no notebook, nothing."""
    if in_notebook():
        sys.modules["IPython.display"].display(picture)


def show_figure(figure: Any, alt: str) -> None:
    """Put a matplotlib figure under the cell, with its alternative text; outside of a notebook, matplotlib shows it."""
    import matplotlib.pyplot as plt

    if not in_notebook():
        plt.show()
        return
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=100, facecolor="white")
    plt.close(figure)
    show(_image("png", stream.getvalue(), alt))


def in_notebook() -> bool:
    """Whether a kernel of IPython runs this."""
    ask = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return ask is not None and ask() is not None and "IPython.display" in sys.modules
