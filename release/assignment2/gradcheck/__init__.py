"""The core that judges answers, of graders and of visible checks alike: numpy alone, and not an answer in it."""

from pathlib import Path

CORE = Path(__file__).resolve().parent
"""This package's folder: what is given to students lies beside the package that they import."""
