"""What this machine gives, in plain words: for ``python -m autograder doctor`` and the report."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from autograder.sandbox import descriptors
from autograder.sandbox.remedies import remedy
from autograder.sandbox.tiers import UNSAFE, Probe, candidates, probe

_OUTSIDE = "All that is outside a list of folders (interpreter, numpy, matplotlib, the answer-free package) is"
PROTECTS = {
    "A": (
        f"{_OUTSIDE} not there: other submissions, the gradebook, your files, the hidden tests.",
        "There is no network, and no other process to be seen, signalled or traced.",
        "Landlock and a filter of system calls hold on their own where one of these walls fails.",
        "Time, memory, output, files and processes are bounded.",
    ),
    "B": (
        f"{_OUTSIDE} out of reach (Landlock): other submissions, the gradebook, your files, the hidden tests.",
        "A filter of system calls forbids sockets, new processes, and signals to others.",
        "Time, memory, output and processes are bounded; no file can be written.",
    ),
    "C": ("Time, memory and output are bounded, and a crash costs nobody else anything.",),
}
PROTECTS["A-root"] = (*PROTECTS["A"], "Each job runs as a user that owns nothing.")

LACKS = {
    "A": ("The kernel is shared: for a public service run the whole grader in a virtual machine.",),
    "B": (
        "There are no namespaces: one wall less, should the kernel's Landlock or seccomp have a hole.",
        "A notebook cell that writes a file fails, and is left out.",
        "The kernel is shared: for a public service run the whole grader in a virtual machine.",
    ),
    "C": ("Students' code can read and change everything that you can, and use the network.",),
}
LACKS["A-root"] = LACKS["A"]


@dataclass(frozen=True)
class Description:
    """``tier`` is the one that grading takes, ``refused`` whether it needs ``--unsafe``; ``protects`` and ``lacks`` say
    what that means, ``tried`` what came of each better tier, ``remedy`` how to get the next (None: none is)."""

    tier: str
    refused: bool
    protects: tuple[str, ...]
    lacks: tuple[str, ...]
    tried: tuple[Probe, ...]
    remedy: str | None


def describe() -> Description:
    """Try every tier of this machine. Takes a tenth of a second for each the first time.

    Raises Refused where no process at all can be started for students' code.
    """
    if (too_few := descriptors.refused()) is not None:
        raise too_few
    tried = tuple(probe(tier) for tier in candidates())
    holding = [tried_tier.tier for tried_tier in tried if tried_tier.missing is None]
    tier = holding[0] if holding else UNSAFE
    best = tier in ("A", "A-root")
    lacks = LACKS[tier]
    if sys.platform == "win32":
        lacks = ("Windows has no sandbox that this grader knows: it refuses to grade here.", *lacks)
    return Description(tier, not holding, PROTECTS[tier], lacks, tried, None if best else remedy())
