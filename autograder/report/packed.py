"""A row's exercises in a big class, held small: compressed text of which they are made again when they are read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

FROM = 200  # rows in a document from which on they are packed


class Packed(Sequence[Mapping[str, Any]]):
    """A list of exercises; what is taken from it is read only, as it is made anew each time."""

    def __init__(self, exercises: Sequence[Mapping[str, Any]]) -> None:
        self._count = len(exercises)
        self._content = zlib.compress(indented(exercises).encode(), 1)

    @property
    def words(self) -> str:
        """The list as ``indented`` writes it."""
        return zlib.decompress(self._content).decode()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return json.loads(self.words)[place]

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(json.loads(self.words))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def indented(content: Any) -> str:
    """JSON as it stands in a report."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
