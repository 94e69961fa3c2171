"""The command that starts the zygote in a file system, a network and a process table of its own: bubblewrap."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from autograder.sandbox.view import INSTALLED, View
from autograder.worker import lockdown

ROOT = "/grader"
SCRATCH = "/scratch/work"  # beneath the mount: a mount point itself cannot be emptied of its neighbours
_ID = "1000"


def executable() -> str | None:
    """Where bwrap is installed."""
    return shutil.which("bwrap")


def command(view: View, environment: Mapping[str, str], scratch_mib: int, as_root: bool) -> list[str]:
    """bwrap and its options; what is to run comes after it.

    ``as_root``: without a user namespace; the zygote keeps just what it needs to become a user of its own.
    """
    bwrap = [executable() or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    bwrap += ["--unshare-cgroup-try", "--as-pid-1", "--new-session", "--hostname", "sandbox", "--clearenv"]
    if as_root:
        bwrap += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        bwrap += ["--unshare-user", "--uid", _ID, "--gid", _ID, "--cap-drop", "ALL"]
        bwrap += ["--disable-userns"] if _knows("--disable-userns") else []
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


@cache
def _knows(option: str) -> bool:
    said = subprocess.run([executable() or "bwrap", "--help"], capture_output=True, text=True, check=False)
    return option in said.stdout + said.stderr
