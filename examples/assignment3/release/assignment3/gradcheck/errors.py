"""What stopped a student's code, in a sentence: where shapes do not fit, the shapes."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Collection
from types import FrameType
from typing import Any

import numpy as np

SIGNS: dict[type, str] = {ast.MatMult: "@", ast.Mult: "*", ast.Add: "+", ast.Sub: "-", ast.Div: "/"}


def sentence(error: BaseException, classes: Collection[str] = ()) -> str:
    """What an error says, in one line; of two arrays that do not fit, what their shapes are.

    classes: those that the notebook's cells define.
    """
    if isinstance(error, NotImplementedError):
        return "not written yet"
    try:
        if isinstance(error, NameError) and error.name in classes:
            return f"there is no {error.name} yet: run the cell that defines it, and look at what it says"
        shapes = _operands(error) if isinstance(error, ValueError) else None
        said = shapes or " ".join(str(error).split())[:200]
    except Exception:  # an exception class of the student's own, or an odd frame
        said = ""
    return f"{type(error).__name__}: {said}".rstrip(": ")


def _operands(error: BaseException) -> str | None:
    """Like "(3, 2)ᵀ @ (2, 2) cannot meet in self.W.T @ dZ"; None where no such pair is found."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return None
    frame, number = trace.tb_frame, trace.tb_lineno
    tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    around = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp | ast.Call)]
    for node in reversed([node for node in around if node.lineno <= number <= (node.end_lineno or 0)]):
        pair = _pair(node)
        if pair is None:
            continue
        left, sign, right = pair
        a, b = _value(left, frame), _value(right, frame)
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and not _fit(a, sign, b):
            return f"{_shape(left, a)} {sign} {_shape(right, b)} cannot meet in {ast.unparse(node)}"
    return None


def _pair(node: ast.BinOp | ast.Call) -> tuple[ast.expr, str, ast.expr] | None:
    """Two operands and the sign between them, also of ``np.dot`` and ``np.matmul``."""
    if isinstance(node, ast.BinOp):
        sign = SIGNS.get(type(node.op))
        return (node.left, sign, node.right) if sign else None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in ("dot", "matmul") and len(node.args) == 2:
        return node.args[0], "@", node.args[1]
    return None


def _value(node: ast.expr, frame: FrameType) -> Any:
    """The value of a name or of an attribute of one; None for all that would have to be computed."""
    if isinstance(node, ast.Name):
        return frame.f_locals.get(node.id, frame.f_globals.get(node.id))
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, frame), node.attr, None)
    return None


def _fit(a: np.ndarray, sign: str, b: np.ndarray) -> bool:
    try:
        np.broadcast_shapes(a.shape, b.shape) if sign != "@" else np.empty(a.shape) @ np.empty(b.shape)
    except ValueError:
        return False
    return True


def _shape(node: ast.expr, array: np.ndarray) -> str:
    turned = isinstance(node, ast.Attribute) and node.attr == "T"
    return f"{array.T.shape}ᵀ" if turned else f"{array.shape}"
