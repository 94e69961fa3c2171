"""Versions of installed packages, as ``importlib.metadata`` tells them: in a student's view there is none of it."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PACKAGES = ("numpy", "matplotlib")


class _Distribution(importlib.metadata.Distribution):
    def __init__(self, package: str) -> None:
        self.package = package

    def read_text(self, filename: str) -> str | None:
        """Only ``METADATA`` is there."""
        version = importlib.import_module(self.package).__version__
        return f"Metadata-Version: 2.1\nName: {self.package}\nVersion: {version}\n" if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        """Where the packages lie."""
        return Path(str(importlib.import_module(self.package).__file__)).parent.parent / path


def distributions(name: str | None) -> Iterator[_Distribution]:
    """That of one package, or all."""
    for package in _PACKAGES:
        if name is None or name.lower() == package.lower():
            yield _Distribution(package)
