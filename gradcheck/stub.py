"""What a stub is, said once: the line that stands in for an answer, as text, as code, and as what it raises."""

from __future__ import annotations

import ast
import re

EXCEPTION = "NotImplementedError"
SENTENCE = "Replace this line with your code."
LINE = f'raise {EXCEPTION}("{SENTENCE}")'  # as the release has it
PATTERN = rf"raise {EXCEPTION}\b.*"  # as it may stand in a notebook
_NOTHING = re.compile(rf"{PATTERN}|pass|\.\.\.|;")


def says_nothing(statement: str) -> bool:
    """Whether a statement, as text without strings and comments, is a stub's."""
    return _NOTHING.fullmatch(statement) is not None


def is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a body is the stub's line or ``pass``, and text that stands by itself."""
    body = [statement for statement in function.body if not _does_nothing(statement)]
    return not body or (len(body) == 1 and _raises(body[0]))


def is_line(kind: str | None, message: object) -> bool:
    """Whether an exception, by its type's name and text, is what the release's own line raises."""
    return kind == EXCEPTION and str(message).strip() == SENTENCE


def _does_nothing(statement: ast.stmt) -> bool:
    """``pass``, ``...``, and text that stands by itself."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _raises(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise):
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == EXCEPTION
