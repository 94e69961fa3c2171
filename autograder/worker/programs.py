"""Other programs, as a notebook's cells find them where none can be started: each prints nothing, and ends well."""

from __future__ import annotations

import importlib.machinery
import io
import os
import sys
import types
from typing import Any


def install() -> None:
    """Put these in place of the real ones, for what is imported and what will be."""
    os.system = lambda command: 0
    if (loaded := sys.modules.get("subprocess")) is not None:
        loaded.Popen = Popen  # type: ignore[attr-defined]


def load(module: types.ModuleType) -> None:
    """The library's own ``subprocess``, which starts these programs."""
    spec = importlib.machinery.PathFinder.find_spec("subprocess")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(module)
    module.Popen = Popen  # type: ignore[attr-defined]


class Popen:
    """A program that has ended."""

    def __init__(
        self, args: Any, *_: Any, stdin: Any = None, stdout: Any = None, stderr: Any = None, **how: Any
    ) -> None:
        text = any(how.get(name) for name in ("text", "universal_newlines", "encoding", "errors"))
        self.args, self.pid, self.returncode, self._text = args, 0, 0, text
        self.stdin, self.stdout, self.stderr = (self._pipe(asked) for asked in (stdin, stdout, stderr))

    def _pipe(self, asked: Any) -> Any:
        piped = asked == -1  # subprocess.PIPE
        return (io.StringIO() if self._text else io.BytesIO()) if piped else None

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
        """What it has printed: nothing."""
        nothing = "" if self._text else b""
        return tuple(None if pipe is None else nothing for pipe in (self.stdout, self.stderr))  # type: ignore[return-value]

    def wait(self, timeout: float | None = None) -> int:
        """It has ended."""
        return self.returncode

    poll = wait

    def kill(self, *_: Any) -> None:
        """There is nothing to be ended."""

    terminate = send_signal = kill

    def __enter__(self) -> Popen:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def __class_getitem__(cls, _: Any) -> type[Popen]:
        return cls
