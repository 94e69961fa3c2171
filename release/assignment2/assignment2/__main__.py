"""``python -m assignment2 check NOTEBOOK``: whether a notebook can be handed in."""

from __future__ import annotations

import sys

from assignment2.hand_in import hand_in


def main(arguments: list[str]) -> int:
    """Exit status: 0 where all is well, 1 where something should be looked at, 2 where the call is wrong."""
    if len(arguments) != 2 or arguments[0] != "check":
        print("usage: python -m assignment2 check NOTEBOOK", file=sys.stderr)
        return 2
    return 0 if hand_in(arguments[1]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
