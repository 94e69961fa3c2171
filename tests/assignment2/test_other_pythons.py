"""The students' packages under other Pythons that are on this machine, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

RELEASE = Path(__file__).parents[2] / "release/assignment2"
COMPILE = """
import pathlib, sys
for file in pathlib.Path(sys.argv[1]).rglob("*.py"):
    compile(file.read_text(encoding="utf-8"), str(file), "exec")
"""
CHECK = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from assignment2 import Module
from assignment2.checks import check

class Activation(Module):
    pass

class Sigmoid(Activation):
    def forward(self, Z):
        self.Z = Z
        return 1 / (1 + np.exp(-Z))

    def derivative(self, Z):
        A = 1 / (1 + np.exp(-Z))
        return A * (1 - A)

print(repr(check("sigmoid_derivative", globals())))
"""


def python(version: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this Python; the test is skipped where there is none."""
    program = shutil.which(f"python{version}")
    environment = {**os.environ, "PYENV_VERSION": version}  # for pyenv's stand-in of that name
    if program is None or subprocess.run([program, "-c", ""], env=environment, capture_output=True).returncode:
        pytest.skip(f"no python{version}")
    return subprocess.run([program, "-B", "-I", *arguments], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("version", ["3.10", "3.12", "3.13"])
def test_every_module_is_of_this_language(version: str) -> None:
    """No module that students get uses what Python 3.10 does not know, or what a later one has given up."""
    done = python(version, "-W", "error", "-c", COMPILE, str(RELEASE))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("version", ["3.10", "3.12", "3.13"])
def test_a_check_gives_its_point(version: str) -> None:
    """Where this Python has numpy, the package is imported, and a right answer is said to be right."""
    if python(version, "-c", "import numpy").returncode:
        pytest.skip(f"python{version} has no numpy")
    done = python(version, "-c", CHECK, str(RELEASE))
    assert (done.stdout, done.stderr) == ("1.0\n", "")
