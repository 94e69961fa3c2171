"""What an assignment is written with: an exercise is its forward, its shapes and what is expected; the rest follows."""

from autograder.authoring.bank import formulas, transforms
from autograder.authoring.exercise import exercise
from autograder.authoring.expected import gradient, value
from autograder.authoring.folder import assignment
from autograder.authoring.stub import Stub

__all__ = ["Stub", "assignment", "exercise", "formulas", "gradient", "transforms", "value"]
