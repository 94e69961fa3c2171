"""The zip of the release: one folder, what students need, nothing left behind, the same bytes every time."""

from __future__ import annotations

import shutil
import zipfile

from answers import RELEASE, ROOT

from assignment2.__main__ import main


def test_the_zip_is_the_release(tmp_path, capsys) -> None:
    """All files of the release, the README among them, below one folder; what running it left behind stays out."""
    used = tmp_path / "used"
    shutil.copytree(RELEASE.parent, used, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__pycache__", ".ipynb_checkpoints"):
        (used / name).mkdir()
        (used / name / "left").write_text("behind")
    for name in ("one.zip", "two.zip"):
        assert main(["zip", str(used), str(tmp_path / name)]) == 0
    files = [path for path in RELEASE.parent.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    names = zipfile.ZipFile(tmp_path / "one.zip").namelist()
    assert names == sorted(names)
    assert set(names) == {f"assignment2/{path.relative_to(RELEASE.parent).as_posix()}" for path in files}
    assert {"assignment2/README.md", "assignment2/assignment2.ipynb"} <= set(names)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert f"one.zip: {len(names)} files, " in capsys.readouterr().out


def test_the_instructors_notebook_is_not_packed(tmp_path, capsys) -> None:
    """The folder with the answers, and one without a notebook, are refused with a sentence, and nothing is written."""
    for folder, said in ((ROOT / "source/assignment2", "holds the answers"), (tmp_path, "no assignment2.ipynb")):
        assert main(["zip", str(folder), str(tmp_path / "out.zip")]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "out.zip").exists()
