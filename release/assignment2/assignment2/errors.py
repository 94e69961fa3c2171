"""What stopped a student's code, in a sentence, and sentences in lines."""

from __future__ import annotations

import re
import textwrap
from functools import partial

from gradcheck import errors

CLASSES = ("Loss", "MSELoss", "BCELoss", "Activation", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "Linear", "MLP")

sentence = partial(errors.sentence, classes=CLASSES)
"""What an error says, in one line; of two arrays that do not fit, what their shapes are."""

WIDTH = 72
"""How many letters a line may have: longer ones are broken inside words by JupyterLab in a small window."""

TOGETHER = re.compile(r"\([^()]{1,40}\)(ᵀ? [-@*+/] \([^()]*\)ᵀ?)?( cannot meet)?")
"""What is not broken: a pair of brackets, and the shapes on both sides of a sign."""


def say(text: str) -> None:
    """Print a sentence, broken between words."""
    print(broken(text))


def broken(text: str) -> str:
    """A sentence in lines of at most ``WIDTH`` letters, where words allow it."""
    kept = TOGETHER.sub(lambda found: found[0].replace(" ", "\0"), text)
    lines = textwrap.wrap(kept, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace("\0", " ")
