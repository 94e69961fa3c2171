"""A student's process sees the interpreter, numpy, matplotlib and what they need, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_corpus import PROJECT

import autograder.worker
from autograder.execution import Runner
from autograder.notebook.cells import Cell
from autograder.sandbox import Limits
from autograder.sandbox.tiers import candidates, probe
from autograder.worker.calls import Call, Make, Step

HOLDING = [tier for tier in candidates() if probe(tier).missing is None]

LOOK = """
import importlib, json, os, sys
class Look:
    def imports(self, names):
        found = []
        for name in names:
            try:
                importlib.import_module(name)
                found.append(name)
            except ImportError:
                pass
        return found
    def reads(self, paths):
        found = []
        for path in paths:
            try:
                os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1)
                found.append(path)
            except OSError:
                pass
        return found
    def sees(self):
        return {"environment": sorted(os.environ), "path": [os.listdir(p) for p in sys.path[:2]],
                "here": os.listdir(".") if os.getcwd() != "/" else []}
"""


def ask(sandbox: Runner, method: str, *args: object) -> object:
    subject = sandbox.load([Cell("look", "own", LOOK, "cell 1")])
    (answer,) = subject.ask([Call(Make("Look"), (Step(method, args),))])
    subject.close()
    assert answer.replies[0].raised is None, answer
    return answer.replies[0].value


@pytest.fixture(params=HOLDING, scope="module")
def sandbox(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    with Runner(PROJECT / "assignment2", None, Limits(), tier=request.param) as sandbox:
        yield sandbox


def test_what_notebooks_need_can_be_imported(sandbox: Runner) -> None:
    """All of numpy and matplotlib, the standard library, the answer-free package, and no more."""
    needed = ["numpy.linalg", "matplotlib.pyplot", "mpl_toolkits.mplot3d", "assignment2.plots", "json", "ssl", "ctypes"]
    needed += ["sqlite3", "decimal", "lzma", "hashlib", "multiprocessing", "unittest"]
    others = [
        "autograder",
        "nbgrader",
        "pytest",
        "rich",
        "rapidfuzz",
        "pip",
        "setuptools",
        "yaml",
        "hypothesis",
    ]
    assert ask(sandbox, "imports", [*needed, *others]) == needed


def test_nothing_of_the_machine_can_be_read(sandbox: Runner) -> None:
    """Neither folders nor files, of the system, of users, of the project, of what is installed."""
    installed = Path(json.__file__).parents[1] / "site-packages"
    paths = [
        "/",
        "/etc",
        "/etc/passwd",
        "/home",
        "/root",
        "/tmp",
        "/var",
        "/proc",
        "/proc/self",
        "/proc/1/environ",
        "/sys",
    ]
    paths += ["/usr/bin", "/usr/share", "/usr/lib/python3/dist-packages", "/dev", "/run", str(PROJECT), str(installed)]
    paths += [str(PROJECT / "autograder" / "__init__.py"), str(Path(autograder.worker.__file__).parents[1])]
    paths += [str(PROJECT / "source" / "assignment2" / "assignment2.ipynb")]
    visible = ask(sandbox, "reads", paths)
    assert isinstance(visible, list)
    # the folder of numpy, matplotlib and the like, seen from within, holds no more than these
    assert visible == []


def test_the_environment_and_the_folders_are_the_sandbox_s_own(sandbox: Runner) -> None:
    """No variable of the grader's, which may hold tokens; its own folders hold what was put there."""
    seen = ask(sandbox, "sees")
    assert isinstance(seen, dict)
    names = {name for name in seen["environment"] if not name.endswith("_THREADS") and not name.startswith("PYTHON")}
    assert names - {"PWD"} == {
        "HOME",
        "LANG",
        "LD_LIBRARY_PATH",
        "MPLBACKEND",
        "MPLCONFIGDIR",
        "PATH",
        "TMPDIR",
        "TZ",
        "USER",
    }
    ours, packages = seen["path"]
    assert sorted(ours) == ["assignment2", "gradcheck", "notebook", "worker"]
    assert {name.split(".")[0] for name in packages} <= {
        *("numpy", "matplotlib", "mpl_toolkits", "pylab", "contourpy", "cycler", "dateutil", "fontTools"),
        *("kiwisolver", "packaging", "PIL", "pyparsing", "six", "pillow"),
    }
    assert seen["here"] == []


def test_the_worker_holds_no_answer_and_imports_nothing_of_ours_from_outside() -> None:
    """Each of its files imports the standard library, numpy, and its neighbours."""
    for file in Path(autograder.worker.__file__).parent.glob("*.py"):
        assert "autograder." not in file.read_text(encoding="utf-8"), file.name
        assert "import autograder" not in file.read_text(encoding="utf-8"), file.name


def test_a_farm_of_links_is_gone_with_its_process(tmp_path: Path) -> None:
    """Also in one that nobody closes."""
    script = (
        "import multiprocessing\n"
        "from autograder.sandbox.farm import Farm\nfrom autograder.sandbox.view import view\n"
        "def grow():\n    global farm\n    farm = Farm(view())\n"
        "if __name__ == '__main__':\n"
        "    process = multiprocessing.get_context('spawn').Process(target=grow)\n"
        "    process.start()\n    process.join()\n    grow()\n"
    )
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(tmp_path / "temporary")}
    subprocess.run([sys.executable, str(tmp_path / "script.py")], check=True, env=environment)
    assert list((tmp_path / "temporary").iterdir()) == []
