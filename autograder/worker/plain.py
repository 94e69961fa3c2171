"""Calls and answers as plain trees for the wire, and back, strictly: a tree that does not fit raises ValueError."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from .calls import Analysis, Answer, Call, Make, Raised, Reply, Step

T = TypeVar("T")

# what a field must hold: a dataclass, a tuple of them ([cls]), one that may be None ({cls}), or a test of a plain value
_TEXT = 2000
_FIELDS: dict[tuple[type, str], Any] = {
    (Call, "make"): Make,
    (Call, "steps"): [Step],
    (Answer, "replies"): [Reply],
    (Answer, "raised"): {Raised},
    (Reply, "raised"): {Raised},
    (Analysis, "raised"): {Raised},
}


def pack(value: Any) -> Any:
    """A dataclass of ``calls`` as a dict of plain values; other values as they are."""
    if is_dataclass(value) and type(value) in (Call, Make, Step, Answer, Reply, Raised, Analysis):
        return {f.name: pack(getattr(value, f.name)) for f in fields(value)}
    if type(value) in (list, tuple):
        return type(value)(pack(item) for item in value)
    return value


def unpack(plain: Any, cls: type[T]) -> T:
    """The dataclass again. Raises ValueError where the tree is not one."""
    names = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    if type(plain) is not dict or set(plain) != names:
        raise ValueError(f"not a {cls.__name__}")
    values = {name: _field(cls, name, plain[name]) for name in names}
    if cls in (Make, Step):
        values["args"] = tuple(_argument(arg) for arg in values["args"])
    if cls is Make:
        values["attributes"] = {name: _argument(value) for name, value in values["attributes"].items()}
    return cls(**values)


def _field(cls: type, name: str, value: Any) -> Any:
    spec = _FIELDS.get((cls, name))
    if isinstance(spec, list):
        if type(value) not in (list, tuple):
            raise ValueError(f"{cls.__name__}.{name}")
        return tuple(unpack(item, spec[0]) for item in value)
    if isinstance(spec, set):
        return None if value is None else unpack(value, next(iter(spec)))
    if spec is not None:
        return unpack(value, spec)
    if not _fits(cls, name, value):
        raise ValueError(f"{cls.__name__}.{name}")
    return tuple(value) if type(value) is list and name in ("args", "watch", "binds") else value


def _fits(cls: type, name: str, value: Any) -> bool:
    if name == "args":
        return type(value) in (list, tuple)
    if name in ("watch", "binds"):
        return type(value) in (list, tuple) and all(type(item) is str and len(item) <= _TEXT for item in value)
    if name == "stubs":
        return type(value) is dict and all(type(item) is str for item in value.values())
    if name in ("attributes", "changed", "state"):
        return type(value) is dict
    if name in ("type", "message", "cls", "method", "why"):
        return type(value) is str and len(value) <= _TEXT
    if name in ("cell", "died"):
        return value is None or (type(value) is str and len(value) <= _TEXT)
    if name == "line":
        return value is None or (type(value) is int and 0 <= value < 1 << 31)
    if name == "defines":
        return type(value) is bool
    return (cls, name) == (Reply, "value")


def _argument(value: Any) -> Any:
    if type(value) is dict:
        return unpack(value, Make)
    if type(value) in (list, tuple):
        return type(value)(_argument(item) for item in value)
    return value
