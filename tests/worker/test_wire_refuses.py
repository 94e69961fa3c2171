"""What comes over the wire is a value that the encoder makes, or it is refused."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from frames import SIZE, VALUES, received
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.worker import wire

NO_ARRAY, NO_SHAPE, TOO_FEW = "not an array", "not a shape", "fewer bytes than the shape has"


NO_DICT, NO_KEYS, NO_COMPLEX, NO_NAME = (
    "not a dict",
    "not the keys of a dict",
    "not a complex number",
    "not a type's name",
)


TOO_DEEP = "nested too deep, or too much of it"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"", "JSONDecodeError"),
        (b"\x80\x04N.", "UnicodeDecodeError"),
        (b"\xff", "UnicodeDecodeError"),
        (b"nan", "JSONDecodeError"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"{}", "not one key"),
        (b'{"a": 1}', "unknown tag"),
        (b'{"float": 1}', "not a float"),
        (b'{"float": "1.5"}', "not a float"),
        (b'{"float": "NAN"}', "not a float"),
        (b'{"float": "nan", "x": 1}', "not one key"),
        (b'{"tuple": 3}', "not a tuple"),
        (b'{"tuple": "ab"}', "not a tuple"),
        (b'{"dict": [["a"]]}', NO_DICT),
        (b'{"dict": [["a", 1, 2]]}', NO_DICT),
        (b'{"dict": ["ab"]}', NO_DICT),
        (b'{"dict": {"a": 1}}', NO_DICT),
        (b'{"dict": [[1, 2]]}', NO_KEYS),
        (b'{"dict": [["a", 1], [2, 3]]}', NO_KEYS),
        (b'{"dict": [["a", 1], ["a", 2]]}', NO_KEYS),
        (b'{"dict": "ab"}', NO_DICT),
        (b'{"complex": [1.0]}', NO_COMPLEX),
        (b'{"complex": [1.0, 1.0, 1.0]}', NO_COMPLEX),
        (b'{"complex": [1, 2.0]}', NO_COMPLEX),
        (b'{"complex": [1.0, true]}', NO_COMPLEX),
        (b'{"complex": ["1", "2"]}', NO_COMPLEX),
        (b'{"complex": "12"}', NO_COMPLEX),
        (b'{"complex": 1.0}', NO_COMPLEX),
        (b'{"opaque": 3}', NO_NAME),
        (b'{"opaque": ["x"]}', NO_NAME),
        (b'{"opaque": "' + b"x" * 201 + b'"}', NO_NAME),
        (b'{"array": 3}', "TypeError"),
        (b'{"array": ["f8"]}', "ValueError"),
        (b'{"array": ["f8", [1]]}', TOO_FEW),
        (b'{"array": ["f8", [-1]]}', NO_SHAPE),
        (b'{"array": ["f8", [true]]}', NO_SHAPE),
        (b'{"array": ["f8", [1.0]]}', NO_SHAPE),
        (b'{"array": ["f8", "ab"]}', NO_SHAPE),
        (b'{"array": ["f8", {}]}', NO_SHAPE),
        (b'{"array": ["f8", [1099511627776, 1099511627776]]}', NO_SHAPE),
        (b'{"array": ["f8", [1099511627775, 1099511627775]]}', TOO_FEW),
        (b'{"array": ["f8", [0, 1099511627776]]}', NO_SHAPE),
        (b'{"array": ["f8", [' + b"0, " * 32 + b"0]]}", NO_ARRAY),
        (b'{"array": ["O8", []]}', NO_ARRAY),
        (b'{"array": ["S8", []]}', NO_ARRAY),
        (b'{"array": ["f16", []]}', NO_ARRAY),
        (b'{"array": ["<f8", []]}', NO_ARRAY),
        (b'{"array": [["f8"], []]}', NO_ARRAY),
        (b'{"array": [8, []]}', NO_ARRAY),
        (b'{"scalar": "O8"}', NO_ARRAY),
        (b'{"scalar": ["f8"]}', NO_ARRAY),
        (b'{"scalar": "f8"}', TOO_FEW),
        (b'"\\ud800"', "UnicodeEncodeError"),
        (b'{"opaque": "\\ud800"}', "UnicodeEncodeError"),
        (b"1" * 101, "an integer too long"),
        (b"[" * 67 + b"]" * 67, TOO_DEEP),
        (b'{"tuple": [' * 67 + b"]}" * 67, TOO_DEEP),
        (b'{"dict": [["a", ' * 66 + b"1" + b"]]}" * 66, TOO_DEEP),
        (b"[" + b"0," * (2 * wire.MAX_NODES - 1) + b"0]", TOO_DEEP),
        (b"[" * 100_000 + b"]" * 100_000, "RecursionError"),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else None,
)
def test_what_the_encoder_never_makes_is_refused(head: bytes, why: str) -> None:
    """Anything else than the encoder's own output raises WireError, and nothing else, for the reason that it has."""
    with pytest.raises(wire.WireError) as refused:
        received(head)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    "head",
    [
        b"1" * 100,
        b"[" * 66 + b"]" * 66,
        b'{"tuple": [' * 66 + b"]}" * 66,
        b'{"dict": [["a", ' * 65 + b"1" + b"]]}" * 65,
        b"[" + b"0," * (2 * wire.MAX_NODES - 2) + b"0]",
        b'{"array": ["f8", [0, 1099511627775]]}',
        b'{"array": ["f8", [' + b"0, " * 31 + b"0]]}",
        b'{"opaque": "' + b"x" * 200 + b'"}',
    ],
    ids=lambda head: head[:40],
)
def test_what_reaches_a_limit_and_does_not_pass_it_is_taken(head: bytes) -> None:
    """One more of it is refused above."""
    received(head)


@pytest.mark.parametrize(("arrays", "why"), [(b"ab", TOO_FEW), (b"abcd", "bytes that belong to no array")])
def test_every_array_byte_belongs_to_an_array(arrays: bytes, why: str) -> None:
    """Bytes more or fewer than the shapes have are refused."""
    assert received({"array": ["u1", [3]]}, b"abc").tolist() == [97, 98, 99]
    with pytest.raises(wire.WireError, match=why):
        received({"array": ["u1", [3]]}, arrays)


def test_a_bool_is_true_or_false_whatever_byte_it_comes_as() -> None:
    """A byte of 2 does not become a bool that is neither."""
    arrived = received({"array": ["b1", [3]]}, bytes([0, 1, 2]))
    assert arrived.tobytes() == bytes([0, 1, 1])


@pytest.mark.parametrize(
    ("head", "arrays", "too_large"),
    [
        (wire.MAX_HEAD, 100, None),
        (wire.MAX_HEAD + 1, 0, "4194305 + 0 bytes"),
        (1, 101, "1 + 101 bytes"),
        (1, 1 << 40, "1 + 1099511627776 bytes"),
    ],
)
def test_sizes_are_checked_before_anything_is_read(head: int, arrays: int, too_large: str | None) -> None:
    """A frame that says it is larger than allowed is refused; the largest that is allowed is not."""
    prefix = wire.PREFIX.pack(wire.MAGIC, head, arrays)
    if too_large is None:
        assert wire.sizes(prefix, max_arrays=100) == (head, arrays)
        return
    with pytest.raises(wire.TooLarge) as refused:
        wire.sizes(prefix, max_arrays=100)
    assert str(refused.value) == too_large


def test_bytes_that_are_no_frame_are_told_apart_from_one_too_large() -> None:
    """By the sign that it begins with."""
    with pytest.raises(wire.WireError) as refused:
        wire.sizes(b"cos\nsystem\n(S'id'\n"[:SIZE], max_arrays=1 << 20)
    assert type(refused.value) is wire.WireError
    assert str(refused.value) == "not a frame"


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
