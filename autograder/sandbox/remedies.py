"""What to do on this machine for stronger walls: the exact command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.sandbox import bubblewrap
from autograder.worker import landlock

# settings that close user namespaces to ordinary users: (file, the value that does, the command that opens)
_SETTINGS = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
    ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "user.max_user_namespaces=10000"),
)
_INSTALL = (
    ("apt-get", "sudo apt-get install bubblewrap"),
    ("dnf", "sudo dnf install bubblewrap"),
    ("pacman", "sudo pacman -S bubblewrap"),
    ("apk", "sudo apk add bubblewrap"),
    ("zypper", "sudo zypper install bubblewrap"),
)


def remedy(settings: Path = Path("/proc/sys")) -> str:
    """One sentence: the command, or what else helps."""
    if sys.platform != "linux":
        return "Grade on Linux, or in a Linux virtual machine."
    if bubblewrap.executable() is None:
        return f"Install bubblewrap: {_install()}"
    if os.geteuid() != 0:
        for file, closed, setting in _SETTINGS:
            if _read(settings / file) == closed:
                return f"Let ordinary users have namespaces: sudo sysctl {setting}"
    if bubblewrap.fault() is not None:
        return f"Put bubblewrap right ({bubblewrap.fault()}), as by installing it anew: {_install(again=True)}"
    if _in_container():
        return (
            "Start the container with --cap-add SYS_ADMIN --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined, or grade outside of it, best in a virtual machine of its own."
        )
    if landlock.version() < landlock.ENOUGH:
        return "Use Linux 6.2 or later with Landlock among its security modules (lsm=landlock,... at boot)."
    return (
        "Have whoever runs this machine allow namespaces to bubblewrap (to see its own words: "
        "bwrap --unshare-all --ro-bind / / true), or grade in a virtual machine."
    )


def _install(again: bool = False) -> str:
    for program, command in _INSTALL:
        if any(Path(folder, program).exists() for folder in ("/usr/bin", "/bin", "/sbin", "/usr/sbin")):
            return command.replace("install", "install --reinstall") if again and program == "apt-get" else command
    return "with the package manager of your system"


def _in_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return None
