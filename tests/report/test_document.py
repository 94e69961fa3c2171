"""The document's values are plain, whatever a finding holds."""

from __future__ import annotations

import json
import os
import stat

import numpy as np
import pytest

from autograder.report.document import dumps, plain, write

VALUES = [
    (1 / 3, 0.333333),
    (float("nan"), "nan"),
    (float("-inf"), "-inf"),
    (np.float64(2.5), 2.5),
    ((1, 2), [1, 2]),
    ({"b": 1, "a": (None, True)}, {"a": [None, True], "b": 1}),
    ("a\nb", r"a\nb"),
]


@pytest.mark.parametrize(("value", "is_"), VALUES)
def test_numbers_are_rounded_and_text_is_printable(value, is_):
    """Six digits, no NaN, sorted keys, no control characters."""
    assert plain(value) == is_
    json.dumps(plain(value), allow_nan=False)


def test_a_file_is_written_whole_and_readable(tmp_path):
    """The file has the usual mode, and nothing else is left beside it."""
    write(tmp_path / "grades.json", dumps({"score": 20.0}))
    assert json.loads((tmp_path / "grades.json").read_bytes()) == {"score": 20.0}
    assert os.listdir(tmp_path) == ["grades.json"]
    assert stat.S_IMODE((tmp_path / "grades.json").stat().st_mode) & 0o400


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    """A failure leaves no half of a file."""
    (tmp_path / "grades.json").mkdir()
    with pytest.raises(OSError, match=r"grades\.json"):
        write(tmp_path / "grades.json", b"{}")
    assert os.listdir(tmp_path) == ["grades.json"]
