"""Pools of threads and of processes, where none can be started: what is handed to them runs at once, one after the
other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import _base
from typing import Any


class Executor(_base.Executor):
    """``ThreadPoolExecutor`` and ``ProcessPoolExecutor``: what is submitted runs at once."""

    def __init__(
        self, max_workers: Any = None, *_: Any, initializer: Any = None, initargs: Any = (), **__: Any
    ) -> None:
        self._max_workers = max_workers or 1
        self._closed = False
        if initializer is not None:
            initializer(*initargs)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> _base.Future[Any]:
        """Run it; what it raises is kept in the future."""
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: _base.Future[Any] = _base.Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing more is taken."""
        self._closed = True


class Result:
    """What ``apply_async`` and ``map_async`` give."""

    def __init__(self, future: _base.Future[Any]) -> None:
        self._future = future

    def get(self, timeout: float | None = None) -> Any:
        """The value, or what was raised."""
        return self._future.result()

    def wait(self, timeout: float | None = None) -> None:
        """It is there already."""

    def ready(self) -> bool:
        """It is."""
        return True

    def successful(self) -> bool:
        """Whether nothing was raised."""
        return self._future.exception() is None


class Pool:
    """``multiprocessing.Pool`` and its ``ThreadPool``: everything runs here, at once."""

    def __init__(self, processes: Any = None, initializer: Any = None, initargs: Any = (), *_: Any, **__: Any) -> None:
        self._executor = Executor(processes, initializer=initializer, initargs=initargs)

    def apply(self, func: Callable[..., Any], args: Any = (), kwds: Any = None) -> Any:
        """The value of one call."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(
        self, func: Callable[..., Any], args: Any = (), kwds: Any = None, callback: Any = None, *_: Any, **__: Any
    ) -> Result:
        """One call."""
        result = Result(self._executor.submit(func, *args, **(kwds or {})))
        if callback is not None and result.successful():
            callback(result.get())
        return result

    def map(self, func: Callable[..., Any], iterable: Iterable[Any], *_: Any) -> list[Any]:
        """A call for each."""
        return [func(each) for each in iterable]

    def starmap(self, func: Callable[..., Any], iterable: Iterable[Any], *_: Any) -> list[Any]:
        """A call for each, with several arguments."""
        return [func(*each) for each in iterable]

    def imap(self, func: Callable[..., Any], iterable: Iterable[Any], *_: Any) -> Iterator[Any]:
        """A call for each, when it is asked for."""
        return (func(each) for each in iterable)

    imap_unordered = imap

    def map_async(
        self, func: Callable[..., Any], iterable: Iterable[Any], *rest: Any, callback: Any = None, **__: Any
    ) -> Result:
        """All calls."""
        return self.apply_async(self.map, (func, iterable), callback=callback)

    def starmap_async(
        self, func: Callable[..., Any], iterable: Iterable[Any], *rest: Any, callback: Any = None, **__: Any
    ) -> Result:
        """All calls."""
        return self.apply_async(self.starmap, (func, iterable), callback=callback)

    def close(self) -> None:
        """Nothing is left to do."""

    terminate = join = close

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: Any) -> None:
        pass


MODULES: dict[str, dict[str, Any]] = {
    "concurrent.futures.thread": {"ThreadPoolExecutor": Executor},
    "concurrent.futures.process": {"ProcessPoolExecutor": Executor, "BrokenProcessPool": RuntimeError},
    "multiprocessing.pool": {"Pool": Pool, "ThreadPool": Pool},
}
