"""What the notebook of assignment 2 imports: the base class, data, pictures and checks. It holds no answers."""

from assignment2 import plots
from assignment2.attempt import attempt
from assignment2.checks import ready
from assignment2.datasets import circles, moons, spirals
from assignment2.gradient_check import numeric_gradient, relative_error
from assignment2.module import Module

__all__ = ["Module", "attempt", "circles", "moons", "numeric_gradient", "plots", "ready", "relative_error", "spirals"]
