"""Objects that stand for what is not here, and calls of debuggers, which nobody could answer."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

STOPS = frozenset(("set_trace", "breakpoint", "post_mortem", "pm", "Tracer", "embed"))


class DebuggerError(RuntimeError):
    """Nobody is there to answer a debugger."""


def stop(*_: Any, **__: Any) -> None:
    """What every call of a debugger does."""
    raise DebuggerError("a debugger was called")


class Nothing:
    """An object that takes whatever is asked of it, and does nothing; as a decorator it gives back what it got.

    It keeps what it was made with, as a slider keeps its value; of options the first one is chosen.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.data = args[0] if args else None
        if isinstance(options := kwargs.get("options"), list | tuple) and options:
            self.value = options[0][1] if type(options[0]) is tuple and len(options[0]) == 2 else options[0]
        self.__dict__.update(kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing, or the function that it decorates."""
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType | type):
            return args[0]
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return stop if name in STOPS else Nothing()

    def __getitem__(self, key: Any) -> Any:
        return Nothing()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def __str__(self) -> str:
        return ""


class ProgressBar(Nothing):
    """Gives what it was made for, as ``tqdm`` does; or as many numbers."""

    def __iter__(self) -> Iterator[Any]:
        return iter(range(self.data) if isinstance(self.data, int) else () if self.data is None else self.data)

    def __len__(self) -> int:
        return self.data if isinstance(self.data, int) else 0 if self.data is None else len(self.data)

    def __bool__(self) -> bool:
        return True

    @staticmethod
    def write(*_: Any, **__: Any) -> None:
        """Nobody looks."""

    pandas = write


def numbers(*bounds: int, **_: Any) -> ProgressBar:
    """``trange``."""
    return ProgressBar(range(*bounds))
