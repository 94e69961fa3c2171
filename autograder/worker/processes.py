"""What ``multiprocessing`` is made of, where no process can be started.

Each process runs as ``threads`` runs a thread, and what they share is what threads share.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class Popen:
    """A process that was started: it runs when it is waited for, or when its cell ends."""

    method = "fork"

    def __init__(self, process: Any) -> None:
        self.returncode: int | None = None
        self.pid = self.sentinel = 1
        # which start() takes away
        self._called = {name: vars(process)[name] for name in ("_target", "_args", "_kwargs")}
        self._thread = threading.Thread(target=self._run, args=[process], name=process.name, daemon=True)
        self._thread.start()

    def _run(self, process: Any) -> None:
        self.returncode = 1
        vars(process).update(self._called)
        process.run()
        self.returncode = 0

    def poll(self) -> int | None:
        """How it has ended."""
        self._thread.is_alive()  # lets it run
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Let it run."""
        self._thread.join(timeout)
        return self.returncode

    def terminate(self) -> None:
        """It has run, or never does."""
        self.returncode = -15 if self.returncode is None else self.returncode

    kill = close = interrupt = terminate


class Queue(queue.Queue[Any]):
    """A queue of theirs has some more to say."""

    def __init__(self, maxsize: int = 0, *, ctx: Any = None) -> None:
        super().__init__(maxsize)

    def close(self) -> None:
        """Nothing is left to do."""

    join_thread = cancel_join_thread = close


class Connection:
    """One end of a pipe."""

    def __init__(self, mine: queue.Queue[Any], other: queue.Queue[Any]) -> None:
        self._mine, self._other = mine, other

    def send(self, value: Any) -> None:
        """To the other end."""
        self._other.put(value)

    def recv(self) -> Any:
        """From the other end."""
        return self._mine.get()

    def poll(self, timeout: float = 0.0) -> bool:
        """Whether something has come."""
        return not self._mine.empty()

    def close(self) -> None:
        """Nothing is left to do."""

    send_bytes, recv_bytes = send, recv


def pipe(duplex: bool = True) -> tuple[Connection, Connection]:
    """Its two ends."""
    one, other = queue.Queue[Any](), queue.Queue[Any]()
    return Connection(one, other), Connection(other, one)


class Shared(SimpleNamespace):
    """A number that is shared, with its lock."""

    def __init__(self, typecode: Any = None, value: Any = 0, *_: Any, **__: Any) -> None:
        super().__init__(value=value)
        self._lock = threading.RLock()

    def get_lock(self) -> Any:
        """The lock."""
        return self._lock

    def get_obj(self) -> Shared:
        """The number itself."""
        return self


def _array(typecode: Any, given: Any, *_: Any, **__: Any) -> list[Any]:
    return [0] * given if isinstance(given, int) else list(given)


class Manager:
    """What it makes is shared already."""

    dict, list, Namespace = dict, list, SimpleNamespace
    Queue, JoinableQueue, Value, Array = Queue, Queue, Shared, _array
    Lock, RLock, Event, Condition = threading.Lock, threading.RLock, threading.Event, threading.Condition
    Semaphore = threading.Semaphore

    def __init__(self, *_: Any, **__: Any) -> None:
        """Nothing is started."""

    def start(self, *_: Any) -> None:
        """Nothing is started."""

    shutdown = connect = start

    def __enter__(self) -> Manager:
        return self

    def __exit__(self, *_: Any) -> None:
        pass


def _without_context(make: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, ctx=None, **more: make(*args, **more)


_LOCKS = ("Lock", "RLock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Barrier")

MODULES: dict[str, dict[str, Any]] = {
    **{f"multiprocessing.{name}": {"Popen": Popen} for name in ("popen_fork", "popen_spawn_posix", "popen_forkserver")},
    "multiprocessing.queues": {"Queue": Queue, "JoinableQueue": Queue, "SimpleQueue": Queue},
    "multiprocessing.connection": {"Pipe": pipe, "Connection": Connection},
    "multiprocessing.managers": {"SyncManager": Manager, "BaseManager": Manager},
    "multiprocessing.sharedctypes": {"Value": Shared, "RawValue": Shared, "Array": _array, "RawArray": _array},
    "multiprocessing.synchronize": {name: _without_context(getattr(threading, name)) for name in _LOCKS},
}
