"""The command that starts the zygote in a file system, a network and a process table of its own: bubblewrap."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from autograder.sandbox.errors import NoWalls
from autograder.sandbox.view import INSTALLED, View
from autograder.worker import lockdown

ROOT = "/grader"
SCRATCH = "/scratch/work"  # beneath the mount: a mount point itself cannot be emptied of its neighbours
_ID = "1000"
_ANSWERS_S = 4.0  # for what takes a few milliseconds


def executable() -> str | None:
    """Where bwrap is installed, also where it may not be run."""
    there = shutil.which("bwrap") or shutil.which("bwrap", os.F_OK)
    return there if there and os.path.isfile(there) else None


def command(view: View, environment: Mapping[str, str], scratch_mib: int, as_root: bool) -> list[str]:
    """bwrap and its options; what is to run comes after it.

    ``as_root``: without a user namespace; the zygote keeps just what it needs to become a user of its own.
    Raises NoWalls where bwrap cannot be used.
    """
    options = _options()
    bwrap = [executable() or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    bwrap += [
        "--unshare-cgroup-try",
        "--die-with-parent",
        "--as-pid-1",
        "--new-session",
        "--hostname",
        "sandbox",
        "--clearenv",
    ]
    if as_root:
        bwrap += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        bwrap += ["--unshare-user", "--uid", _ID, "--gid", _ID, "--cap-drop", "ALL"]
        bwrap += ["--disable-userns"] if "--disable-userns" in options else []
    bwrap += _files(view)
    # a mount's root is 1777 so that a zygote of any user finds its place in it
    bwrap += ["--perms", "1777", "--size", str(scratch_mib << 20), "--tmpfs", "/scratch", "--chdir", "/scratch"]
    for name, value in environment.items():
        bwrap += ["--setenv", name, value]
    return [*bwrap, "--remount-ro", "/", "--"]  # bwrap's own root is a tmpfs without bounds


def python(view: View) -> str:
    """The interpreter's path within."""
    return f"{ROOT}/python/bin/{view.executable.name}"


def readable(view: View) -> list[str]:
    """What Landlock, too, is to leave readable within."""
    return [ROOT, *(str(path) for path in view.libraries)]


def _files(view: View) -> list[str]:
    options = _folder(ROOT)  # made by hand: bwrap's implicit folders are 0700 and root's
    for name, shown in (("python", view.python), ("packages", view.packages), ("ours", view.ours)):
        for target, source in shown.items():
            options += _bind(source, f"{ROOT}/{name}/{target}")
            options += _masked(source, f"{ROOT}/{name}/{target}") if name == "python" else []
    options += _bind(view.executable, python(view))
    linked = {path: os.readlink(path) for path in ("/lib", "/lib64", "/lib32") if os.path.islink(path)}
    for path, target in linked.items():
        options += ["--symlink", target, path]
    for library in view.libraries:
        if not str(library).startswith(tuple(f"{path}/" for path in linked)) and str(library) not in linked:
            options += _bind(library, str(library))
            options += _masked(library, str(library))
    for device in lockdown.DEVICES:
        options += [*_folder(os.path.dirname(device)), "--dev-bind", device, device]
    return options


def _bind(source: Path, target: str) -> list[str]:
    return [*_folder(os.path.dirname(target)), "--ro-bind", str(source), target]


def _folder(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    folders = ["/" + "/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return [option for folder in folders for option in ("--perms", "0755", "--dir", folder)]


def _masked(source: Path, target: str) -> list[str]:
    """Empty folders over all that is installed beneath a folder that must be shown whole."""
    options = []
    for name in INSTALLED:
        for installed in [source / name, *source.glob(f"python*/{name}")]:
            if installed.is_dir() and not installed.is_symlink():
                inside = f"{target}/{installed.relative_to(source)}"
                options += ["--perms", "0755", "--size", "4096", "--tmpfs", inside, "--remount-ro", inside]
    return options


def fault() -> str | None:
    """Why bwrap cannot be used at all, or None: it is not installed, is no program of this machine, hangs, fails."""
    return _asked()[1]


def _options() -> str:
    said, wrong = _asked()
    if wrong is not None:
        raise NoWalls(wrong)
    return said


@cache
def _asked() -> tuple[str, str | None]:
    """What ``bwrap --help`` says, and what is wrong with it; it is asked once."""
    program = executable()
    if program is None:
        return "", "bubblewrap (bwrap) is not installed"
    try:
        asked = subprocess.Popen(
            [program, "--help"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return "", f"{program} cannot be started ({error.strerror or error})"
    try:
        said = asked.communicate(timeout=_ANSWERS_S)[0]
    except subprocess.TimeoutExpired:
        return "", f"{program} does not answer within {_ANSWERS_S:g} seconds"
    finally:
        end(asked)
    if asked.returncode != 0:
        return "", f"{program} does not run (it ends with status {asked.returncode})"
    return said.decode("utf-8", "replace"), None


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that leads a session, with all that it has started there, and wait for it."""
    with suppress(ProcessLookupError, PermissionError):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
