"""``python -m autograder``."""

import gc
import os
import sys

from autograder import IN_PLACE_OF_WINDOWS, INTERRUPTED, NO_WINDOWS, OUR_FAILURE, WRONG_CALL


def run() -> int:
    """The command's exit status, also where it is interrupted, or broken, before it can say so itself.

    Ctrl-C ends the process as SIGTERM does, at once and without a word, but where the command listens to both: while
    it loads what it needs, and while Python ends, an exception would be turned into another, and be shown.
    """
    gc.disable()  # until all is loaded, which stays
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more would wait, busily, for work that a grader does not have
    try:
        import signal

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not what nohup or a shell ignores
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        if sys.platform == "win32":  # before anything is imported that is not there
            print(f"autograder: {NO_WINDOWS} {IN_PLACE_OF_WINDOWS}", file=sys.stderr)
            return WRONG_CALL
        from autograder.cli import main

        return main()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        import traceback

        traceback.print_exc()
        return OUR_FAILURE


if __name__ == "__main__":
    sys.exit(run())
