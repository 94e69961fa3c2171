"""The line that stands in for an answer, as text. What a live class has, ``worker/stubs.py`` says."""

from __future__ import annotations

SENTENCE = "Replace this line with your code."
LINE = f'raise NotImplementedError("{SENTENCE}")'  # as the release has it
PATTERN = r"raise NotImplementedError\b.*"  # as it may stand in a notebook
