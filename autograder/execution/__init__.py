"""A notebook's cells in the sandbox: which run when, what takes the place of a broken one, what is asked of them.

with Runner(package, stand_ins) as runner:
    subject = runner.load(cells)
    answers = subject.ask(calls)
"""

from __future__ import annotations

from autograder.execution.program import Loaded
from autograder.execution.runner import Runner
from autograder.execution.subject import SandboxedSubject

__all__ = ["Loaded", "Runner", "SandboxedSubject"]
