"""The zip that students download: the release, the same bytes every time."""

from __future__ import annotations

import zipfile
from pathlib import Path

NAME = "assignment2"
LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints", "hand_in"}
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def archive(folder: Path, target: Path) -> str:
    """Write a release folder into a zip, below one folder ``assignment2``; what running it left behind stays out.

    folder: holds ``assignment2.ipynb`` and the package. target: the zip, written anew.
    Returns a sentence that says what was written. Raises ValueError, with a sentence, where the folder is no release;
    OSError where it cannot be read or written.
    """
    notebook = folder / f"{NAME}.ipynb"
    if not notebook.is_file():
        raise ValueError(f"There is no {notebook.name} in {folder}: name the folder of the release.")
    if "### BEGIN " in notebook.read_text(encoding="utf-8"):
        raise ValueError(f"{notebook} holds the answers: it is the instructor's. Make a release of it (make release).")
    found = [path for path in folder.rglob("*") if path.is_file() and not _left_behind(path, folder, target)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(found, key=lambda path: path.relative_to(folder).as_posix()):
            entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(folder).as_posix()}", LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            made.writestr(entry, path.read_bytes())
    return f"{target}: {len(found)} files, {target.stat().st_size / 1024:.0f} KiB"


def _left_behind(path: Path, folder: Path, target: Path) -> bool:
    return bool(LEFT_BEHIND & set(path.relative_to(folder).parts)) or path.resolve() == target.resolve()
