"""What a student's process imports is compiled before it starts, as it can write no byte code itself."""

from __future__ import annotations

import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from autograder.sandbox.compiled import compile_missing


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    source = tmp_path / "package" / "inner" / "module.py"
    source.parent.mkdir(parents=True)
    source.write_text("x = 1\n", encoding="utf-8")
    return source


def compiled(source: Path) -> bytes | None:
    cache = Path(cache_from_source(source))
    return cache.read_bytes() if cache.exists() else None


def test_what_was_not_compiled_is(module: Path, tmp_path: Path) -> None:
    """Once: what is as it was is left alone, what has changed is compiled again."""
    compile_missing([tmp_path / "package"])
    first = compiled(module)
    assert first is not None
    os.utime(cache_from_source(module), (1, 1))
    compile_missing([tmp_path / "package"])
    assert os.stat(cache_from_source(module)).st_mtime == 1
    module.write_text("longer = 12345\n", encoding="utf-8")
    compile_missing([tmp_path / "package"])
    assert compiled(module) not in (None, first)


def test_nothing_is_written_where_python_is_to_write_none(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As PYTHONDONTWRITEBYTECODE asks."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compile_missing([module.parent])
    assert compiled(module) is None


def test_what_cannot_be_compiled_stops_nobody(module: Path, tmp_path: Path) -> None:
    """A source that is no Python, a folder in the place of the cache, a file that is no folder, nothing at all."""
    module.write_text("def", encoding="utf-8")
    (tmp_path / "package" / "__pycache__").write_text("", encoding="utf-8")
    (tmp_path / "package" / "other.py").write_text("x = 1", encoding="utf-8")
    compile_missing([tmp_path / "package", module, tmp_path / "nothing"])
    assert compiled(module) is None
