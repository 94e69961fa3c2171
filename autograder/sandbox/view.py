"""What a student's process may read, each thing singly: the interpreter, numpy, matplotlib and what they need, the
worker, the answer-free package with the core of its checks, and the stand-ins. Never the whole of site-packages, never
a checkout."""

from __future__ import annotations

import glob
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder import worker
from gradcheck import CORE

# matplotlib's needs by their import names; what is not installed is left out
PACKAGES = (
    *("numpy", "matplotlib", "mpl_toolkits", "contourpy", "cycler", "dateutil", "fontTools"),
    *("kiwisolver", "packaging", "PIL", "pylab", "pyparsing", "six"),
)
_DISTRIBUTIONS = {"PIL": "pillow"}  # whose bundled libraries lie in a folder of another name
INSTALLED = ("site-packages", "dist-packages")

STAND_INS = "stand_ins"  # the name under which the worker imports that file


@dataclass(frozen=True)
class View:
    """Paths of this machine by where they appear within a root folder of the sandbox.

    ``python`` holds the interpreter's prefix, ``packages`` what is installed, ``ours`` what is the grader's;
    ``libraries`` are folders and files of the system that the interpreter is linked with, which keep their paths.
    """

    executable: Path
    python: dict[str, Path]
    packages: dict[str, Path]
    ours: dict[str, Path]
    libraries: tuple[Path, ...]


def view(package: Path | None = None, stand_ins: Path | None = None) -> View:
    """What is shown of this machine, with these two files of the assignment."""
    ours = {name: Path(__file__).resolve().parents[1] / name for name in worker.NEEDS} | {CORE.name: CORE}
    if package is not None:
        ours[package.name] = package.resolve()
    if stand_ins is not None:
        ours[f"{STAND_INS}.py"] = stand_ins.resolve()
    return View(_executable(), _interpreter(), _packages(), ours, _libraries())


def _executable() -> Path:
    return Path(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))


@cache
def _interpreter() -> dict[str, Path]:
    """The standard library and, where it is the interpreter's own, the folder with the libraries around it."""
    base = Path(sys.base_prefix)
    of_base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    shown = {}
    for key in ("stdlib", "platstdlib"):
        folder = Path(sysconfig.get_path(key, vars={**of_base, "installed_base": str(base)}))
        shown[os.path.relpath(folder, base)] = folder
    for library in (base / "lib").glob("libpython*.so*"):
        shown[f"lib/{library.name}"] = library
    if str(base) not in ("/usr", "/usr/local"):  # conda's modules are linked with libraries beside the standard library
        shown |= {f"lib/{path.name}": path for path in (base / "lib").glob("*.so*")}
    return shown


@cache
def _packages() -> dict[str, Path]:
    shown: dict[str, Path] = {}
    for name in PACKAGES:
        for path in _located(name):
            shown[path.name] = path
            distribution = _DISTRIBUTIONS.get(name, name)
            for libraries in path.parent.glob(f"{distribution}.libs"):
                shown[libraries.name] = libraries
    return shown


def _located(name: str) -> Iterator[Path]:
    """A package's folder or a module's file; nothing of it is imported."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        return
    if spec.submodule_search_locations:
        yield from (Path(folder) for folder in list(spec.submodule_search_locations)[:1])
    elif spec.origin:
        yield Path(spec.origin)


@cache
def _libraries() -> tuple[Path, ...]:
    """The folders of libc and its neighbours, the dynamic linker and its cache; the time zones of the standard
    library's ``zoneinfo``."""
    folders = {"/lib64", "/usr/lib64", "/lib32", "/etc/ld.so.cache", "/usr/share/zoneinfo"}
    folders |= set(glob.glob("/lib/ld-*.so*"))
    multiarch = sysconfig.get_config_var("MULTIARCH")
    if multiarch:
        folders |= {f"/lib/{multiarch}", f"/usr/lib/{multiarch}"}
    libc = _mapped_libc()
    if libc:
        folders.add(os.path.dirname(libc))
    return tuple(Path(folder) for folder in sorted(folders) if os.path.exists(folder))


def _mapped_libc() -> str | None:
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            for line in maps:
                path = line.split(maxsplit=5)[-1].strip()
                if os.path.basename(path).startswith(("libc.so", "libc-", "ld-musl", "libc.musl")):
                    return path
    except OSError:
        pass
    return None
