"""What is watched beside an answer: arrays that were written into, arguments of any form, and the line of an error."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import pytest

from autograder.worker import perform as performing
from autograder.worker.calls import OVERWRITTEN, Call, Make, Opaque, Step
from autograder.worker.cells import run_cell
from autograder.worker.perform import perform, raised_by, snapshot

X = np.array([[1.0, 2.0], [3.0, 4.0]])
SOURCE = """
import copy
import numpy as np
class Layer:
    def __init__(self, inner=None):
        self.inner = inner
        self.A, self.pair = np.ones((2, 2)), [np.zeros(2), (np.ones(2),), "text"]
        self.table, self.count, self.names = {"a": np.arange(3)}, 3, np.array(["x"])
    def fill(self):
        for name in ("A", "pair", "table"):
            setattr(self, name, copy.deepcopy(getattr(self, name)))
    def step(self, *args):
        BODY
"""


def stepped(body: str, *args: Any, watch: tuple[str, ...] = (OVERWRITTEN,), **made: Any) -> Any:
    """The reply to one step of that body, after a method has stored arrays of its own."""
    names: dict[str, Any] = {}
    assert run_cell("cell 3", SOURCE.replace("BODY", body), names) is None
    return perform(Call(Make("Layer", **made), (Step("fill"), Step("step", args, watch))), names, {}).replies[1]


OVERWRITES: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing": ("return self.A", {}),
    "an array": ("self.A *= 3", {"A": [[[1, 1], [1, 1]], [[3, 3], [3, 3]]]}),
    "one in a list": ("self.pair[0] += 1", {"pair": [[0, 0], [1, 1]]}),
    "one in a dictionary": ("self.table['a'][1] = 7", {"table": [[0, 1, 2], [0, 7, 2]]}),
    "a name bound anew": ("self.A = 3 * self.A", {}),
    "one that is hidden deeper": ("self.pair[1][0][:] = 7", {"pair": [[1, 1], [7, 7]]}),
    "a list that holds itself": (
        "self.pair.append(self.pair); self.A *= 3",
        {"A": [[[1, 1], [1, 1]], [[3, 3], [3, 3]]]},
    ),
    "two": ("self.A *= 3; self.table['a'] *= 0", {"A": [[[1] * 2] * 2, [[3] * 2] * 2], "table": [[0, 1, 2], [0] * 3]}),
    "and then an exception": ("self.A *= 0; raise ValueError", {"A": [[[1, 1], [1, 1]], [[0, 0], [0, 0]]]}),
    "its shape alone": ("self.A.shape = (4,)", {"A": [[[1, 1], [1, 1]], [1, 1, 1, 1]]}),
    "NaN": ("self.A *= np.nan", {"A": [[[1, 1], [1, 1]], [[np.nan] * 2] * 2]}),
}


@pytest.mark.parametrize(("body", "written"), OVERWRITES.values(), ids=OVERWRITES)
def test_arrays_that_were_written_into_come_back_as_they_were_and_are(body: str, written: dict[str, Any]) -> None:
    """By the name of their attribute, also in a list or a dictionary; a name that is bound anew changes no array."""
    found = stepped(body).state[OVERWRITTEN]
    assert set(found) == set(written)
    for name, pair in written.items():
        for now, then in zip(found[name], pair, strict=True):
            np.testing.assert_array_equal(now, then)


def test_what_the_constructor_made_may_be_written_into() -> None:
    """As long as no method has: an array that another one wrote into is watched from then on. Until then what the
    object holds has None in its place."""
    source = SOURCE.replace("BODY", "self.A *= 3; self.pair[1][0][:] = np.arange(2)")
    names: dict[str, Any] = {}
    assert run_cell("cell 3", source, names) is None
    steps = (Step("step", (), ("__dict__", OVERWRITTEN)), Step("step", (), ("__dict__", OVERWRITTEN)))
    first, second = perform(Call(Make("Layer"), steps), names, {}).replies
    assert first.state[OVERWRITTEN] == {}
    assert set(second.state[OVERWRITTEN]) == {"A"}
    assert first.state["__dict__"]["pair"][0] is None
    assert first.state["__dict__"]["pair"][1][0].tolist() == [0, 1]
    assert first.state["__dict__"]["A"].tolist() == [[3, 3], [3, 3]]


def test_only_what_is_watched_comes_back() -> None:
    """An object without attributes of its own holds nothing."""
    assert stepped("self.A *= 3", watch=("count",)).state == {"count": 3}
    assert stepped("pass", watch=()).state == {}
    source = "class Slim:\n    __slots__ = ()\n    def step(self): return 1\n"
    names: dict[str, Any] = {}
    assert run_cell("cell 3", source, names) is None
    (reply,) = perform(Call(Make("Slim"), (Step("step", (), (OVERWRITTEN,)),)), names, {}).replies
    assert (reply.value, reply.state) == (1, {OVERWRITTEN: {}})


def test_large_arrays_and_long_lists_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than there is room for is left out."""
    monkeypatch.setattr(performing, "MAX_BYTES", 32)
    assert set(stepped("self.A *= 3; self.table['a'] *= 0").state[OVERWRITTEN]) == {"A", "table"}
    monkeypatch.setattr(performing, "MAX_BYTES", 31)
    assert set(stepped("self.A *= 3; self.table['a'] *= 0").state[OVERWRITTEN]) == {"table"}
    monkeypatch.setattr(performing, "MAX_ITEMS", 2)
    assert set(stepped("self.table['a'] *= 0; self.inner = 1").state[OVERWRITTEN]) == set()


@pytest.mark.parametrize(
    ("args", "body", "changed"),
    [
        ((X, X), "pass", {}),
        ((X, X), "args[1][0, 0] = 9", {"1": [[9, 2], [3, 4]]}),
        ((X, X), "args[0].shape = (4,)", {"0": [1, 2, 3, 4]}),
        (
            (X, X),
            "np.multiply(args[0], 2, args[0]); np.multiply(args[1], 3, args[1]); raise ValueError",
            {"0": [[2, 4], [6, 8]], "1": [[3, 6], [9, 12]]},
        ),
        (([X, 1],), "args[0][0][0, 0] = 9; args[0].append(2)", {}),
        (((X,), 3), "args[0][0][0, 0] = 9", {}),
    ],
)
def test_an_array_that_was_passed_in_and_changed_comes_back(args: Any, body: str, changed: Any) -> None:
    """By its position; the grader's own stays, whatever it was in."""
    assert {name: value.tolist() for name, value in stepped(body, *args).changed.items()} == (changed)
    assert X.tolist() == [[1, 2], [3, 4]]
    assert len(args[0]) == 2 or isinstance(args[0], tuple)


def test_an_argument_may_be_another_object() -> None:
    """It is made of the same classes, with its attributes; so is what a constructor is given."""
    inner = Make("Layer", (), {"A": 3 * X})
    assert stepped("return args[0].A", inner).value.tolist() == (3 * X).tolist()
    assert stepped("return self.inner[0].A", args=([inner],)).value.tolist() == (3 * X).tolist()
    assert stepped("return self.count", attributes={"count": 5}).value == 5


def test_stand_ins_come_before_the_students_classes() -> None:
    """Each is made in their namespace."""
    names: dict[str, Any] = {}
    assert run_cell("cell 3", SOURCE.replace("BODY", "return 1"), names) is None
    stand_ins: Any = {"Layer": lambda space: type("In", (space["Layer"],), {"step": lambda self: 2})}
    assert perform(Call(Make("Layer"), (Step("step"),)), names, stand_ins).replies[0].value == 2
    assert perform(Call(Make("Layer"), (Step("step"),)), names, {}).replies[0].value == 1


def test_what_is_watched_is_reached_by_dots_and_numbers() -> None:
    """What is not there is left out."""
    watch = ("table", "pair.0", "inner.A", "pair.1.0", "pair.7", "no")
    state = stepped("pass", watch=watch, args=(Make("Layer"),)).state
    assert {name: np.asarray(value).tolist() for name, value in state.items() if name != "table"} == {
        **{"pair.0": [0, 0], "pair.1.0": [1, 1]},
        "inner.A": [[1, 1], [1, 1]],
    }
    assert state["table"]["a"].tolist() == [0, 1, 2]


def test_code_is_run_without_warnings_and_as_it_wishes() -> None:
    """Divisions by zero say nothing, and the caller's settings stay."""
    before = np.geterr()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reply = stepped("import warnings; warnings.warn('x'); return np.ones(1) / 0")
    assert reply.value.tolist() == [np.inf]
    assert np.geterr() == before


class Mine(np.float64):
    pass


nested: Any = 1
for _ in range(9):
    nested = [nested]
LIMITS: dict[str, tuple[Any, Any]] = {
    "deep": (nested[0], nested[0]),
    "too deep": (nested, [[[[[[[[Opaque("list")]]]]]]]]),
    "too deep a dictionary": ([[[[[[[[{}]]]]]]]], [[[[[[[[Opaque("dict")]]]]]]]]),
    "long": ([0] * 10_000, [0] * 10_000),
    "too long": ([0] * 10_001, Opaque("list")),
    "many keys": (dict.fromkeys(range(10_001)), Opaque("dict")),
    "keys that are no text": ({3: 1}, {"3": 1}),
    "a long key": ({"k" * 101: 1}, {"k" * 100: 1}),
    "a number of one's own": (Mine(1), Opaque("Mine")),
    "a date": (np.datetime64("2020-01-01"), Opaque("datetime64")),
    "numpy's complex": (np.complex128(1j), np.complex128(1j)),
    "a long name": (type("N" * 120, (), {})(), Opaque("N" * 100)),
    "a large array": (np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 27,), (0,)), Opaque("array of float64")),
    "a tuple": ((1, [2]), (1, [2])),
}


@pytest.mark.parametrize(("value", "kept"), LIMITS.values(), ids=LIMITS)
def test_what_comes_back_is_bounded(value: Any, kept: Any) -> None:
    """In depth, in length, in bytes, in names."""
    assert snapshot(value) == kept


def test_the_largest_array_that_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the byte, of any dtype of numbers; of no longer ones than 16 bytes an entry."""
    monkeypatch.setattr(performing, "MAX_BYTES", 16)
    for dtype in (float, np.int64):
        assert np.array_equal(snapshot(np.ones(2, dtype)), np.ones(2))
        assert snapshot(np.ones(3, dtype)) == Opaque(f"array of {np.dtype(dtype)}")
    assert snapshot(np.ones(1, np.clongdouble)) == Opaque(f"array of {np.dtype(np.clongdouble)}")
    assert snapshot(np.ones(1, np.longdouble)).dtype == np.longdouble
    assert isinstance(snapshot(np.zeros(1, dtype=[("a" * 200, float)])), Opaque)
    assert len(snapshot(np.zeros(1, dtype=[("a" * 200, float)])).type) == 100


@pytest.mark.parametrize("dtype", [float, int, bool, np.float32, complex])
def test_what_comes_back_is_a_copy(dtype: Any) -> None:
    """Of any dtype: what is written into the array later is not seen."""
    array = np.zeros(2, dtype)
    kept = snapshot(array)
    array += np.ones(2, dtype)
    assert kept.tolist() == [0, 0]


def test_an_error_carries_the_innermost_line_of_a_cell() -> None:
    """Of the cells that it went through; text and names are cut."""
    names: dict[str, Any] = {}
    assert run_cell("cell 1", "def f():\n\n    raise ValueError('x' * 400)", names) is None
    raised = run_cell("cell 2", "f()", names)
    assert raised is not None
    assert (raised.type, raised.cell, raised.line, raised.message) == ("ValueError", "cell 1", 3, "x" * 300)
    long = raised_by(type("E" * 120, (Exception,), {})())
    assert (long.type, long.message, long.cell, long.line) == ("E" * 100, "", None, None)


def test_a_syntax_error_carries_its_own_line() -> None:
    """It has none in the traceback; one of another file is no cell's."""
    raised = run_cell("cell 2", "x = 1\ny = (", {})
    assert raised is not None
    assert (raised.type, raised.cell, raised.line, raised.message) == (
        "SyntaxError",
        "cell 2",
        2,
        "'(' was never closed",
    )
    inside = run_cell("cell 2", "\ncompile('(', '<text>', 'exec')", {})
    assert inside is not None
    assert (inside.cell, inside.line) == ("cell 2", 2)
    other = raised_by(SyntaxError("no", ("<text>", 3, 1, "")))
    assert (other.cell, other.line, other.message) == (None, None, "no (<text>, line 3)")


def test_a_traceback_without_end_is_followed_so_far() -> None:
    """Twice as many steps as Python allows."""

    class Trace:
        def __init__(self, file: str) -> None:
            self.tb_frame: Any = type("F", (), {"f_code": type("C", (), {"co_filename": file})})
            self.tb_lineno, self.tb_next = 7, self

    endless: Any = Trace("<cell 3>")
    assert performing._place(endless) == ("3", 7)
    last: Any = Trace("<cell 3>")
    last.tb_next = None
    for _ in range(2 * sys.getrecursionlimit()):
        before: Any = Trace("other.py")
        before.tb_next, last = last, before
    assert performing._place(last) == (None, None)
    assert performing._place(last.tb_next) == ("3", 7)
    for name in ("<cell 3", "cell 3>"):
        torn: Any = Trace(name)
        torn.tb_next = None
        assert performing._place(torn) == (None, None)
