"""``python -m autograder``."""

import sys

from autograder import IN_PLACE_OF_WINDOWS, INTERRUPTED, NO_WINDOWS, OUR_FAILURE, WRONG_CALL


def run() -> int:
    """The command's exit status, also where it is interrupted, or broken, before it can say so itself."""
    try:
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
