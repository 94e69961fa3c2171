"""What stopped a student's code, in a sentence: where shapes do not fit, the shapes."""

from __future__ import annotations

import re
from collections.abc import Collection

from gradcheck.operands import unfit

_OF_MATMUL = (  # numpy's own words, where the line cannot be worked out
    (
        re.compile(r"matmul: .*\(size (\d+) is different from (\d+)\)"),
        r"sizes \2 and \1 cannot meet in a matrix product",
    ),
    (re.compile(r"matmul: .*does not have enough dim.*"), "a matrix product of something that is no matrix"),
)


def sentence(error: BaseException, classes: Collection[str] = ()) -> str:
    """What an error says, in one line; of two arrays that do not fit, what their shapes are.

    classes: those that the notebook's cells define.
    """
    if isinstance(error, NotImplementedError):
        return "not written yet"
    try:
        if isinstance(error, NameError) and error.name in classes:
            return f"there is no {error.name} yet: run the cell that defines it, and look at what it says"
        shapes = unfit(error) if isinstance(error, ValueError) else None
        said = shapes or " ".join(str(error).split())
        for theirs, ours in _OF_MATMUL:
            said = theirs.sub(ours, said)
    except Exception:  # an exception class of the student's own, or an odd frame
        said = ""
    return f"{type(error).__name__}: {said[:200]}".rstrip(": ")
