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
    """A drawing in the colours of the page: lines and letters in ``currentColor``, as wide as there is room."""
    words = html.escape(alt, quote=True)
    return Picture(
        f'<svg role="img" aria-label="{words}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" '
        f'style="width:100%;max-width:{width}px;height:auto" font-family="sans-serif" font-size="13" '
        f'fill="currentColor"><title>{words}</title>{content}</svg>',
        alt,
    )


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
    data = base64.b64encode(stream.getvalue()).decode()
    words = html.escape(alt, quote=True)
    show(Picture(f'<img alt="{words}" src="data:image/png;base64,{data}" style="max-width:100%;height:auto">', alt))


def in_notebook() -> bool:
    """Whether a kernel of IPython runs this."""
    ask = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return ask is not None and ask() is not None and "IPython.display" in sys.modules
