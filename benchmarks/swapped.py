"""A fault put into functions that are loaded already, so that nothing need be imported or collected anew."""

from __future__ import annotations

import ast
import gc
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType


def swap(path: Path, original: str, faulty: str) -> bool:
    """Give the functions of a loaded file the code that they have in the ``faulty`` source.

    False where that is not enough: the fault is in what runs at import, or no function has it.
    """
    file = str(path)
    loaded = list(_codes(compile(original, file, "exec")))
    plain = list(_codes(compile(ast.unparse(ast.parse(original)), file, "exec")))
    wanted = list(_codes(compile(faulty, file, "exec")))
    if not len(loaded) == len(plain) == len(wanted):
        return False
    changed = [number for number, (was, now) in enumerate(zip(plain, wanted, strict=True)) if _own(was) != _own(now)]
    if not changed or any(not wanted[number].co_flags & inspect.CO_OPTIMIZED for number in changed):
        return False
    places = {code: number for number, code in enumerate(loaded)}
    functions = [each for each in gc.get_objects() if type(each) is FunctionType and each.__code__.co_filename == file]
    functions = [each for each in functions if each.__code__ in places]
    try:
        for function in functions:
            function.__code__ = wanted[places[function.__code__]]
    except ValueError:  # it closes over something else
        return False
    return bool(functions)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _own(code: CodeType) -> tuple[object, ...]:
    """What a piece of code does itself, other pieces in it aside; 1, 1.0 and True are not the same."""
    constants = [(type(each), repr(each)) for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars
