"""What students of Assignment 3 import: ``Module``, and ``check`` for the cells below the exercises."""

from .checks import check
from .module import Module

__all__ = ["Module", "check"]
