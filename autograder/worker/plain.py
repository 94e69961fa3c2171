"""Calls and answers as plain trees for the wire, and back, strictly: a tree that does not fit raises ValueError.

A dataclass is the list of its fields' values, in their order; a ``Make`` among arguments is ``{"make": [...]}``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from .calls import Analysis, Answer, Call, Make, Raised, Reply, Step

T = TypeVar("T")

_NAMES: dict[Any, tuple[str, ...]] = {
    cls: tuple(field.name for field in fields(cls)) for cls in (Call, Make, Step, Answer, Reply, Raised, Analysis)
}
_TEXT = 2000


def pack(value: Any) -> Any:
    """A dataclass of ``calls`` as a list of plain values; other values as they are."""
    kind = type(value)
    if kind is Make:
        attributes = {name: pack(each) for name, each in value.attributes.items()}
        return {"make": [value.cls, [pack(arg) for arg in value.args], attributes]}
    if kind is Step:
        return [value.method, [pack(arg) for arg in value.args], list(value.watch)]
    if kind is Answer:
        return [[pack(reply) for reply in value.replies], pack(value.raised), value.died, value.why]
    if kind is Reply:
        return [value.value, pack(value.raised), dict(value.changed), dict(value.state)]
    if kind is Call:
        return [pack(value.make), [pack(step) for step in value.steps]]
    if kind is Analysis:
        return [list(value.binds), value.defines, list(value.signs), pack(value.raised), list(value.absent)]
    if kind is Raised:
        return [value.type, value.message, value.cell, value.line]
    if kind in (list, tuple):
        return kind(pack(item) for item in value)
    return value


def unpack(plain: Any, cls: type[T]) -> T:
    """The dataclass again. Raises ValueError where the tree is not one."""
    if cls is Make and type(plain) is dict and set(plain) == {"make"}:
        plain = plain["make"]
    names = _NAMES[cls]
    if type(plain) is not list or len(plain) != len(names):
        raise ValueError(f"not a {cls.__name__}")
    return cls(*[_field(cls, name, value) for name, value in zip(names, plain, strict=True)])


def _field(cls: type, name: str, value: Any) -> Any:
    read = _READ.get((cls, name)) or _READ[name]
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(str(error) or f"{cls.__name__}.{name}") from None


def _several(cls: type) -> Callable[[Any], Any]:
    return lambda value: tuple(unpack(item, cls) for item in _kind(value, list))


def _maybe(cls: type) -> Callable[[Any], Any]:
    return lambda value: None if value is None else unpack(value, cls)


def _kind(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError
    return value


def _text(value: Any) -> Any:
    if type(value) is not str or len(value) > _TEXT:
        raise ValueError
    return value


def _text_or_none(value: Any) -> Any:
    return None if value is None else _text(value)


def _line(value: Any) -> Any:
    if value is not None and not (type(value) is int and 0 <= value < 1 << 31):
        raise ValueError
    return value


def _argument(value: Any) -> Any:
    """An argument that the grader sends: a dict is a ``Make``."""
    if type(value) is dict:
        return unpack(value, Make)
    if type(value) in (list, tuple):
        return type(value)(_argument(item) for item in value)
    return value


# how a field is read: by dataclass and name, or by name alone
_READ: dict[Any, Callable[[Any], Any]] = {
    (Call, "make"): lambda value: unpack(value, Make),
    (Call, "steps"): _several(Step),
    (Answer, "replies"): _several(Reply),
    (Reply, "value"): lambda value: value,
    "args": lambda value: tuple(_argument(item) for item in _kind(value, list)),
    "attributes": lambda value: {name: _argument(item) for name, item in _kind(value, dict).items()},
    "raised": _maybe(Raised),
    "changed": lambda value: _kind(value, dict),
    "state": lambda value: _kind(value, dict),
    "watch": lambda value: tuple(_text(item) for item in _kind(value, list)),
    "binds": lambda value: tuple(_text(item) for item in _kind(value, list)),
    "signs": lambda value: tuple(_text(item) for item in _kind(value, list)),
    "absent": lambda value: tuple(_text(item) for item in _kind(value, list)),
    "defines": lambda value: _kind(value, bool),
    "type": _text,
    "message": _text,
    "cls": _text,
    "method": _text,
    "why": _text,
    "cell": _text_or_none,
    "died": _text_or_none,
    "line": _line,
}
