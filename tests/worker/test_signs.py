"""Signs of an attack that are told from the source, and what is none."""

from __future__ import annotations

import pytest

from autograder.worker.analyse import analyse

ANSWERS_FOR_ARRAYS = "has a class that answers for arrays when they are compared"
SIGNS = {
    "import ctypes": "imports ctypes",
    "from ctypes import CDLL": "imports ctypes",
    "def f():\n    import socket.x": "imports socket",
    "import os\nos.fork()": "uses os.fork",
    "from os import system": "uses os.system",
    "import sys\nsys._getframe(1)": "uses sys._getframe",
    "import gc\nx = gc.get_objects": "uses gc.get_objects",
    "import builtins\nbuiltins.abs = lambda x: 0": "replaces the builtin abs",
    "open('/proc/self/environ')": "names /proc/",
    "class A(np.ndarray):\n    def __eq__(self, o): return True": ANSWERS_FOR_ARRAYS,
    "class A:\n    def __array_ufunc__(self, *a): return 1": ANSWERS_FOR_ARRAYS,
    "from autograder.assignments import find": "imports autograder",
}

NONE = [
    "import os, sys, gc, time, inspect\nos.environ['KMP_DUPLICATE_LIB_OK'] = 'TRUE'",
    "import sys\nsys.exit()",
    "import os\nos._exit(0)",
    "import matplotlib.pyplot as plt\nimport assignment2",
    "np.float = float",
    "class Vector:\n    def __eq__(self, other): return True",
    "open('data.csv')",
    "x = abs(y)",
    "import builtins\nbuiltins.STEPS = 100",
]


@pytest.mark.parametrize(("source", "sign"), SIGNS.items(), ids=SIGNS)
def test_a_sign_is_told_in_a_few_words(source, sign):
    """What no honest solution has is named."""
    assert analyse(source).signs == (sign,)


@pytest.mark.parametrize("source", NONE)
def test_what_honest_students_write_is_no_sign(source):
    """Exits, the environment, plots, compatibility and files beside the exercise are none."""
    assert analyse(source).signs == ()
