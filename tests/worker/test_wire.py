"""The wire carries plain data, exactly; of all else the name of its type."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from frames import SIZE, VALUES, received
from hypothesis import given, settings

from autograder.worker import wire
from autograder.worker.calls import Opaque


def cross(value: Any) -> Any:
    frame = wire.encode(value)
    head, arrays = wire.sizes(frame[:SIZE], 1 << 30)
    assert len(frame) == SIZE + head + arrays
    return wire.decode(frame[SIZE : SIZE + head], frame[SIZE + head :])


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, float) and math.isnan(a):
        return math.isnan(b)
    return a == b


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_plain_values_cross_unchanged(value: Any) -> None:
    """Type, dtype, shape and bits are the same on the other side."""
    assert same(cross(value), value)


EXACT: list[Any] = [
    *(None, True, False, 0, -3, (1 << 299) - 1, 1 - (1 << 299), 0.0, -0.0, 1.5, math.nan, math.inf, -math.inf),
    *(1j, complex(math.nan, -math.inf), "", "ŷ − y", (), [], {}, (1, [2.0, ("a",)]), {"a": (1,), "ŷ": {}}),
    *(np.ones((2, 3), name) for name in sorted(wire._DTYPES)),
    *(np.dtype(name).type(1) for name in sorted(wire._DTYPES)),
    *(np.array(2.5), np.zeros((0, 3)), np.zeros((1,) * 32), np.array([[True, False]]), np.array([math.nan])),
    *(np.arange(6.0).reshape(2, 3).T, np.arange(6).reshape(2, 3).T, np.arange(12.0)[::2]),
    *([np.ones(2), np.float32(2), np.arange(3)], Opaque("Tensor"), [1] * (wire.MAX_NODES - 1)),
]


@pytest.mark.parametrize("value", EXACT, ids=lambda value: repr(value)[:30])
def test_each_plain_value_crosses_unchanged(value: Any) -> None:
    """Type, dtype, shape and bits are the same on the other side."""
    assert same(cross(value), value)


@pytest.mark.parametrize(
    ("value", "arrived"),
    [
        (np.arange(3, dtype=">f8"), np.arange(3.0)),
        (np.arange(3, dtype=">i2"), np.arange(3, dtype="i2")),
        (np.array([1.5], np.longdouble), np.array([1.5])),
        (np.longdouble(1.5), np.float64(1.5)),
        (np.clongdouble(1.5j), np.complex128(1.5j)),
        (Opaque("X" * 300), Opaque("X" * 200)),
        ([0] * wire.MAX_NODES, [0] * (wire.MAX_NODES - 1) + [Opaque("int")]),
        ([None] * wire.MAX_NODES + [True], [None] * wire.MAX_NODES + [True]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_another_machine_may_lack_crosses_as_what_every_machine_has(value: Any, arrived: Any) -> None:
    """Byte orders, long doubles, and names and lists beyond the limit."""
    assert same(cross(value), arrived)


def test_limits_of_a_frame() -> None:
    """Of its head, of its nesting, of its values, of an array's axes, of an integer's digits, of a name."""
    limits = (wire.MAX_HEAD, wire.MAX_DEPTH, wire.MAX_NODES, wire.MAX_NDIM, wire.MAX_DIGITS, wire.MAX_NAME)
    assert limits == (4 << 20, 64, 100_000, 32, 100, 200)


def test_a_frame_is_its_sizes_its_head_and_its_arrays() -> None:
    """To the byte, as both sides must have it."""
    head = b'[1, {"array": ["f8", [1]]}]'
    frame = b"bp2\n" + len(head).to_bytes(4, "little") + (8).to_bytes(8, "little") + head + np.ones(1, "<f8").tobytes()
    assert wire.encode([1, np.ones(1)]) == frame


def test_a_head_can_be_begun_before_its_last_value_is_there() -> None:
    """What is begun and what is put behind it are one dict."""
    begun = wire.beginning({"a": 1, "b": ["x"]}, "last")
    assert begun == b'{"dict": [["a", 1], ["b", ["x"]], ["last", '
    assert received(begun + b"2]]}") == {"a": 1, "b": ["x"], "last": 2}


def test_arrays_arrive_writable_and_in_memory_of_their_own() -> None:
    """A student's code may work in place on what it is given."""
    arrived = cross(np.arange(6.0).reshape(2, 3).T)
    arrived += 1
    assert arrived.flags.owndata or arrived.base.flags.owndata
    assert arrived.tolist() == [[1, 4], [2, 5], [3, 6]]


class Hostile(np.ndarray):
    """Raises for whatever is asked of it."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("an overridden method was called")

    __array__ = __array_ufunc__ = __array_function__ = __eq__ = __len__ = __iter__ = __reduce__ = _refuse
    astype = tobytes = view = __getitem__ = _refuse
    dtype = shape = ndim = property(_refuse)


def test_of_a_subclass_the_buffer_crosses_and_no_method_is_asked() -> None:
    """What an ndarray subclass overrides is never called, in neither process."""
    arrived = cross([np.ndarray.view(np.array([1.0, 2.0]), Hostile)])[0]
    assert type(arrived) is np.ndarray
    assert arrived.tolist() == [1.0, 2.0]


class Impostor:
    __class__ = np.ndarray  # type: ignore[assignment]


class Meta(type):
    __name__ = "lies"

    def __instancecheck__(cls, instance: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Impostor(), "Impostor"),
        (Meta("Real", (), {})(), "Real"),
        (object(), "object"),
        (len, "builtin_function_or_method"),
        (type("F", (float,), {})(1.0), "F"),
        (type("L", (list,), {})([1]), "L"),
        (type("F4", (np.float32,), {})(1.0), "F4"),
        ({1: 2}, "dict"),
        ({"a": 1, 2: 3}, "dict"),
        ({type("S", (str,), {})("a"): 1}, "dict"),
        ({1, 2}, "set"),
        (10**1000, "int"),
        (1 << 299, "int"),
        (-(1 << 299), "int"),
        (np.array([None]), "array of object"),
        (np.array(["a"]), "array of <U1"),
        (np.zeros(1, [("x" * 300, "f8")]), f"array of [('{'x' * 300}', '<f8')]"[:200]),
        (np.datetime64("2020-01-01"), "array of datetime64[D]"),
        (type("X" * 1000, (), {})(), "X" * 200),
    ],
    ids=lambda value: type(value).__name__[:20],
)
def test_all_else_crosses_as_the_name_of_its_type(value: Any, name: str) -> None:
    """Nothing of an unknown object crosses but what it is called."""
    assert cross(value) == Opaque(name)


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.0.0", reason="this numpy has no array of so many axes")
@pytest.mark.parametrize("dtype", ["float64", "int32"])
def test_an_array_of_more_axes_than_every_numpy_holds_crosses_as_its_name(dtype: str) -> None:
    """The other side could not make it."""
    assert cross(np.zeros((1,) * 33, dtype)) == Opaque(f"array of {dtype}")


def test_half_a_character_is_replaced() -> None:
    """Text that cannot be written to a file does not cross."""
    assert cross(["\ud800x", {"\udfff": 1}, Opaque("\ud800")]) == ["?x", {"?": 1}, Opaque("?")]


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: (x,), lambda x: {"a": x}], ids=["list", "tuple", "dict"])
def test_what_is_nested_too_deep_ends_there(wrap: Any) -> None:
    """The deepest level that crosses is the same for all that nests."""
    value: Any = 1
    for _ in range(wire.MAX_DEPTH):
        value = wrap(value)
    assert cross(value) == value
    arrived = cross(wrap(value))
    for _ in range(wire.MAX_DEPTH + 1):
        (arrived,) = arrived.values() if isinstance(arrived, dict) else arrived
    assert arrived == Opaque("int")


def test_bombs_are_cut_off() -> None:
    """Lists that contain themselves, and lists that double with each level, end."""
    ring: list[Any] = []
    ring.append(ring)
    arrived, depth = cross(ring), 0
    while isinstance(arrived, list):
        arrived, depth = arrived[0], depth + 1
    assert arrived == Opaque("list")
    assert depth == wire.MAX_DEPTH + 1
    bomb: list[Any] = [0]
    for _ in range(40):
        bomb = [bomb, bomb]
    assert len(wire.encode(bomb)) < wire.MAX_HEAD


NO_ARRAY, NO_SHAPE, TOO_FEW = "not an array", "not a shape", "fewer bytes than the shape has"


NO_DICT, NO_KEYS, NO_COMPLEX, NO_NAME = (
    "not a dict",
    "not the keys of a dict",
    "not a complex number",
    "not a type's name",
)
