"""The same corpus as a normal user, and with the grader installed as a package: where AUTOGRADER_CI=1 is set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import namespace
import pytest
import test_hostile
from canaries import Canaries
from hostile_corpus import PROJECT, attacks

EVERYTHING = os.environ.get("AUTOGRADER_CI") == "1"
NOBODY = 61183  # a user that exists nowhere: one below those of the sandbox
SITE = Path(pytest.__file__).parents[1]


def interpreter() -> str | None:
    """A Python of this version that any user may run."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (os.path.realpath(sys.executable), f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if os.path.exists(path) and all(
            os.stat(folder).st_mode & 0o001 for folder in (Path(path), *Path(path).parents)
        ):
            return path
    return None


def graded(tmp_path: Path, command: Sequence[str], path: Sequence[Path], user: Sequence[str], tier: str) -> list[str]:
    """Grade the quick families with that command, as that user; what went wrong."""
    chosen = [attack for attack in attacks() if attack.family in test_hostile.QUICK]
    with Canaries() as canaries:
        canaries.packages = path[-1] if path else next(tmp_path.glob("installed/lib/python*/site-packages"))
        submitted = test_hostile.handed_in(tmp_path, chosen, canaries)
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_uid == os.geteuid() and len(folder.parts) > 2:
                folder.chmod(0o755)
        report = Path(canaries.folder, "report")
        report.mkdir(mode=0o777)
        report.chmod(0o777)
        asked = [
            *command,
            "-m",
            "autograder",
            "grade",
            str(submitted),
            "--json",
            str(report / "grades.json"),
            "--quiet",
            "--tier",
            tier,
        ]
        done = namespace.run([*asked, *test_hostile.LIMITS], user, path=path)
        assert done.returncode == 0, done.stderr
        found = {each["student"]: each for each in json.loads((report / "grades.json").read_text())["submissions"]}
        touched = [name for name in canaries.touched() if name != "report"]
    wrong = [f"{attack.id}: {what}" for attack in chosen for what in test_hostile.problems(attack, found[attack.id])]
    return [*touched, *wrong, *(name for name in test_hostile.NEIGHBOURS if found[name]["score"] != 20.0)]


@pytest.mark.skipif(not EVERYTHING, reason="runs where AUTOGRADER_CI=1")
@pytest.mark.parametrize("tier", ["A", "B"])
def test_as_a_normal_user(tier: str, tmp_path: Path) -> None:
    """Without any right of root's, every attack earns as little."""
    python = interpreter()
    assert python is not None, "there is no Python of this version that other users may run"
    change = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all"]
    user = change if os.geteuid() == 0 else []
    assert graded(tmp_path, [python, "-B"], (PROJECT, SITE), user, tier) == []


@pytest.mark.skipif(not EVERYTHING, reason="runs where AUTOGRADER_CI=1")
def test_with_the_grader_installed(tmp_path: Path) -> None:
    """The reference then lies in site-packages, among numpy: and still nobody reads it."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            str(tmp_path),
            str(PROJECT),
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    home = tmp_path / "installed"
    venv.create(home)
    (site,) = home.glob("lib/python*/site-packages")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site), str(wheel)],
        check=True,
    )
    (site / "dependencies.pth").write_text(f"{SITE}\n")  # numpy and rich, of this environment
    assert graded(tmp_path, [str(home / "bin" / "python"), "-B"], (), (), test_hostile.HOLDING[0]) == []
