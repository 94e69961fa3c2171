"""An event loop for cells that wait: asyncio's own, but for the socket that it would wake itself by."""

from __future__ import annotations

import asyncio
import time
from typing import Any

_PATIENCE_S = 0.25


def new_loop() -> _Loop:
    """A loop, set as the current one."""
    loop = _Loop()
    asyncio.set_event_loop(loop)
    return loop


class _Loop(asyncio.BaseEventLoop):
    """Needs no socket: it sleeps until the next thing is due."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def go_on(self) -> None:
        """Run the tasks that wait for their turn, for a moment."""
        if waiting := asyncio.all_tasks(self):
            self.run_until_complete(asyncio.wait(waiting, timeout=_PATIENCE_S))

    def select(self, timeout: float | None) -> list[Any]:
        """Nothing ever comes from outside. Raises RuntimeError where nothing is due either."""
        if timeout is None:
            raise RuntimeError("waits for what never comes")
        time.sleep(max(timeout, 0))
        return []

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass
