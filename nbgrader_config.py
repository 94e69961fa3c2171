"""nbgrader's configuration: run its commands where this file lies, or copy it into a course folder of your own."""

import importlib.util
import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader puts it there)

# nbgrader calls `alembic` by its name when it makes a database: found too where the environment is not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

# --- generate_assignment ------------------------------------------------------------------------------------------

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Replace this line with your code.")'}


def ship_package(nb, resources):
    """Put the package that students import beside their notebook: this folder's, or else the installed one."""
    package = Path(__file__).parent / "assignment2"
    if not (package / "__init__.py").exists():
        package = Path(importlib.util.find_spec("assignment2").origin).parent
    outputs = resources.setdefault("outputs", {})
    for path in sorted(package.rglob("*.py")):
        outputs[str(Path("assignment2", path.relative_to(package)))] = path.read_bytes()
    return nb, resources


c.GenerateAssignment.preprocessors.append(ship_package)
