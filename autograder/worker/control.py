"""The line between the grader and the zygote: one JSON object a line, with file descriptors beside it.

Only trusted code speaks here: the forked child closes its end before anything of a student's runs.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

MAX_MESSAGE = 1 << 16
MAX_DESCRIPTORS = 8


class Control:
    """One end of the line."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._pending = b""

    def send(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send one message. Raises OSError where the other end is gone."""
        socket.send_fds(self.socket, [json.dumps(message).encode() + b"\n"], list(descriptors))

    def receive(self) -> tuple[dict[str, Any] | None, list[int]]:
        """The next message and its descriptors; None where the other end is closed. Raises TimeoutError and OSError."""
        descriptors: list[int] = []
        while b"\n" not in self._pending:
            received, more, _, _ = socket.recv_fds(self.socket, MAX_MESSAGE, MAX_DESCRIPTORS)
            descriptors += more
            if not received:
                return None, descriptors
            self._pending += received
        line, _, self._pending = self._pending.partition(b"\n")
        return json.loads(line), descriptors

    @property
    def pending(self) -> bool:
        """A whole message has already arrived."""
        return b"\n" in self._pending
