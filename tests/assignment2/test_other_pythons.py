"""The students' packages under other Pythons that are on this machine, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


VERSIONS = ("3.10", "3.12", "3.13")


def pythons(needs: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """This Python and the others that are on this machine and can do this, each with the environment that it needs."""
    yield sys.executable, dict(os.environ)
    for version in VERSIONS:
        program = shutil.which(f"python{version}")
        environment = {**os.environ, "PYENV_VERSION": version}  # for pyenv's stand-in of that name
        if program and not subprocess.run([program, "-c", needs], env=environment, capture_output=True).returncode:
            yield program, environment


def run(program: str, environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a Python that takes nothing from here."""
    command = [program, "-B", "-I", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_every_module_is_of_this_language() -> None:
    """No module that students get uses what Python 3.10 does not know, or what a later one has given up."""
    for python in pythons():
        assert run(*python, "-W", "error", "-c", COMPILE, str(RELEASE)) == (0, "", ""), python


def test_a_check_gives_its_point() -> None:
    """Where a Python has numpy, the package is imported, and a right answer is said to be right."""
    for python in pythons("import numpy"):
        assert run(*python, "-c", CHECK, str(RELEASE)) == (0, "1.0\n", ""), python
