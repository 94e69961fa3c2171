"""Trying something out in a cell that must not stop the notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def attempt(work: Callable[[], Any]) -> None:
    """Call ``work`` and print what it returns, with its shape; where it raises, print that in one line.

    Meant for cells that try something which may not be written yet: the cells below them still run.
    """
    try:
        value = work()
    except NotImplementedError:
        print("not written yet")
    except (Exception, SystemExit) as error:
        print(f"{type(error).__name__}: {error}")
    else:
        if isinstance(value, np.ndarray):
            print(f"{value}   shape {value.shape}")
        elif value is not None:
            print(value)
