"""Neural Networks, Assignment 2, as a value: its exercises in the notebook's order."""

from __future__ import annotations

from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from autograder.assignment import Assignment
from autograder.assignments.assignment2.activations import ACTIVATION_BACKWARD, LEAKY_RELU, RELU, SIGMOID, TANH
from autograder.assignments.assignment2.linear import LINEAR
from autograder.assignments.assignment2.losses import BCE_LOSS, LOSS_COST, MSE_LOSS
from autograder.assignments.assignment2.mlp import MLP_BACKWARD
from autograder.authoring.inputs import SEED

HERE = Path(__file__).resolve().parent
NAME = HERE.name


def _release() -> Path:
    """The release notebook: beside the installed package, or where the checkout keeps it."""
    notebook = Path(NAME, f"{NAME}.ipynb")
    installed = HERE.parents[1] / "releases" / notebook
    return installed if installed.exists() else HERE.parents[2] / "release" / notebook


def _package() -> Path:
    """The folder of the package that students import."""
    spec = find_spec(NAME)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _mistakes() -> ModuleType:
    """The words for mistakes, of that package; all the rest of it, pictures and checks, would take long to load."""
    spec = spec_from_file_location(f"{__package__}.mistakes", _package() / "mistakes.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MISTAKES = _mistakes()
ASSIGNMENT = Assignment(
    name=NAME,
    exercises=(
        LOSS_COST,
        MSE_LOSS,
        BCE_LOSS,
        ACTIVATION_BACKWARD,
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        LINEAR,
        MLP_BACKWARD,
    ),
    messages=MISTAKES.MESSAGES,
    symptoms=MISTAKES.SYMPTOMS,
    release=_release(),
    package=_package(),
    stand_ins=_package() / "stand_ins.py",
    seed=SEED,
    home=HERE,
)
