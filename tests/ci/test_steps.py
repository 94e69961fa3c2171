"""The commands of the workflows and of the container file, run one after the other in a clean environment.

What needs a network or an engine is left out: apt-get and sudo do nothing, pip finds its packages in this environment.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EMIL = ROOT / "examples/submitted/emil/assignment2/assignment2.ipynb"
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None or importlib.util.find_spec("yaml") is None,
    reason="no hatchling or yaml (pip install hatchling pyyaml)",
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What students may read."""
    folder = tmp_path_factory.mktemp("course") / "published"
    subprocess.run(["bash", ROOT / "ci/publish.sh", folder], check=True, capture_output=True)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A student's repository, checked out."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(EMIL, folder / "assignment2.ipynb")
    return folder


def run(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A step, as a runner runs it."""
    bin = folder.parent / "bin"
    bin.mkdir(exist_ok=True)
    for name in ("apt-get", "sudo"):
        (bin / name).write_text("#!/bin/sh\nexit 0\n")
        (bin / name).chmod(0o755)
    (bin / "python").unlink(missing_ok=True)
    (bin / "python").symlink_to(sys.executable)
    offline = {
        "PIP_NO_BUILD_ISOLATION": "false",  # pip reads it the other way round
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_COMPILE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PYTHONSAFEPATH": "1",
    }
    path = f"{bin}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **offline, "PATH": path, "HOME": str(folder.parent), **more},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def read(path: str) -> Any:
    import yaml

    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_nothing_published_gives_an_answer_away(published: Path) -> None:
    """No solution and no hidden test of the instructor's, no sample, no test, none of the corpus's right answers; and
    the same again over the old one."""
    answers = [file.name for file in ROOT.glob("autograder/assignments/*/corpus/right/*.toml")]
    assert answers
    for _ in range(2):
        files = [file for file in published.rglob("*") if file.is_file()]
        for file in files:
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"^\s*#+ (BEGIN|END) (SOLUTION|HIDDEN TESTS)", text, re.MULTILINE), file
        assert not {file.name for file in files} & set(answers)
        assert {file.relative_to(published).parts[0] for file in files} == {
            *("autograder", "gradcheck", "bin", "assignment2", "release", "ci"),
            *("pyproject.toml", "constraints.txt", "LICENSE", "README.md"),
        }
        subprocess.run(["bash", ROOT / "ci/publish.sh", published], check=True, capture_output=True)


def test_nobody_elses_folder_is_emptied(tmp_path: Path) -> None:
    """A folder with something else in it is left as it is."""
    (tmp_path / "README.md").write_text("# The course")
    (tmp_path / "autograder").mkdir()
    (tmp_path / "autograder/__init__.py").touch()
    done = subprocess.run(["bash", ROOT / "ci/publish.sh", tmp_path], capture_output=True, text=True)
    assert done.returncode == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["README.md", "autograder"]


def test_the_action_from_install_to_annotations(published: Path, checkout: Path) -> None:
    """Every step that runs a command, from what was published: installs, grades, writes where GitHub reads."""
    temp, summary = checkout.parent / "temp", checkout.parent / "summary.md"
    temp.mkdir()
    variables = {"RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(published / "ci/github")}
    inputs = {
        "SUBMISSION": ".",
        "FEEDBACK": "first",
        "FAIL_UNDER": "0",
        "SEED": "7",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    printed = ""
    for step in read("ci/github/action.yml")["runs"]["steps"]:
        if "run" in step:
            assert set(step.get("env", {})) <= set(inputs)
            done = run(step["run"], checkout, **variables, **inputs)
            assert done.returncode == 0, done.stdout + done.stderr
            printed += done.stdout
    assert "13 / 20 points" in summary.read_text(encoding="utf-8")
    assert "::error file=assignment2.ipynb" in printed
    installed = next(temp.rglob("site-packages/autograder/__init__.py"))
    assert temp in installed.parents
    document = json.loads((temp / "grades/grades.json").read_bytes())
    assert (document["seed"], document["submissions"][0]["score"]) == (7, 13.0)
    assert all(
        c["details"].keys() <= {"cell", "line", "made_at"}
        for e in document["submissions"][0]["exercises"]
        for c in e["checks"]
    )


def test_the_gitlab_job(published: Path, checkout: Path) -> None:
    """before_script and script, as one shell runs them; junit.xml is where the job says."""
    job = read("ci/gitlab/grade.yml")["grade"]
    script = "\n".join([*job["before_script"], *job["script"]]).replace("/opt/", f"{checkout.parent}/opt/")
    done = run(script, checkout, AUTOGRADER=str(published), CI_PROJECT_DIR=str(checkout), CI_PIPELINE_IID="12")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "13 / 20" in done.stdout
    assert (checkout / job["artifacts"]["reports"]["junit"]).is_file()
    assert json.loads((checkout / "grades/grades.json").read_bytes())["seed"] == 12


def test_the_container_file_without_an_engine(published: Path, checkout: Path) -> None:
    """Its COPYs and RUNs, in a folder that stands for the container's root; then its entry point grades."""
    root, here, entry = checkout.parent / "root", "/", []
    root.mkdir()
    for line in (ROOT / "ci/Containerfile").read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        word, _, rest = line.partition(" ")
        if word == "WORKDIR":
            here = rest
            (root / here.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            *names, target = shlex.split(rest)
            for name in names:
                place = root / here.lstrip("/") / target
                copy = shutil.copytree if (published / name).is_dir() else shutil.copy
                copy(published / name, place if copy is shutil.copytree else place / name)
        elif word == "RUN":
            rest = rest.removeprefix("--mount=type=bind,target=/opt/course ").replace("/opt/course", str(published))
            script = f"cd {root / here.lstrip('/')}\n{rest}".replace("/opt/autograder", f"{root}/opt/autograder")
            done = run(script.replace("/var/lib/apt", f"{root}/var/lib/apt"), checkout)
            assert done.returncode == 0, done.stdout + done.stderr
        elif word == "ENTRYPOINT":
            entry = [f"{root}{part}" for part in json.loads(rest)]
    done = run(shlex.join([*entry, "grade", ".", "--unsafe", "--json", "grades.json"]), checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((checkout / "grades.json").read_bytes())["submissions"][0]["score"] == 13.0
