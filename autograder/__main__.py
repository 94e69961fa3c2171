"""``python -m autograder``."""

import sys
import traceback

from autograder import INTERRUPTED, OUR_FAILURE


def run() -> int:
    """The command's exit status, also where it is interrupted, or broken, before it can say so itself."""
    try:
        from autograder.cli import main

        return main()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        return OUR_FAILURE


if __name__ == "__main__":
    sys.exit(run())
