"""Right answers stay in the checkout: what is installed where students' code may run holds no corpus."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.cli import main
from tests.corpus import FOLDERS, ROOT


def corpora(names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(".toml") and "corpus" in Path(name).parts]


def test_a_wheel_holds_no_corpus() -> None:
    """Of no assignment, though it holds the code that reads them."""
    wheel = pytest.importorskip("hatchling.builders.wheel")
    names = [each.distribution_path for each in wheel.WheelBuilder(str(ROOT)).recurse_included_files()]
    assert "autograder/corpus/case.py" in names
    assert corpora(names) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_zip_for_gradescope_holds_no_corpus(folder: Path, tmp_path: Path) -> None:
    """Neither of ours nor of a course's."""
    file = tmp_path / "autograder.zip"
    assert main(["gradescope", "build", "--assignment", str(folder), "--output", str(file)]) == 0
    assert corpora(zipfile.ZipFile(file).namelist()) == []
