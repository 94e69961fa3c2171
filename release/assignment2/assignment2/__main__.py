"""``python -m assignment2 check NOTEBOOK`` looks a notebook over; ``zip [FOLDER [FILE]]`` packs the release."""

from __future__ import annotations

import sys
from pathlib import Path

from assignment2.archive import archive
from assignment2.hand_in import hand_in

USAGE = """usage: python -m assignment2 check NOTEBOOK       can it be handed in?
       python -m assignment2 zip [FOLDER [FILE]]  pack the release (release/assignment2) into assignment2.zip"""


def main(arguments: list[str]) -> int:
    """Exit status: 0 where all is well, 1 where something should be looked at, 2 where the call is wrong."""
    command, *rest = arguments or [""]
    if command == "check" and len(rest) == 1:
        return 0 if hand_in(rest[0]) else 1
    if command == "zip" and len(rest) <= 2:
        return _zip(*rest)
    print(USAGE, file=sys.stderr)
    return 2


def _zip(folder: str = "release/assignment2", file: str = "assignment2.zip") -> int:
    try:
        print(archive(Path(folder), Path(file)))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
