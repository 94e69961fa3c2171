"""The command line: reads arguments, calls, writes; it holds no logic of its own."""

from __future__ import annotations

import argparse
import io
import sys
import traceback
from collections.abc import Sequence

from autograder import GRADED, INTERRUPTED, OUR_FAILURE, WRONG_CALL, __version__
from autograder.cli import doctor, grade
from autograder.cli.errors import WrongCall

DESCRIPTION = """\
Grade notebooks of "Neural Networks, Assignment 2" on numeric gradient checks. Student code runs in a sandbox, and every
lost point comes with its reason."""

EXIT_STATUS = """\
exit status: 0 every submission has a score (and reached --fail-under); 1 some have not; 2 the call itself is wrong;
3 a failure of the grader's own; 130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; errors are sentences on stderr, never tracebacks, but for our own."""
    parser = _parser()
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that cannot show a sign shows another
        sys.stdout.reconfigure(errors="replace")
    try:
        options = parser.parse_args(arguments)
        status: int = options.run(options)
        return status
    except WrongCall as error:
        print(f"autograder: {error}", file=sys.stderr)
        return WRONG_CALL
    except KeyboardInterrupt:
        print("\nautograder: interrupted; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output left, as `head` does
        sys.stderr.close()
        return GRADED
    except OSError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return OUR_FAILURE
    except Exception:
        traceback.print_exc()
        print("autograder: this is a failure of the grader, not of a submission; please report it.", file=sys.stderr)
        return OUR_FAILURE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "autograder",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (grade, doctor):
        command.add(commands, EXIT_STATUS)
    return parser
