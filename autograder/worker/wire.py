"""Frames between the grader and a student's process: a JSON head and raw little-endian array bytes.

A frame cannot carry code: no pickle, no npy header, no class is looked up by name. The decoder takes exactly what the
encoder makes and raises ``WireError`` for everything else; sizes are checked against the bytes received before anything
is allocated.

None, bools, numbers, text and lists are themselves in JSON; all else is an object with one key: ``{"tuple": [...]}``,
``{"dict": [[key, value], ...]}``, ``{"float": "nan"}``, ``{"complex": [re, im]}``, ``{"array": [dtype, shape]}``,
``{"scalar": dtype}``, ``{"opaque": type name}``. The bytes of arrays and scalars follow the head in the same order.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .calls import Opaque

PREFIX = struct.Struct("<4sIQ")  # magic, bytes of the head, bytes of the arrays
MAGIC = b"bp2\n"
MAX_HEAD = 4 << 20
MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_NDIM = 32  # what every numpy can hold
MAX_DIGITS = 100  # of an integer
MAX_NAME = 200  # characters of a type's name

_DTYPES = frozenset(
    ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"),
)
_LONG = {"f16": "f8", "f12": "f8", "c32": "c16", "c24": "c16"}  # long double, as the machine has it: sent as double
_REAL = np.dtype("<f8") if np.little_endian else None  # nearly all there is; numpy has one object for it
_TOO_LONG = 10**MAX_DIGITS
_NOT_FINITE = ("nan", "inf", "-inf")


class WireError(Exception):
    """Bytes that the encoder would never have made."""


def _refuse(name: str) -> Any:
    raise WireError(name)


_TO_JSON = json.JSONEncoder(allow_nan=False)
_FROM_JSON = json.JSONDecoder(parse_constant=_refuse)


def encode(value: Any) -> bytes:
    """One frame. What is no plain value crosses as ``Opaque``: of a student's object only its type is looked at, and no
    method that they may have overridden is called."""
    encoder = _Encoder()
    head = _TO_JSON.encode(encoder.node(value, 0)).encode("ascii")
    arrays = b"".join(encoder.arrays)
    return PREFIX.pack(MAGIC, len(head), len(arrays)) + head + arrays


def beginning(fields: Mapping[str, Any], last: str) -> bytes:
    """How the head of a dict begins that has these fields and then another one, up to its value."""
    pairs = _TO_JSON.encode([*map(list, fields.items()), [last]])
    return f'{{"dict": {pairs[:-2]}, '.encode("ascii")


def sizes(prefix: bytes, max_arrays: int, max_head: int = MAX_HEAD) -> tuple[int, int]:
    """The bytes of head and arrays that follow a prefix. Raises WireError, TooLarge where they are beyond a limit."""
    magic, head, arrays = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("not a frame")
    if head > max_head or arrays > max_arrays:
        raise TooLarge(f"{head} + {arrays} bytes")
    return head, arrays


def decode(head: bytes, arrays: bytes | memoryview) -> Any:
    """The value of a frame from an untrusted sender; arrays are writable and own their memory. Raises WireError."""
    decoder = _Decoder(arrays)
    try:
        value = decoder.node(_FROM_JSON.decode(head.decode("ascii")), 0)
    except WireError:
        raise
    except (ValueError, TypeError, RecursionError, OverflowError, MemoryError) as error:
        raise WireError(type(error).__name__) from None
    if decoder.position != len(arrays):
        raise WireError("bytes that belong to no array")
    return value


class TooLarge(WireError):
    """A frame beyond a limit: what an honest program may send, too."""


class _Encoder:
    def __init__(self) -> None:
        self.arrays: list[bytes] = []
        self.nodes = 0

    def node(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        kind = type(value)
        if value is None or kind is bool:
            return value
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            return _opaque(kind)
        if kind is np.ndarray and value.dtype is _REAL and value.ndim <= MAX_NDIM:
            self.arrays.append(value.tobytes())
            return {"array": ["f8", list(value.shape)]}
        encode_kind = _ENCODE.get(kind)
        if encode_kind is not None:
            return encode_kind(self, value, depth)
        if issubclass(kind, np.ndarray | np.generic):
            return self.numbers(value, kind)
        return _opaque(kind)

    def numbers(self, value: Any, kind: type) -> Any:
        """An array, or a scalar of numpy's own; of a subclass the buffer, taken by ndarray's own machinery."""
        scalar = issubclass(kind, np.generic)
        if scalar and kind.__module__ != "numpy":
            return _opaque(kind)
        plain = np.asarray(value) if scalar else np.ndarray.view(value, np.ndarray)
        name = f"{plain.dtype.kind}{plain.dtype.itemsize}"
        name = _LONG.get(name, name)
        if name not in _DTYPES or plain.ndim > MAX_NDIM:
            return {"opaque": f"array of {plain.dtype}"[:MAX_NAME]}
        self.arrays.append(plain.astype("<" + name, order="C").tobytes())
        return {"scalar": name} if scalar else {"array": [name, list(plain.shape)]}

    def integer(self, value: int, depth: int) -> Any:
        return value if value.bit_length() < 3 * MAX_DIGITS else {"opaque": "int"}

    def real(self, value: float, depth: int) -> Any:
        return value if math.isfinite(value) else {"float": repr(value)}

    def complex(self, value: complex, depth: int) -> Any:
        return {"complex": [self.real(value.real, depth), self.real(value.imag, depth)]}

    def text(self, value: str, depth: int) -> Any:
        if value.isascii():
            return value
        return value.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair would stop whoever writes it

    def list(self, value: list[Any], depth: int) -> Any:
        return [self.node(item, depth + 1) for item in value]

    def tuple(self, value: tuple[Any, ...], depth: int) -> Any:
        return {"tuple": [self.node(item, depth + 1) for item in value]}

    def dict(self, value: dict[Any, Any], depth: int) -> Any:
        if not _TEXT.issuperset(map(type, value)):
            return {"opaque": "dict"}
        return {"dict": [[self.text(key, depth), self.node(item, depth + 1)] for key, item in value.items()]}

    def opaque(self, value: Opaque, depth: int) -> Any:
        return {"opaque": self.text(str(value.type), depth)[:MAX_NAME]}


_TEXT = frozenset((str,))
_ENCODE: dict[type, Callable[[_Encoder, Any, int], Any]] = {
    int: _Encoder.integer,
    float: _Encoder.real,
    complex: _Encoder.complex,
    str: _Encoder.text,
    list: _Encoder.list,
    tuple: _Encoder.tuple,
    dict: _Encoder.dict,
    Opaque: _Encoder.opaque,
}


def _opaque(kind: type) -> dict[str, str]:
    name = type.__dict__["__name__"].__get__(kind)  # a metaclass may have a __name__ of its own
    return {"opaque": name.encode("utf-8", "replace").decode("utf-8")[:MAX_NAME]}


class _Decoder:
    def __init__(self, arrays: bytes | memoryview) -> None:
        self.arrays = arrays
        self.position = 0
        self.nodes = 0

    def node(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > 2 * MAX_NODES:  # keys count here, too
            raise WireError("nested too deep, or too much of it")
        if type(node) is str:
            node.encode("utf-8")  # raises for half a surrogate pair
            return node
        if type(node) is list:
            return [self.node(item, depth + 1) for item in node]
        if type(node) is not dict:
            if type(node) is int and not -_TOO_LONG < node < _TOO_LONG:
                raise WireError("an integer too long")
            return node
        if len(node) != 1:
            raise WireError("not one key")
        ((tag, content),) = node.items()
        if tag not in _DECODE:
            raise WireError("unknown tag")
        return _DECODE[tag](self, content, depth)

    def numbers(self, dtype: Any, shape: list[Any]) -> np.ndarray:
        if type(dtype) is not str or dtype not in _DTYPES or len(shape) > MAX_NDIM:
            raise WireError("not an array")
        count = 1
        for n in shape:
            if type(n) is not int or not 0 <= n < 1 << 40:
                raise WireError("not a shape")
            count *= n
        start, self.position = self.position, self.position + count * int(dtype[1:])
        if self.position > len(self.arrays):
            raise WireError("fewer bytes than the shape has")
        if count == 0:
            return np.empty(shape, dtype)
        if dtype == "b1":  # a byte other than 0 and 1 must not become a bool
            return (np.frombuffer(self.arrays, "u1", count, start) != 0).reshape(shape)
        return np.frombuffer(self.arrays, "<" + dtype, count, start).reshape(shape).astype(dtype)

    def array(self, content: Any, depth: int) -> np.ndarray:
        dtype, shape = content
        if type(shape) is not list:
            raise WireError("not a shape")
        return self.numbers(dtype, shape)

    def scalar(self, content: Any, depth: int) -> Any:
        return self.numbers(content, [])[()]

    def tuple(self, content: Any, depth: int) -> tuple[Any, ...]:
        if type(content) is not list:
            raise WireError("not a tuple")
        return tuple(self.node(item, depth + 1) for item in content)

    def dict(self, content: Any, depth: int) -> dict[str, Any]:
        if type(content) is not list:
            raise WireError("not a dict")
        pairs: dict[str, Any] = {}
        for pair in content:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("not a dict")
            key = self.node(pair[0], depth)
            if type(key) is not str or key in pairs:
                raise WireError("not the keys of a dict")
            pairs[key] = self.node(pair[1], depth + 1)
        return pairs

    def real(self, content: Any, depth: int) -> float:
        if content not in _NOT_FINITE:
            raise WireError("not a float")
        return float(content)

    def complex(self, content: Any, depth: int) -> complex:
        parts = [self.node(part, depth) for part in content] if type(content) is list else []
        if len(parts) != 2 or not all(type(part) is float for part in parts):
            raise WireError("not a complex number")
        return complex(*parts)

    def opaque(self, content: Any, depth: int) -> Opaque:
        if type(content) is not str or len(content) > MAX_NAME:
            raise WireError("not a type's name")
        return Opaque(self.node(content, depth))


_DECODE: dict[str, Callable[[_Decoder, Any, int], Any]] = {
    "array": _Decoder.array,
    "scalar": _Decoder.scalar,
    "tuple": _Decoder.tuple,
    "dict": _Decoder.dict,
    "float": _Decoder.real,
    "complex": _Decoder.complex,
    "opaque": _Decoder.opaque,
}
