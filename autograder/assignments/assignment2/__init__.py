"""Neural Networks, Assignment 2: all of the grader that knows of backpropagation is in this folder."""

from autograder.assignments.assignment2.assignment import ASSIGNMENT

__all__ = ["ASSIGNMENT"]
