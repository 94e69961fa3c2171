"""Stations of ``nbgrader generate_assignment`` for assignments that this grader knows; others get nbgrader's own."""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbgrader.preprocessors import ClearSolutions
from traitlets import Bool

from autograder.assignment import Assignment
from autograder.assignments import find
from autograder.gradebook.packing import packed
from gradcheck import CORE, stub


class LeaveStubs(ClearSolutions):
    """In the place of ``ClearSolutions``: what a student writes is a stub that raises."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with the solutions taken out."""
        if known(resources) is not None:
            self.code_stub = {"python": stub.LINE}
        cleared: tuple[Any, Any] = super().preprocess(nb, resources)
        return cleared


class ShipPackage(Preprocessor):
    """Puts the package that students import, and the core of its checks, beside their notebook, and both packed into
    its cell ``package``: a notebook that travels alone, as in Colab, brings them along."""

    enabled = Bool(True, help="Whether to use it.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is, and the packages' files among what is written beside it."""
        assignment = known(resources)
        if assignment is not None:
            outputs = resources.setdefault("outputs", {})
            packages = (assignment.package, CORE)
            for package in packages:
                for path in sorted(package.rglob("*.py")):
                    outputs[str(path.relative_to(package.parent))] = path.read_bytes()
            for cell in nb.cells:
                if cell.get("id") == "package":
                    cell.source = cell.source.replace('PACKAGE = ""', f"PACKAGE = {packed(*packages)!r}")
        return nb, resources


def known(resources: Any) -> Assignment | None:
    """The assignment that nbgrader is at, or None where it is none of ours."""
    try:
        return find(resources["nbgrader"]["assignment"])
    except KeyError:
        return None
