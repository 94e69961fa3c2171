"""Things that a submission must not touch, and whether one did."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest
from hostile_corpus import PROJECT

_SIBLING = '{"cells": [], "secret": 42}'
_GRADEBOOK = b"gradebook: nobody has any points"


class Canaries:
    """Files of mode 666 in a folder of mode 777, so that it is the walls which keep them, and sockets that listen."""

    def __enter__(self) -> Canaries:
        self._folder = tempfile.TemporaryDirectory(prefix="canaries-")
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o777)
        self.files = {
            "SECRET": (self.folder / "secret.py", b"print('expected = 42')"),
            "SIBLING": (self.folder / "sibling.ipynb", _SIBLING.encode()),
            "GRADEBOOK": (self.folder / "gradebook.db", _GRADEBOOK),
        }
        for path, content in self.files.values():
            path.write_bytes(content)
            path.chmod(0o666)
        self.called: list[str] = []
        self.packages = Path(pytest.__file__).parents[1]  # where packages are installed
        self._sockets = [self._tcp(), *self._datagrams()]
        return self

    def _tcp(self) -> socket.socket:
        server = socket.create_server(("127.0.0.1", 0))
        self.port = server.getsockname()[1]
        threading.Thread(target=self._accept, args=(server,), daemon=True).start()
        return server

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                server.accept()[0].close()
                self.called.append("tcp")

    def _datagrams(self) -> list[socket.socket]:
        self.abstract = f"canary-{os.getpid()}"
        addresses = (("unix", str(self.folder / "socket")), ("abstract", f"\0{self.abstract}"))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._echo, args=(udp,), daemon=True).start()
        made = []
        for _, address in addresses:
            made.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            made[-1].bind(address)
        (self.folder / "socket").chmod(0o777)
        for each in made:
            each.setblocking(False)
        self._named = {name: made[place] for place, (name, _) in enumerate(addresses)}
        return [udp, *made]

    def _echo(self, udp: socket.socket) -> None:
        with suppress(OSError):
            while True:
                said, address = udp.recvfrom(100)
                self.called.append("udp")
                udp.sendto(said, address)

    def places(self, grader: int) -> Mapping[str, str]:
        """What is filled into the corpus."""
        return {
            **{name: str(path) for name, (path, _) in self.files.items()},
            "FOLDER": str(self.folder),
            "PORT": str(self.port),
            "SOCKET": str(self.folder / "socket"),
            "ABSTRACT": self.abstract,
            "GRADER": str(grader),
            "CHECKOUT": str(PROJECT),
            "PACKAGES": str(self.packages),
        }

    def touched(self) -> list[str]:
        """Which were read from, written to or called; empty where all is well."""
        marks = list(self.called)
        for name, each in self._named.items():
            with suppress(BlockingIOError):
                each.recv(100)
                marks.append(name)
        for name, (path, content) in self.files.items():
            if not path.exists() or path.read_bytes() != content:
                marks.append(name)
        known = {path.name for path, _ in self.files.values()} | {"socket"}
        return marks + [name for name in os.listdir(self.folder) if name not in known]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for each in self._sockets:
            each.close()
        self._folder.cleanup()
