"""Values that may cross the wire, and what is made of a frame."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from autograder.worker import wire
from autograder.worker.calls import Opaque

SIZE = wire.PREFIX.size


def received(head: Any, arrays: bytes = b"") -> Any:
    return wire.decode(head if isinstance(head, bytes) else json.dumps(head).encode(), arrays)


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
