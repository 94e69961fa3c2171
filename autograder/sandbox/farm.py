"""The same view without namespaces: a folder of links, whose targets alone Landlock leaves readable."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path

from autograder.sandbox.view import INSTALLED, View

# ends with its input, which ends with this process, however that ends: even SIGKILL leaves no folder
_REMOVER = ["/bin/sh", "-c", 'read -r _; exec rm -rf -- "$0"']


class Farm:
    """A temporary folder with ``python``, ``packages`` and ``ours``, gone after ``close`` and with this process.

    Raises OSError where it cannot be made.
    """

    def __init__(self, view: View) -> None:
        self.root = Path(tempfile.gettempdir(), f"autograder-{secrets.token_hex(8)}")
        self._remover = _remover(self.root)
        self._remove = Finalize(self, _end, args=(self._remover,), exitpriority=0)  # waits for the remover's end
        try:
            self._grow(view)
        except BaseException:
            self.close()
            raise

    def _grow(self, view: View) -> None:
        self.root.mkdir()
        self.root.chmod(0o755)
        self.settings = self.root / "settings"
        self.settings.mkdir(mode=0o700)  # matplotlib asks for one that its user may write to; Landlock lets no child
        self._libraries = view.libraries
        self._targets: list[Path] = []
        for name, shown in (("python", view.python), ("packages", view.packages), ("ours", view.ours)):
            for target, source in shown.items():
                self._link(self.root / name / target, source)

    def _link(self, link: Path, source: Path) -> None:
        """A folder with installed packages is linked entry by entry: Landlock cannot take back a part of a folder."""
        link.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir() and any((source / name).exists() for name in INSTALLED):
            link.mkdir(exist_ok=True)
            for entry in source.iterdir():
                if entry.name not in INSTALLED and not (link / entry.name).exists():
                    self._link(link / entry.name, entry)
        elif not link.exists():
            link.symlink_to(source)
            self._targets.append(source.resolve())

    def readable(self) -> list[str]:
        """What Landlock is to leave readable; folders of the system with installed packages entry by entry."""
        libraries = [str(entry) for folder in self._libraries for entry in _without_installed(folder)]
        return [str(self.root), *(str(target) for target in self._targets), *libraries]

    def open_to_all(self) -> bool:
        """Any user can read what is shown: no folder above it is closed to others."""
        above = {parent for target in (self.root / "python", *self._targets) for parent in target.parents}
        return all(os.stat(folder).st_mode & 0o001 for folder in above)

    def hand_over(self, uid: int) -> None:
        """Give that user the settings; all else stays ours."""
        os.chown(self.settings, uid, uid)

    def close(self) -> None:
        """Remove the folder and its links."""
        self._remove()


@contextmanager
def folder() -> Iterator[Path]:
    """An empty temporary folder, gone afterwards and with this process. Raises OSError where it cannot be made."""
    root = Path(tempfile.gettempdir(), f"autograder-{secrets.token_hex(8)}")
    remover = _remover(root)
    try:
        root.mkdir(mode=0o700)
        yield root
    finally:
        _end(remover)


def _remover(root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*_REMOVER, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )


def _end(remover: subprocess.Popen[bytes]) -> None:
    if remover.stdin is not None:
        remover.stdin.close()
    remover.wait()


def _without_installed(folder: Path) -> Iterator[Path]:
    if any(folder.glob("python3*/*-packages")):
        yield from (entry for entry in folder.iterdir() if not entry.name.startswith("python"))
    else:
        yield folder
