"""A Jupyter server of one's own for a course, and a headless Chromium that uses it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # all cells are on the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
PATIENCE = 60.0  # seconds until something has surely happened, on a busy machine too


def run(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment in the course's folder."""
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run([program, *command[1:]], cwd=course, env=private(course), capture_output=True, text=True)


def private(course: Path) -> dict[str, str]:
    """The environment of a user who has never used Jupyter."""
    home = course / ".home"
    home.mkdir(exist_ok=True)
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, **folders, "HOME": str(home), "PATH": path, "JUPYTER_PREFER_ENV_PATH": "0"}


@contextlib.contextmanager
def jupyter(course: Path) -> Iterator[str]:
    """A running server with the course as its root; gives its URL."""
    for name, values in SETTINGS.items():
        path = course / ".home/config/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root"),
        *(
            "--IdentityProvider.token=",
            "--ServerApp.password=",
            "--LabApp.news_url=None",
            f"--ServerApp.root_dir={course}",
        ),
        "--ServerApp.port_retries=0",
        "--LabApp.expose_app_in_browser=True",  # tests may call what menus call
    ]
    with (course / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=course, env=private(course), stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/api", server, course / "server.log")
            yield url
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A page in a headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(PATIENCE * 1000)
            yield page
        finally:
            browser.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=5):
            return
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        time.sleep(0.1)
