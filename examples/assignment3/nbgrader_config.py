"""nbgrader's configuration of this course: run its commands in this folder."""

from autograder.gradebook import configure

c = get_config()  # noqa: F821 (nbgrader puts it there)

configure(c)  # this folder holds an assignment.py
