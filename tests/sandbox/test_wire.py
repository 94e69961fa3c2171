"""The wire carries plain data, exactly, and nothing else."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from autograder.worker import wire
from autograder.worker.calls import Opaque

SIZE = wire.PREFIX.size


def cross(value: Any) -> Any:
    frame = wire.encode(value)
    head, arrays = wire.sizes(frame[:SIZE], 1 << 30)
    assert len(frame) == SIZE + head + arrays
    return wire.decode(frame[SIZE : SIZE + head], frame[SIZE + head :])


def received(head: Any, arrays: bytes = b"") -> Any:
    return wire.decode(head if isinstance(head, bytes) else json.dumps(head).encode(), arrays)


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


DTYPES = st.sampled_from(sorted(wire._DTYPES))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | DTYPES.flatmap(lambda name: st_numpy.arrays(np.dtype(name), st_numpy.array_shapes(min_dims=0, min_side=0)))
    | DTYPES.flatmap(lambda name: st_numpy.from_dtype(np.dtype(name)).map(np.dtype(name).type))
    | st.builds(Opaque, st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_plain_values_cross_unchanged(value: Any) -> None:
    """Type, dtype, shape and bits are the same on the other side."""
    assert same(cross(value), value)


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
        ({1: 2}, "dict"),
        ({1, 2}, "set"),
        (10**1000, "int"),
        (np.array([None]), "array of object"),
        (np.array(["a"]), "array of <U1"),
        (np.datetime64("2020-01-01"), "array of datetime64[D]"),
        (type("X" * 1000, (), {})(), "X" * 200),
    ],
    ids=lambda value: type(value).__name__[:20],
)
def test_all_else_crosses_as_the_name_of_its_type(value: Any, name: str) -> None:
    """Nothing of an unknown object crosses but what it is called."""
    assert cross(value) == Opaque(name)


def test_half_a_character_is_replaced() -> None:
    """Text that cannot be written to a file does not cross."""
    assert cross(["\ud800x", {"\udfff": 1}, Opaque("\ud800")]) == ["?x", {"?": 1}, Opaque("?")]


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


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\x80\x04N.",
        b"\xff",
        b"nan",
        b"NaN",
        b"[Infinity]",
        b"{}",
        b'{"a": 1}',
        b'{"float": 1}',
        b'{"float": "1.5"}',
        b'{"float": "nan", "x": 1}',
        b'{"tuple": 3}',
        b'{"tuple": "ab"}',
        b'{"dict": [["a"]]}',
        b'{"dict": [[1, 2]]}',
        b'{"dict": [["a", 1], ["a", 2]]}',
        b'{"dict": "ab"}',
        b'{"complex": [1.0]}',
        b'{"complex": [1, 2]}',
        b'{"complex": ["1", "2"]}',
        b'{"opaque": 3}',
        b'{"opaque": "' + b"x" * 201 + b'"}',
        b'{"array": 3}',
        b'{"array": ["f8"]}',
        b'{"array": ["f8", [1]]}',
        b'{"array": ["f8", [-1]]}',
        b'{"array": ["f8", [true]]}',
        b'{"array": ["f8", [1.0]]}',
        b'{"array": ["f8", "ab"]}',
        b'{"array": ["f8", [1099511627776, 1099511627776]]}',
        b'{"array": ["f8", [0, 1099511627777]]}',
        b'{"array": ["O8", []]}',
        b'{"array": ["S8", []]}',
        b'{"array": ["<f8", []]}',
        b'{"array": [["f8"], []]}',
        b'{"scalar": "O8"}',
        b'{"scalar": ["f8"]}',
        b'"\\ud800"',
        b"1" * 101,
        b"[" * 100 + b"]" * 100,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_the_encoder_never_makes_is_refused(head: bytes) -> None:
    """Anything else than the encoder's own output raises WireError, and nothing else."""
    with pytest.raises(wire.WireError):
        received(head)


def test_every_array_byte_belongs_to_an_array() -> None:
    """Bytes more or fewer than the shapes have are refused."""
    assert received({"array": ["u1", [3]]}, b"abc").tolist() == [97, 98, 99]
    for arrays in (b"ab", b"abcd"):
        with pytest.raises(wire.WireError):
            received({"array": ["u1", [3]]}, arrays)


def test_a_bool_is_true_or_false_whatever_byte_it_comes_as() -> None:
    """A byte of 2 does not become a bool that is neither."""
    arrived = received({"array": ["b1", [3]]}, bytes([0, 1, 2]))
    assert arrived.tobytes() == bytes([0, 1, 1])


def test_sizes_are_checked_before_anything_is_read() -> None:
    """A frame that says it is larger than allowed is told apart from bytes that are no frame."""
    with pytest.raises(wire.TooLarge):
        wire.sizes(wire.PREFIX.pack(wire.MAGIC, 1, 1 << 40), max_arrays=1 << 20)
    with pytest.raises(wire.TooLarge):
        wire.sizes(wire.PREFIX.pack(wire.MAGIC, 1 << 31, 0), max_arrays=1 << 20)
    with pytest.raises(wire.WireError, match="not a frame"):
        wire.sizes(b"cos\nsystem\n(S'id'\n"[:SIZE], max_arrays=1 << 20)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["array", "scalar", "tuple", "dict", "float", "complex", "opaque", "x"]), inner
        )
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(JSON | st.tuples(st.just("array"), JSON).map(lambda pair: {pair[0]: pair[1]}), st.binary(max_size=64))
def test_any_json_is_a_value_or_refused(head: Any, arrays: bytes) -> None:
    """No JSON makes the decoder raise anything but WireError."""
    with suppress(wire.WireError):
        received(head, arrays)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.data())
def test_a_frame_with_flipped_bytes_is_a_value_or_refused(value: Any, data: st.DataObject) -> None:
    """Damage anywhere in a frame never gets further than the decoder."""
    frame = bytearray(wire.encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with suppress(wire.WireError):
        head, _ = wire.sizes(bytes(frame[:SIZE]), 1 << 20)
        wire.decode(bytes(frame[SIZE : SIZE + head]), bytes(frame[SIZE + head :]))
