"""The warm process's first lines: it lives no longer than its parent, says that it has started, loads what takes long.

Started inside the sandbox as ``python -m worker.start DESCRIPTOR CONFIG``.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys

from .control import Control


def main() -> None:
    """Serve the grader at the other end of the descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    gc.disable()  # what is loaded now stays
    control = Control(socket.socket(fileno=int(sys.argv[1])))
    config = json.loads(sys.argv[2])
    if sys.platform == "linux" and config["parent"] is not None:
        from . import kernel

        kernel.die_with(config["parent"])
    try:
        control.send({"started": os.getpid()})
        from .zygote import Zygote

        Zygote(control, config).serve()
    except (BrokenPipeError, ConnectionResetError):  # the grader is gone
        os._exit(0)


if __name__ == "__main__":
    main()
