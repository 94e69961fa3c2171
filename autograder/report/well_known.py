"""Sentences of Python's and numpy's own exceptions that hold nothing but names, shapes and small counts.

Any other text of an exception could be a student's: it could carry hidden inputs, or a command to what shows it.
"""

from __future__ import annotations

import re
from functools import cache

_NAME = r"[A-Za-z_]\w{0,60}"
_SHAPE = r"\((?:\d{1,3}(?:, ?\d{1,3}){0,3},?)?\)"
_PLACEHOLDERS = {
    "NAME": _NAME,
    "TYPE": rf"{_NAME}(?:\.{_NAME})*",
    "CALL": rf"(?:(?:{_NAME}|<locals>|<lambda>)\.)*(?:{_NAME}|<lambda>)\(\)",
    "SHAPE": _SHAPE,
    "SHAPES": rf"(?: ?{_SHAPE}){{1,3}} ?",
    "SIGN": r"[^\w\s]{1,3}",
    "DTYPE": r"dtype\('[\w<>|=]{1,12}'\)",
    "COUNT": r"-?\d{1,3}",  # as the shapes of graded inputs have them: more digits could be those of the inputs
    "LIST": r"(?:list|tuple|str|bytes|deque)",
    "WHERE": r"(?:while calling a Python object|in comparison|while getting the (?:str|repr) of an object|"
    r"in __(?:instance|subclass)check__)",
    "HINT": r"(?:Perhaps you forgot a comma\?|Maybe you meant '==' or ':=' instead of '='\?|"
    r"Is this intended to be part of the string\?)",
    "BLOCK": r"(?:'(?:if|elif|else|for|while|try|except|finally|with|match|case)' statement|"
    r"(?:function|class) definition)",
}

# as Python from 3.11 on and numpy from 1.26 on word them
_SENTENCES = """\
name 'NAME' is not defined
free variable 'NAME' referenced before assignment in enclosing scope
cannot access free variable 'NAME' where it is not associated with a value in enclosing scope
local variable 'NAME' referenced before assignment
cannot access local variable 'NAME' where it is not associated with a value
'TYPE' object has no attribute 'NAME'
type object 'TYPE' has no attribute 'NAME'
module 'TYPE' has no attribute 'NAME'
No module named 'TYPE'
cannot import name 'NAME' from 'TYPE'
property 'NAME' of 'NAME' object has no setter
unsupported operand type(s) for SIGN: 'TYPE' and 'TYPE'
unsupported operand type(s) for ** or pow(): 'TYPE' and 'TYPE'
unsupported operand type(s) for divmod(): 'TYPE' and 'TYPE'
bad operand type for unary SIGN: 'TYPE'
bad operand type for abs(): 'TYPE'
'SIGN' not supported between instances of 'TYPE' and 'TYPE'
can't multiply sequence by non-int of type 'TYPE'
can only concatenate LIST (not "TYPE") to LIST
'TYPE' object is not callable
'TYPE' object is not subscriptable
'TYPE' object is not iterable
'TYPE' object does not support item assignment
'TYPE' object cannot be interpreted as an integer
object of type 'TYPE' has no len()
unhashable type: 'TYPE'
must be real number, not TYPE
float() argument must be a string or a real number, not 'TYPE'
int() argument must be a string, a bytes-like object or a real number, not 'TYPE'
cannot convert float NaN to integer
cannot unpack non-iterable TYPE object
not enough values to unpack (expected COUNT, got COUNT)
too many values to unpack (expected COUNT)
too many values to unpack (expected COUNT, got COUNT)
list index out of range
tuple index out of range
string index out of range
list indices must be integers or slices, not TYPE
tuple indices must be integers or slices, not TYPE
CALL missing COUNT required positional argument: 'NAME'
CALL missing COUNT required positional arguments: 'NAME' and 'NAME'
CALL missing COUNT required positional arguments: 'NAME', 'NAME', and 'NAME'
CALL takes COUNT positional argument but COUNT were given
CALL takes COUNT positional arguments but COUNT was given
CALL takes COUNT positional arguments but COUNT were given
CALL takes from COUNT to COUNT positional arguments but COUNT were given
CALL takes no arguments (COUNT given)
CALL takes no keyword arguments
CALL got an unexpected keyword argument 'NAME'
CALL got multiple values for argument 'NAME'
NAME expected COUNT arguments, got COUNT
NAME expected at least COUNT argument, got COUNT
NAME expected at most COUNT arguments, got COUNT
division by zero
float division by zero
integer division or modulo by zero
math domain error
math range error
maximum recursion depth exceeded
maximum recursion depth exceeded WHERE
invalid syntax
invalid syntax. HINT
unexpected indent
expected an indented block after BLOCK on line COUNT
expected ':'
unindent does not match any outer indentation level
inconsistent use of tabs and spaces in indentation
'SIGN' was never closed
unmatched 'SIGN'
unterminated string literal (detected at line COUNT)
'return' outside function
operands could not be broadcast together with shapes SHAPES
operands could not be broadcast together with remapped shapes SHAPES
non-broadcastable output operand with shape SHAPE doesn't match the broadcast shape SHAPE
shapes SHAPE and SHAPE not aligned: COUNT (dim COUNT) != COUNT (dim COUNT)
matmul: Input operand COUNT has a mismatch in its core dimension COUNT, with gufunc signature \
(n?,k),(k,m?)->(n?,m?) (size COUNT is different from COUNT)
matmul: Input operand COUNT does not have enough dimensions (has COUNT, gufunc core with signature \
(n?,k),(k,m?)->(n?,m?) requires COUNT)
cannot reshape array of size COUNT into shape SHAPE
could not broadcast input array from shape SHAPE into shape SHAPE
shape mismatch: value array of shape SHAPE could not be broadcast to indexing result of shape SHAPE
shape mismatch: objects cannot be broadcast to a single shape. Mismatch is between arg COUNT with shape SHAPE and \
arg COUNT with shape SHAPE.
shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg COUNT with shape SHAPE and \
arg COUNT with shape SHAPE.
index COUNT is out of bounds for axis COUNT with size COUNT
index COUNT is out of bounds for size COUNT
axis COUNT is out of bounds for array of dimension COUNT
axes don't match array
too many indices for array: array is COUNT-dimensional, but COUNT were indexed
invalid index to scalar variable.
only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices
boolean index did not match indexed array along dimension COUNT; dimension is COUNT but corresponding boolean \
dimension is COUNT
boolean index did not match indexed array along axis COUNT; size of axis is COUNT but size of corresponding boolean \
axis is COUNT
The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.
only length-1 arrays can be converted to Python scalars
only 0-dimensional arrays can be converted to Python scalars
only integer scalar arrays can be converted to a scalar index
only size-1 arrays can be converted to Python scalars
setting an array element with a sequence.
setting an array element with a sequence. The requested array has an inhomogeneous shape after COUNT dimensions. The \
detected shape was SHAPE + inhomogeneous part.
all the input array dimensions except for the concatenation axis must match exactly, but along dimension COUNT, the \
array at index COUNT has size COUNT and the array at index COUNT has size COUNT
all the input arrays must have same number of dimensions, but the array at index COUNT has COUNT dimension(s) and the \
array at index COUNT has COUNT dimension(s)
all input arrays must have the same shape
need at least one array to concatenate
need at least one array to stack
zero-dimensional arrays cannot be concatenated
len() of unsized object
assignment destination is read-only
output array is read-only
cannot select an axis to squeeze out which has size not equal to one
loop of ufunc does not support argument COUNT of type TYPE which has no callable NAME method
ufunc 'NAME' not supported for the input types, and the inputs could not be safely coerced to any supported types \
according to the casting rule ''safe''
ufunc 'NAME' did not contain a loop with signature matching types (DTYPE, DTYPE) -> None
Cannot cast ufunc 'NAME' output from DTYPE to DTYPE with casting rule 'NAME'
Cannot cast ufunc 'NAME' input from DTYPE to DTYPE with casting rule 'NAME'
Cannot cast ufunc 'NAME' input COUNT from DTYPE to DTYPE with casting rule 'NAME'
Singular matrix
"""


def _pattern(sentence: str) -> str:
    """The sentence as an expression, with what stands for its names and counts."""
    parts = re.split(r"\b(SHAPES|[A-Z]{4,5})\b", sentence)
    return "".join(_PLACEHOLDERS.get(part, re.escape(part)) for part in parts)


@cache
def _known() -> re.Pattern[str]:
    return re.compile("|".join(_pattern(sentence) for sentence in _SENTENCES.splitlines()))


def is_well_known(text: str) -> bool:
    """Whether a text is one of these sentences, and nothing more."""
    return _known().fullmatch(text) is not None
