"""Which operands of a line do not fit together, and their shapes.

The line is worked out once more from its smallest parts, in what can have no effect: names, attributes, signs, and
numpy's own functions of arrays.
"""

from __future__ import annotations

import ast
import linecache
import operator
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import numpy as np

from gradcheck.own_code import own_frames

SIGNS: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.MatMult: ("@", operator.matmul),
    ast.Mult: ("*", operator.mul),
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Div: ("/", operator.truediv),
    ast.Pow: ("**", operator.pow),
}
CALLED = {"dot": "@", "matmul": "@", "multiply": "*", "add": "+", "subtract": "-", "divide": "/", "power": "**"}
FITTING = ("einsum", "inner", "tensordot", "vdot", "where")  # functions whose operands have to fit, beside ufuncs
PURE = (
    *(*FITTING, "array", "asarray", "average", "clip", "copy", "diag", "dot", "expand_dims", "eye", "full", "mean"),
    *("ones", "ones_like", "outer", "reshape", "squeeze", "sum", "tile", "transpose", "zeros", "zeros_like"),
)
METHODS = ("dot", "sum", "mean", "copy", "reshape", "transpose", "ravel", "flatten", "astype", "clip", "squeeze")


class _Unknown(Exception):
    """A part that is not worked out."""


def unfit(error: BaseException) -> str | None:
    """Like "(3, 2)ᵀ @ (2, 2) cannot meet in self.W.T @ dZ"; None where no such operands are found."""
    frames = own_frames(error)
    if not frames:
        return None
    frame, number = frames[-1]
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:  # the file is another one by now
        return None
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp | ast.Call | ast.AugAssign)]
    for node in reversed([node for node in parts if node.lineno <= number <= (node.end_lineno or 0)]):
        try:
            with np.errstate(all="ignore"):
                _value(node, frame)
        except ValueError:
            return _said(node, frame)
        except Exception:
            continue
    return None


def _said(node: ast.BinOp | ast.Call | ast.AugAssign, frame: FrameType) -> str | None:
    """The operands of a part that does not work, each with its shape."""
    if isinstance(node, ast.BinOp):
        sign, operands = SIGNS[type(node.op)][0], [node.left, node.right]
    elif isinstance(node, ast.AugAssign):
        sign, operands = f"{SIGNS[type(node.op)][0]}=", [node.target, node.value]
    else:
        assert isinstance(node.func, ast.Attribute)
        base, name = _value(node.func.value, frame), node.func.attr
        operands = [*([node.func.value] if isinstance(base, np.ndarray) else []), *node.args]
        operands = [one for one in operands if not isinstance(_value(one, frame), str)]
        sign = CALLED.get(name, ",") if len(operands) == 2 else ","
        if not (name in CALLED or name in FITTING or isinstance(getattr(np, name, None), np.ufunc)):
            return None
    shapes = [_shape(one, _value(one, frame)) for one in operands]
    between = ", " if sign == "," else f" {sign} "
    return f"{between.join(shapes)} cannot meet in {ast.unparse(node)}"


def _shape(node: ast.expr, value: Any) -> str:
    if isinstance(value, np.ndarray):
        turned = isinstance(node, ast.Attribute) and node.attr == "T" and value.ndim > 1
        return f"{value.T.shape}ᵀ" if turned else f"{value.shape}"
    return "None" if value is None else "a number" if np.isscalar(value) else type(value).__name__


def _value(node: ast.AST, frame: FrameType) -> Any:
    """What a part is worth. Raises what its operation raises, and _Unknown for what is not worked out."""
    match node:
        case ast.Name(id=name):
            return frame.f_locals[name] if name in frame.f_locals else frame.f_globals[name]
        case ast.Constant(value=value):
            return value
        case ast.Attribute(value=base, attr=name):
            return getattr(_value(base, frame), name)
        case ast.BinOp(left=left, op=op, right=right):
            return SIGNS[type(op)][1](*_numbers([left, right], frame))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_numbers([operand], frame)[0]
        case ast.AugAssign(target=target, op=op, value=value):
            left, right = _numbers([target, value], frame)
            return np.broadcast_to(SIGNS[type(op)][1](left, right), np.shape(left))
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(_value(part, frame) for part in parts)
        case ast.Subscript(value=base, slice=index):
            return _numbers([base], frame)[0][_value(index, frame)]
        case ast.Slice(lower=lower, upper=upper, step=step):
            return slice(*(None if part is None else _value(part, frame) for part in (lower, upper, step)))
        case ast.Call(func=ast.Attribute(value=base, attr=name)):
            return _called(_value(base, frame), name, node, frame)
    raise _Unknown


def _called(base: Any, name: str, node: ast.Call, frame: FrameType) -> Any:
    function = getattr(base, name)
    of_numpy = base is np and (isinstance(function, np.ufunc) or name in PURE)
    if not of_numpy and not (type(base) is np.ndarray and name in METHODS):
        raise _Unknown
    if any(keyword.arg in (None, "out", "where") for keyword in node.keywords):
        raise _Unknown
    options = {str(keyword.arg): _value(keyword.value, frame) for keyword in node.keywords}
    return function(*(_value(one, frame) for one in node.args), **options)


def _numbers(parts: Sequence[ast.expr], frame: FrameType) -> list[Any]:
    """The values of operands that are arrays, numbers, or a shape: others may do anything when they are combined."""
    values = [_value(part, frame) for part in parts]
    if not all(isinstance(value, np.ndarray | np.generic | int | float | tuple | None) for value in values):
        raise _Unknown
    return values
