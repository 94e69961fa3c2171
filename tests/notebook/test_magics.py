"""IPython's syntax: what Jupyter runs is no syntax error here, and what is Python stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from autograder.notebook.magics import plain

CASES = {
    "x = %time f()": "x = f()",
    "d['a'], b.c = !ls": "d['a'], b.c = get_ipython().getoutput()",
    "n = %env HOME": "n = get_ipython().run_line_magic('env', 'HOME')",
    "if x:\n    !ls\nelse:\n    %cd ..": "if x:\n    pass\nelse:\n    get_ipython().run_line_magic('cd', '..')",
    "!ls \\\n  -l\ny = 1": "pass\n\ny = 1",
    "!echo ( '\nx = 1": "pass\nx = 1",
    "np.tanh?\n?np.exp\nx[0].y??\nnp.*load*?\n*int*?": "pass\npass\npass\npass\npass",
    "%time x = 1\n%timeit f()": "x = 1\nget_ipython().run_line_magic('timeit', 'f()')",
    "%time": "get_ipython().run_line_magic('time', '')",
    "\n%%time\nx = 1": "\n\nx = 1",
    "%%capture out\n%%time\nx = 1": "out = get_ipython().kept\n\nx = 1",
    "\n%%mine x\na 'b'\n": "\nget_ipython().run_cell_magic('mine', 'x', \"a 'b'\\n\\n\")\n\n",
    '%mine a "b"': "get_ipython().run_line_magic('mine', 'a \"b\"')",
    "%%bash\nfor i in 1; do\ndone": "\n\n",
    "%pylab inline": "get_ipython().run_line_magic('pylab', 'inline')",
    ">>> x = (1 +\n...      2)": "x = (1 +\n     2)",
    "In [1]: x = 1\n   ...: y = 2": "x = 1\ny = 2",
    "   x = 1\n   if x:\n      y = 2": "x = 1\nif x:\n   y = 2",
    "/f x y\n,f a b\n;f a b": 'f(x, y)\nf("a", "b")\nf("a b")',
}
ALONE = {  # cells of one line
    "time x = f()": "x = f()",
    "timeit -n1 -r1 f()": "get_ipython().run_line_magic('timeit', '-n1 -r1 f()')",
    " pip install x\n": "get_ipython().run_line_magic('pip', 'install x')\n",
    "cd ~/data": "get_ipython().run_line_magic('cd', '~/data')",
}
PYTHON = [
    "x = (7\n  % 4)",
    "s = '''\n%time\n!ls\n?x\n'''",
    "a = b % \\\n  c",
    "f'{x!r} 100%'  # what?",
    "x = [\n    '%d'\n    % 3,\n]",
    "print('is it so?')",
    "s = 'it''s' \"%\"\ny = {\n}",
    "x != y\nx %= 2",
    *("time", "ls = 3", "cd(1)", "time in x", "run if x else y", "time * 2", "env[0]", "cp - 1", "time .sleep(1)"),
    "",
]


@pytest.mark.parametrize("source", CASES)
def test_magics_become_python(source: str) -> None:
    """Each becomes Python with as many lines: what runs Python is kept, the rest does nothing."""
    assert plain(source) == CASES[source]
    assert plain(source).count("\n") == source.count("\n")


@pytest.mark.parametrize("source", ALONE)
def test_a_cell_of_one_line_needs_no_percent_sign(source: str) -> None:
    """Where it could not be Python; below another line it is no magic."""
    assert plain(source) == ALONE[source]
    assert plain(f"x = 1\n{source.strip()}") == f"x = 1\n{source.strip()}"


@pytest.mark.parametrize("source", PYTHON)
def test_python_stays_as_it_is(source: str) -> None:
    """Signs that only look like magics are left alone, by IPython and here."""
    assert plain(source) == source
    assert plain(f"{source}\n!ls") == f"{source}\npass"


@pytest.mark.parametrize("source", [case for case in CASES if "%%" not in case])
def test_ipython_sees_the_same_magics(source: str) -> None:
    """IPython's own transformer takes the same lines for magics, and the same ones for Python."""
    assert plain(source).split() == _without_kernel(TransformerManager().transform_cell(source)).split()


def _without_kernel(transformed: str) -> str:
    lines = []
    for line in transformed.split("\n"):
        timed = re.search(r"get_ipython\(\)\.run_line_magic\('time', '(.+)'\)", line)
        line = re.sub(r"get_ipython\(\)\.getoutput\(.*", "get_ipython().getoutput()", line)
        line = line.replace(timed[0], timed[1]) if timed else line
        line = re.sub(r"get_ipython\(\)\.(?:system|run_line_magic\('p(?:info|search)).*", "pass", line)
        lines.append(line)
    return "\n".join(lines)


def test_a_solution_keeps_its_body_under_any_magic() -> None:
    """Its class is what the cell is there for, whatever stands above it."""
    assert plain("%%writefile a.py\nclass A:\n    pass", solution=True) == "\nclass A:\n    pass"
    assert plain("%%html\nclass A:\n    pass") == "\n\n"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="%!?,;/ \t\n'\"()[]{}#\\=ax.1", max_size=60))
def test_any_cell_keeps_its_lines(source: str) -> None:
    """Whatever a cell holds, nothing is raised and no line is lost."""
    assert plain(source).count("\n") == source.count("\n")
