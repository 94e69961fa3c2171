"""The warm process: numpy is loaded, nothing of a student's ever runs here; each submission gets a fork of it.

Started by ``start.py``; speaks with the grader over ``control.py``, after {"ready": ...}, or {"no_walls": why}:

    → {"fork": {...}} with three pipe ends     ← {"forked": pid} with a pidfd (and, once, {"exit": ...} when it is gone)
    → {"warm": ["matplotlib.pyplot"]}          ← {"warmed": true}
    → {"prepare": "release"} or "calls", a file ← {"prepared": [what each cell of the release says]}

The grader's end closed means the end: the zygote exits, and its child with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from . import child, landlock, lockdown, prepared, wire
from .control import Control

_TIDY = 200  # entries of scratch that are removed one by one; beyond that a new zygote is cheaper


class Zygote:
    """Forks children, one at a time, and tells how they ended."""

    def __init__(self, control: Control, config: Mapping[str, Any]) -> None:
        self.control = control
        self.scratch: str | None = config["scratch"]
        self.forks: bool = config["forks"]
        try:
            self.layers = self._prepare(config)
        except OSError as error:
            control.send({"no_walls": str(error)})
            os._exit(child.BROKEN)
        for package in config["preload"]:
            importlib.import_module(package)
        self.stand_ins = _stand_ins(config["stand_ins"])
        self.prepared = prepared.Prepared()
        _warm_numpy()
        gc.freeze()
        gc.enable()

    def _prepare(self, config: Mapping[str, Any]) -> lockdown.Layers:
        if config["uid"] is not None:
            lockdown.become(config["uid"])
        if config["landlock"] or config["seccomp"]:
            lockdown.drop_capabilities()
        if self.scratch:
            os.makedirs(self.scratch, exist_ok=True)
        writable = [self.scratch] if self.scratch else []
        return lockdown.prepare(config["readable"], writable, config["landlock"], config["seccomp"], config["threads"])

    def serve(self) -> None:
        """Answer the grader until it hangs up."""
        self.control.send({"ready": os.getpid(), "landlock": landlock.version()}, self._scratch_descriptor())
        while True:
            message, descriptors = self.control.receive()
            if message is None:
                os._exit(0)
            if "warm" in message:
                self._warm(message["warm"])
            elif "prepare" in message:
                self._prepare_for_all(message["prepare"], *descriptors)
            else:
                self._fork(message["fork"], descriptors)

    def _scratch_descriptor(self) -> list[int]:
        """Lets the grader count what a submission writes."""
        return [os.open(self.scratch, os.O_PATH | os.O_CLOEXEC)] if self.scratch else []

    def _warm(self, modules: list[str]) -> None:
        for module in modules:
            with contextlib.suppress(Exception):  # what is not there, or broken, is so for the student's own import
                _WARM.get(module, importlib.import_module)(module)
        gc.collect()
        gc.freeze()
        self.control.send({"warmed": True})

    def _prepare_for_all(self, what: str, descriptor: int) -> None:
        with open(descriptor, "rb") as file:
            file.seek(0)
            frames = list(_frames(file))
        said = []
        if what == "release":
            self.prepared.release = prepared.release(*frames)
            said = prepared.said(self.prepared.release)
        else:
            self.prepared.parts = prepared.calls(frames)
        del frames
        gc.freeze()
        self.control.send({"prepared": said})

    def _fork(self, request: Mapping[str, Any], pipes: list[int]) -> None:
        if self.scratch:
            _empty(self.scratch)
        if not self.forks:  # a system where a process must not fork after numpy: it becomes the child
            self.control.send({"forked": os.getpid()})
            self._become_child(request, pipes, os.getppid())
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_child(request, pipes, parent)
        handle = os.pidfd_open(pid)
        for descriptor in pipes:
            os.close(descriptor)
        self.control.send({"forked": pid}, [handle])
        self._await_end(pid, handle)
        os.close(handle)

    def _become_child(self, request: Mapping[str, Any], pipes: list[int], parent: int) -> None:
        try:
            child.run(pipes, self.layers, self.scratch, request["limits"], self.stand_ins, self.prepared, parent)
        finally:
            os._exit(child.BROKEN)

    def _await_end(self, pid: int, handle: int) -> None:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        poll.register(self.control.socket, select.POLLHUP)
        while True:
            ready = dict(poll.poll())
            if self.control.socket.fileno() in ready:
                os._exit(0)  # PDEATHSIG, and the end of the process namespace, take the child along
            _, status, usage = os.wait4(pid, 0)
            self.control.send({"exit": status, "cpu_s": usage.ru_utime + usage.ru_stime})
            return


def _frames(file: BinaryIO) -> Iterator[Any]:
    while prefix := file.read(wire.PREFIX.size):
        head, arrays = wire.sizes(prefix, 1 << 40, 1 << 32)
        yield wire.decode(file.read(head), file.read(arrays))


def _stand_ins(module: str | None) -> Mapping[str, Callable[[dict[str, Any]], type]]:
    return importlib.import_module(module).STAND_INS if module else {}


def _warm_numpy() -> None:
    """Import and run once what is loaded when first used: a child would do it again each time."""
    import ast
    import random  # noqa: F401
    import traceback  # noqa: F401

    import numpy as np

    ast.parse("class A:\n    def f(self):\n        return 0")
    np.linalg.inv(np.eye(4))
    np.random.seed(0)
    np.random.default_rng(0).normal(size=2)
    np.einsum("ij,jk->ik", np.eye(2), np.eye(2))


def _warm_pyplot(module: str) -> None:
    """Draw one picture: fonts and styles are found at the first."""
    pyplot = importlib.import_module(module)
    figure, axes = pyplot.subplots()
    axes.plot([0, 1], label="$x$")
    axes.legend()
    figure.canvas.draw()
    pyplot.close("all")


_WARM: Mapping[str, Callable[[str], None]] = {"matplotlib.pyplot": _warm_pyplot}


def _empty(folder: str) -> None:
    """Remove what the last child left. Landlock's rule is about this very folder: it is emptied, never made anew.

    What is large or does not go ends this zygote, and the grader starts another, with a fresh file system.
    """
    entries = []
    for entry in os.scandir(folder):
        entries.append(entry)
        if len(entries) > _TIDY:
            os._exit(child.BROKEN)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            os.unlink(entry.path)
    if entries and os.listdir(folder):
        os._exit(child.BROKEN)
