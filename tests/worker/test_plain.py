"""Calls and answers as plain trees: just what was packed comes back, and nothing else is taken."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.worker.calls import Analysis, Answer, Call, Make, Raised, Reply, Step
from autograder.worker.plain import pack, unpack

RAISED = Raised("ValueError", "no", "linear_backward", 3)
MAKE = Make("MLP", ([Make("Linear", (2, 3)), ("a", Make("X"))],), {"W": [Make("Y")], "b": 1.0})

PACKED: dict[str, tuple[Any, Any]] = {
    "a call": (
        Call(MAKE, (Step("forward", (1, Make("Z")), ("A", "dW")), Step("backward"))),
        [
            {
                "make": [
                    "MLP",
                    [[{"make": ["Linear", [2, 3], {}]}, ("a", {"make": ["X", [], {}]})]],
                    {"W": [{"make": ["Y", [], {}]}], "b": 1.0},
                ]
            },
            [["forward", [1, {"make": ["Z", [], {}]}], ["A", "dW"]], ["backward", [], []]],
        ],
    ),
    "an answer": (
        Answer((Reply(2.5, RAISED, {"0": 1}, {"dW": 2}), Reply({"a": (1,)})), RAISED, "killed", "printed"),
        [
            [[2.5, ["ValueError", "no", "linear_backward", 3], {"0": 1}, {"dW": 2}], [{"a": (1,)}, None, {}, {}]],
            ["ValueError", "no", "linear_backward", 3],
            "killed",
            "printed",
        ],
    ),
    "an answer of nothing": (Answer(), [[], None, None, ""]),
    "an exception of no cell": (Raised("E"), ["E", "", None, None]),
    "an exception of the first line": (Raised("E", "", "c", 0), ["E", "", "c", 0]),
    "an exception of the last line": (Raised("E", "", "c", (1 << 31) - 1), ["E", "", "c", (1 << 31) - 1]),
    "the longest text": (Raised("E" * 2000), ["E" * 2000, "", None, None]),
    "an analysis": (
        Analysis(("x", "y"), True, ("opens a file",), RAISED, ("torch",)),
        [["x", "y"], True, ["opens a file"], ["ValueError", "no", "linear_backward", 3], ["torch"]],
    ),
}


@pytest.mark.parametrize(("value", "tree"), PACKED.values(), ids=PACKED)
def test_a_dataclass_is_the_list_of_its_fields(value: Any, tree: Any) -> None:
    """There and back."""
    assert pack(value) == tree
    assert unpack(tree, type(value)) == value


CALL, REPLY = [["C", [], {}], []], [None, None, {}, {}]
REFUSED: list[tuple[type, Any, str]] = [
    (Call, None, "not a Call"),
    (Call, (CALL[0], []), "not a Call"),
    (Call, [CALL[0]], "not a Call"),
    (Call, [*CALL, 1], "not a Call"),
    (Call, {"make": CALL}, "not a Call"),
    (Call, [[], []], "not a Make"),
    (Call, [{"make": CALL[0], "x": 1}, []], "not a Make"),
    (Call, [{"x": CALL[0]}, []], "not a Make"),
    (Call, [CALL[0], (["m", [], []],)], "Call.steps"),
    (Call, [CALL[0], [["m", []]]], "not a Step"),
    (Call, [[1, [], {}], []], "Make.cls"),
    (Call, [["C", (), {}], []], "Make.args"),
    (Call, [["C", [], []], []], "Make.attributes"),
    (Call, [["C", [{}], {}], []], "not a Make"),
    (Call, [["C", [({},)], {}], []], "not a Make"),
    (Call, [["C", [], {"W": [{"a": 1}]}], []], "not a Make"),
    (Call, [CALL[0], [[1, [], []]]], "Step.method"),
    (Call, [CALL[0], [["m", {}, []]]], "Step.args"),
    (Call, [CALL[0], [["m", [], "W"]]], "Step.watch"),
    (Call, [CALL[0], [["m", [], [1]]]], "Step.watch"),
    (Answer, [[], None, 1, ""], "Answer.died"),
    (Answer, [[], None, None, None], "Answer.why"),
    (Answer, [[], None, None, "x" * 2001], "Answer.why"),
    (Answer, [(REPLY,), None, None, ""], "Answer.replies"),
    (Answer, [[[None, None, [], {}]], None, None, ""], "Reply.changed"),
    (Answer, [[[None, None, {}, None]], None, None, ""], "Reply.state"),
    (Answer, [[[None, 1, {}, {}]], None, None, ""], "not a Raised"),
    (Raised, [1, "", None, None], "Raised.type"),
    (Raised, ["E", None, None, None], "Raised.message"),
    (Raised, ["E", "", 1, None], "Raised.cell"),
    (Raised, ["E", "", None, -1], "Raised.line"),
    (Raised, ["E", "", None, True], "Raised.line"),
    (Raised, ["E", "", None, 1.0], "Raised.line"),
    (Raised, ["E", "", None, 1 << 31], "Raised.line"),
    (Analysis, ["x", False, [], None, []], "Analysis.binds"),
    (Analysis, [[1], False, [], None, []], "Analysis.binds"),
    (Analysis, [[], 0, [], None, []], "Analysis.defines"),
    (Analysis, [[], False, "x", None, []], "Analysis.signs"),
    (Analysis, [[], False, [None], None, []], "Analysis.signs"),
    (Analysis, [[], False, [], None, [None]], "Analysis.absent"),
]


@pytest.mark.parametrize(("cls", "tree", "words"), REFUSED, ids=[f"{c.__name__} {t!r:.40}" for c, t, _ in REFUSED])
def test_what_does_not_fit_is_refused_by_the_name_of_its_field(cls: type, tree: Any, words: str) -> None:
    """Kinds, counts, keys and sizes; ValueError alone, whatever comes."""
    with pytest.raises(ValueError, match=r".") as refused:
        unpack(tree, cls)
    assert str(refused.value) == words
