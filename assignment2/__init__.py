"""What the notebook of assignment 2 imports: the base class, data, pictures and checks. It holds no answers."""

import sys
from importlib.util import find_spec

if sys.version_info < (3, 10):  # noqa: UP036 (students' Pythons may be older than ours)
    raise (SystemExit if sys.argv[:1] == ["-m"] else ImportError)(  # for python -m assignment2 no traceback
        "This assignment needs Python 3.10 or newer. Choose another kernel, or install a newer Python."
    )
if sys.argv[:1] == ["-m"] and find_spec("numpy") is None:
    raise SystemExit("This Python has no numpy. Install what is needed: python -m pip install -r requirements.txt")

from assignment2 import diagrams, plots
from assignment2.attempt import attempt, draw, told
from assignment2.checks import ready
from assignment2.datasets import circles, moons, spirals
from assignment2.gradient_flow import gradient_flow
from assignment2.hand_in import hand_in
from assignment2.module import Module
from assignment2.player import Film
from assignment2.playground import playground
from assignment2.results import results
from assignment2.training import explained
from gradcheck.gradient_check import numeric_gradient, relative_error

__all__ = [
    "Film",
    "Module",
    "attempt",
    "circles",
    "diagrams",
    "draw",
    "explained",
    "gradient_flow",
    "hand_in",
    "moons",
    "numeric_gradient",
    "playground",
    "plots",
    "ready",
    "relative_error",
    "results",
    "spirals",
    "told",
]
