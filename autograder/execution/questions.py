"""What the whole class is asked, encoded once: the warm process has it already, and is asked by numbers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from autograder.subject import Batch
from autograder.worker import wire
from autograder.worker.calls import Call
from autograder.worker.plain import pack

MOST_ENCODED = 256  # batches of calls that are kept encoded


class Questions:
    """The parts of some batches, numbered; what is none of them is sent whole, each part one call."""

    def __init__(self, batches: Sequence[Batch] = ()) -> None:
        parts = {tuple(map(id, part)): part for batch in batches for part in batch.parts}
        self._numbers = {key: number for number, key in enumerate(parts)}
        self._parts = tuple(parts.values())  # kept alive, so that ids stay theirs
        self._encoded: dict[tuple[int, ...], tuple[tuple[Call, ...], bytes]] = {}

    def frames(self) -> tuple[bytes, ...]:
        """Each part as the warm process takes it."""
        return tuple(wire.encode([pack(call) for call in part]) for part in self._parts)

    def number(self, part: Sequence[Call]) -> int | None:
        """Which of the parts this is."""
        return self._numbers.get(tuple(map(id, part)))

    def known(self, batch: Batch) -> bool:
        """Whether all of its parts have numbers."""
        return all(self.number(part) is not None for part in batch.parts)

    def request(self, parts: Sequence[Sequence[Call]]) -> tuple[str, Any, list[bytes]]:
        """How parts are asked: the operation, its content, and a name for each part that no other one has."""
        numbers = [self.number(part) for part in parts]
        if None not in numbers:
            return "ask", numbers, [wire.PREFIX.pack(b"part", number or 0, 0) for number in numbers]
        calls = [call for part in parts for call in part]
        encoded = self._whole(calls)
        digest = sha256(encoded).digest()
        return "perform", encoded, [digest + number.to_bytes(4, "big") for number in range(len(calls))]

    def _whole(self, calls: Sequence[Call]) -> bytes:
        """The calls as they are sent: the same ones go to every submission, and are encoded once."""
        key = tuple(map(id, calls))
        if key not in self._encoded:
            if len(self._encoded) >= MOST_ENCODED:
                self._encoded.clear()
            self._encoded[key] = (tuple(calls), wire.encode([pack(call) for call in calls]))  # alive: ids stay theirs
        return self._encoded[key][1]
